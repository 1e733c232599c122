using Referent.Data.Refer;
using Referent.Data.Text;
using Referent.Imaging.Codecs;

namespace Referent.Cli.Evaluating;

/// <summary>How sure a segmenter is of phrases about a picture, and of phrases about other pictures.</summary>
internal static class Presences
{
    /// <summary>
    /// For each picture the sentences about it, and as many about other pictures that name something of a class that is not among its annotated
    /// objects; sentences without a noun may be said of any picture and are left out.
    /// </summary>
    /// <param name="segmenter">Borrowed.</param>
    /// <param name="dataset">With its annotations.</param>
    /// <param name="split">A split of it.</param>
    /// <param name="limit">Pictures at most, the first; null for all.</param>
    /// <param name="progress">Told after every picture.</param>
    /// <param name="stop">Ends between two pictures.</param>
    public static (List<double> Present, List<double> Absent) Collect(
        Segmenter segmenter, ReferDataset dataset, string split, int? limit, IProgress<(int Done, int Total)> progress, CancellationToken stop)
    {
        IGrouping<long, (Ref Reference, string Text)>[] pictures =
        [
            .. dataset.InSplit(split)
                .SelectMany(reference => reference.Sentences
                    .Where(sentence => NounPhraseExtractor.Extract(sentence.Text).Count > 0)
                    .Select(sentence => (reference, sentence.Text)))
                .GroupBy(item => item.reference.ImageId)
                .Take(limit ?? int.MaxValue),
        ];
        ILookup<long, long> classes = dataset.Annotations.Values.ToLookup(annotation => annotation.ImageId, annotation => annotation.CategoryId);
        List<double> present = [], absent = [];
        for (int i = 0; i < pictures.Length; i++)
        {
            stop.ThrowIfCancellationRequested();
            HashSet<long> shown = [.. classes[pictures[i].Key]];
            IEnumerable<string> others = Enumerable.Range(1, pictures.Length - 1)
                .SelectMany(step => pictures[(i + step) % pictures.Length])
                .Where(item => !shown.Contains(item.Reference.CategoryId))
                .Select(item => item.Text);
            using EmbeddedImage image = segmenter.Embed(ImageDecoder.ReadFile(dataset.Images[pictures[i].Key].Path));
            present.AddRange(pictures[i].Select(item => segmenter.Segment(image, item.Text).Presence));
            absent.AddRange(others.Take(pictures[i].Count()).Select(text => segmenter.Segment(image, text).Presence));
            progress.Report((i + 1, pictures.Length));
        }

        return (present, absent);
    }
}
