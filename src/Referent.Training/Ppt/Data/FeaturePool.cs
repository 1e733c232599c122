using Referent.Imaging;
using Referent.Imaging.Preprocessing;
using Referent.Models.PointPrompting;
using Referent.Models.Sam;
using Referent.Torch;

namespace Referent.Training.Ppt.Data;

/// <summary>The frozen features of every picture of a training run: CLIP's stages and SAM's embedding, computed once.</summary>
public sealed class FeaturePool : IDisposable
{
    /// <summary>Pictures encoded together. Chosen: larger batches are no faster on two cores.</summary>
    private const int EncodeBatch = 16;

    private readonly FeatureFile _file;

    private FeaturePool(FeatureFile file, FeatureShape shape)
    {
        _file = file;
        Shape = shape;
    }

    public FeatureShape Shape { get; }

    /// <param name="path">Where the features are or will be kept.</param>
    /// <param name="count">Number of pictures.</param>
    /// <param name="picture">Gives the picture of an index; called on several threads.</param>
    /// <param name="clip">Makes the stages.</param>
    /// <param name="clipSide">Side of the square that CLIP sees.</param>
    /// <param name="sam">Makes the embedding.</param>
    /// <param name="progress">Receives pictures done and in total.</param>
    /// <param name="stop">Ends the making early with <see cref="OperationCanceledException"/>.</param>
    public static FeaturePool OpenOrMake(
        string path, int count, Func<int, RgbImage> picture, StageExtractor clip, int clipSide, SamModel sam, IProgress<(int Done, int Total)> progress, CancellationToken stop)
    {
        using NoGrad noGrad = NoGrad.Begin();
        FeatureShape shape = ShapeOf(clip, clipSide, sam);
        void Make(int first, int taken, Half[] records)
        {
            using TensorScope scope = TensorScope.Begin();
            RgbImage[] pictures = [.. Enumerable.Range(first, taken).AsParallel().AsOrdered().Select(picture)];
            Tensor[] stages = clip.Forward(Stack(pictures, image => ImagePreprocessing.ClipSquare(image, clipSide).Planes, clipSide));
            Tensor embedding = sam.ImageEncoder.Forward(
                Stack(pictures, image => ImagePreprocessing.SamLongestSide(image, sam.Config.ImageSize).Planes, sam.Config.ImageSize));
            Tensor all = Tensor.Cat([.. stages.Select(stage => stage.Reshape(taken, -1)), embedding.Reshape(taken, -1)], 1);
            all.To(DType.Float16).CopyTo<Half>(records);
            progress.Report((first + taken, count));
        }

        return new FeaturePool(FeatureFile.OpenOrMake(path, shape.Length, count, Make, EncodeBatch, stop), shape);
    }

    /// <summary>Reads the records of a batch, on any thread.</summary>
    /// <returns>One array per stage and one for SAM, each [B, ...].</returns>
    public Half[][] Read(IReadOnlyList<int> pictures)
    {
        ArgumentNullException.ThrowIfNull(pictures);
        Half[][] parts = new Half[Shape.Stages + 1][];
        for (int part = 0; part <= Shape.Stages; part++)
        {
            int length = part < Shape.Stages ? Shape.StageLength : Shape.SamLength;
            parts[part] = new Half[pictures.Count * length];
            for (int i = 0; i < pictures.Count; i++)
            {
                _file.Read(pictures[i], part * Shape.StageLength, parts[part].AsSpan(i * length, length));
            }
        }

        return parts;
    }

    /// <summary>What <see cref="Read"/> gave, as Float32 tensors.</summary>
    public FeatureBatch ToTensors(Half[][] parts)
    {
        ArgumentNullException.ThrowIfNull(parts);
        int batch = parts[^1].Length / Shape.SamLength;
        return new FeatureBatch(
            [.. parts[..^1].Select(part => Tensor.From(part, batch, Shape.Patches, Shape.Width).To(DType.Float32))],
            Tensor.From(parts[^1], batch, Shape.SamChannels, Shape.SamGrid, Shape.SamGrid).To(DType.Float32));
    }

    public void Dispose() => _file.Dispose();

    private static Tensor Stack(RgbImage[] pictures, Func<RgbImage, float[]> planes, int side)
    {
        float[] all = new float[pictures.Length * 3 * side * side];
        Parallel.For(0, pictures.Length, i => planes(pictures[i]).CopyTo(all, i * 3 * side * side));
        return Tensor.From(all, pictures.Length, 3, side, side);
    }

    private static FeatureShape ShapeOf(StageExtractor clip, int clipSide, SamModel sam)
    {
        using TensorScope scope = TensorScope.Begin();
        Tensor[] stages = clip.Forward(Tensor.Zeros([1, 3, clipSide, clipSide]));
        return new FeatureShape(stages.Length, (int)stages[0].Size(1), (int)stages[0].Size(2), sam.Config.OutputChannels, sam.Config.Grid);
    }
}
