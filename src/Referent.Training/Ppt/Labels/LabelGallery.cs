using Referent.Data;
using Referent.Imaging;
using Referent.Imaging.Codecs;
using Referent.Imaging.Drawing;
using Referent.Training.Labels;

namespace Referent.Training.Ppt.Labels;

/// <summary>Pseudo-labels to look at before training on them: a page with some of each kind, drawn on their pictures.</summary>
public static class LabelGallery
{
    /// <summary>The page, in the label folder; its pictures lie beside it.</summary>
    public const string PageName = GalleryPage.Name;

    /// <summary>Writes page and pictures; labels are taken evenly from the whole of their files.</summary>
    /// <param name="dataDirectory">The data set's folder, labelled.</param>
    /// <exception cref="FileNotFoundException">The labels have not been made.</exception>
    public static void Write(string dataDirectory)
    {
        IReadOnlyList<ObjectLabel> objects = LabelFiles.ReadObjects(dataDirectory);
        IReadOnlyList<SentenceLabel> sentences = [.. LabelFiles.ReadSentences(dataDirectory).Where(label => label.Candidates.Count > 0)];
        RgbImage Draw(string image, PhraseMask candidate) =>
            Overlay.Draw(ImageDecoder.ReadFile(Path.Combine(dataDirectory, image)), candidate.Mask.ToMask());

        ContactSheetCell OfObject(ObjectLabel label) => new(
            Draw(label.Image, new PhraseMask(label.ClassName, label.Mask, label.Score)), $"{label.ClassName} {label.Score:F2}");

        ContactSheetCell OfSentence(SentenceLabel label, int i)
        {
            PhraseMask candidate = label.Candidates[i % label.Candidates.Count];
            return new ContactSheetCell(Draw(label.Image, candidate), $"{label.Text}\n{candidate.Phrase} {candidate.Score:F2}");
        }

        GalleryPage page = new(Path.Combine(dataDirectory, LabelFiles.Folder));
        page.Add(
            "objects.jpg",
            $"{GalleryPage.Share(objects.Count)} object-centric pictures: class, predicted IoU",
            [.. Spread.Evenly(objects, GalleryPage.Cells).Select(OfObject)]);
        page.Add(
            "sentences.jpg",
            $"{GalleryPage.Share(sentences.Count)} sentences: sentence, noun phrase, predicted IoU",
            [.. Spread.Evenly(sentences, GalleryPage.Cells).Select(OfSentence)]);
        page.Write();
    }
}
