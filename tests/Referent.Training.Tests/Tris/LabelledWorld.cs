using Referent.Data.Refer;
using Referent.Imaging.Codecs;
using Referent.Imaging.Geometry;
using Referent.Imaging.Masks;
using Referent.Torch;
using Referent.Training.Tris;
using Referent.Training.Tris.Labels;

namespace Referent.Training.Tests.Tris;

/// <summary>Labels as if the first stage and IRNet had made them: a map with one place that answers, a mask with one box, for each ref.</summary>
internal static class LabelledWorld
{
    private const int Side = 3;

    /// <summary>Writes maps of all refs but the last, which is without.</summary>
    public static void WriteMaps(string root, string folder)
    {
        using TensorScope scope = TensorScope.Begin();
        TrainingSample[] refs = [.. Refs(root).SkipLast(1)];
        float[] maps = [.. refs.SelectMany((_, i) => Enumerable.Range(0, Side * Side).Select(place => place == i % (Side * Side) ? 3f : -1f))];
        Directory.CreateDirectory(folder);
        ResponseMapFile.Write(
            Path.Combine(folder, TrisLabelFiles.Maps), Tensor.From(maps, refs.Length, Side, Side), [.. refs.Select(item => item.RefId)], [.. refs.Select(item => item.Sentences[0].Id)]);
    }

    /// <summary>Writes masks of all refs but the last, which is without.</summary>
    public static void WriteMasks(string root, string folder)
    {
        Directory.CreateDirectory(folder);
        File.WriteAllLines(Path.Combine(folder, TrisLabelFiles.Masks), Refs(root).SkipLast(1).Select((item, i) => TrisLabelFiles.Format(
            new PseudoMaskLabel(item.RefId, item.Sentences[0].Id, "images/a.jpg", item.Sentences[0].Text, Box(ImageDecoder.ReadFile(item.ImagePath).Size, i)))));
    }

    public static IReadOnlyList<TrainingSample> Refs(string root) => TrainingView.Load(root, "world", "train").Samples;

    private static RunLengthMask Box(ImageSize size, int place)
    {
        BinaryMask mask = new(size);
        (int top, int left) = (place % Side * size.Height / Side, place / Side % Side * size.Width / Side);
        for (int y = top; y < top + (size.Height / Side); y++)
        {
            mask.Pixels.AsSpan((y * size.Width) + left, size.Width / Side).Fill(1);
        }

        return RunLengthMask.FromMask(mask);
    }
}
