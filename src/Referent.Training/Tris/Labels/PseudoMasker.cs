using Referent.Data.Refer;
using Referent.Imaging;
using Referent.Imaging.Codecs;
using Referent.Imaging.Masks;
using Referent.Imaging.Preprocessing;
using Referent.Models.IrNet;
using Referent.Torch;
using Referent.Torch.Weights;
using Referent.Training.Configuration;
using Referent.Training.Labels;
using Referent.Training.Loop;

namespace Referent.Training.Tris.Labels;

/// <summary>
/// Makes the pseudo-mask of every ref with a response map: the map spreads over its things up to the boundaries that IRNet sees. Source:
/// IRNet, step/make_ins_seg_labels.py. Reads pictures alone. An interrupted making goes on; a map without a response gives no mask.
/// </summary>
/// <param name="weights">Of an IRNet.</param>
/// <param name="folder">The label folder, with maps.</param>
/// <param name="dataDirectory">The data set's folder.</param>
/// <param name="refs">Those with maps get masks.</param>
public sealed class PseudoMasker(string weights, string folder, string dataDirectory, IReadOnlyList<TrainingSample> refs)
{
    private readonly UnreadablePictures _unreadable = new();

    /// <summary>What was wrong with each picture that could not be read in this run.</summary>
    public IReadOnlyList<string> Failures => _unreadable.Faults;

    /// <summary>Makes what is not there yet.</summary>
    /// <param name="progress">Receives pictures done and in total.</param>
    /// <param name="stop">Ends between two pictures with <see cref="OperationCanceledException"/>.</param>
    /// <exception cref="FileNotFoundException">The maps have not been made.</exception>
    /// <exception cref="RunDirectoryException">The folder holds masks made otherwise.</exception>
    /// <exception cref="WeightFormatException">The weights are not those of an IRNet.</exception>
    public void Run(IProgress<(int Done, int Total)> progress, CancellationToken stop)
    {
        using ResponseMapFile maps = TrisLabelFiles.OpenMaps(folder);
        string path = Path.Combine(folder, TrisLabelFiles.Masks);
        MaskOrigin origin = new(Provenance.Fingerprint(weights), Provenance.Fingerprint(Path.Combine(folder, TrisLabelFiles.Maps)));
        LabelOrigin.Claim(path, ConfigFile.Resolve(origin));
        if (File.Exists(path))
        {
            return;
        }

        Dictionary<long, long> sentences = maps.Refs.Zip(maps.Sentences).ToDictionary(pair => pair.First, pair => pair.Second);
        TrainingSample[][] pictures =
        [
            .. refs.Where(item => sentences.ContainsKey(item.RefId))
                .GroupBy(item => item.ImagePath, StringComparer.Ordinal)
                .Select(group => group.ToArray()),
        ];
        (IrNetModel model, WeightStore store) = IrNetModel.Load(weights);
        using WeightStore held = store;
        ResumableLines.Write(
            path, pictures, _unreadable.PassOver<TrainingSample[]>(items => [.. Label(items, model, maps, sentences)]), progress, stop);
    }

    /// <summary>A line for each ref of one picture whose mask is not empty.</summary>
    private IEnumerable<string> Label(TrainingSample[] items, IrNetModel model, ResponseMapFile maps, Dictionary<long, long> sentences)
    {
        RgbImage picture = ImageDecoder.ReadFile(items[0].ImagePath);
        BoundaryField field = See(picture, model);
        foreach (TrainingSample item in items)
        {
            BinaryMask mask = Spread(field, maps, item.RefId, picture);
            if (mask.Pixels.AsSpan().Contains((byte)1))
            {
                string text = item.Sentences.First(sentence => sentence.Id == sentences[item.RefId]).Text;
                string image = Path.GetRelativePath(dataDirectory, item.ImagePath);
                yield return TrisLabelFiles.Format(new PseudoMaskLabel(item.RefId, sentences[item.RefId], image, text, RunLengthMask.FromMask(mask)));
            }
        }
    }

    private static BoundaryField See(RgbImage picture, IrNetModel model)
    {
        using TensorScope scope = TensorScope.Begin();
        float[] planes = ImagePreprocessing.ToNormalisedPlanes(picture, PixelNormalisation.ImageNet);
        return model.Segment(Tensor.From(planes, 1, 3, picture.Height, picture.Width));
    }

    private static BinaryMask Spread(BoundaryField field, ResponseMapFile maps, long refId, RgbImage picture)
    {
        using NoGrad noGrad = NoGrad.Begin();
        using TensorScope scope = TensorScope.Begin();
        return PseudoMask.Create(field, Tensor.From(maps.Read(refId, picture.Size).Values.Span, [picture.Height, picture.Width]));
    }

    /// <summary>All that masks depend on but the pictures.</summary>
    private sealed record MaskOrigin(string IrNet, string Maps);
}
