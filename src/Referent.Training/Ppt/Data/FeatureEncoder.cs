using Referent.Data.Features;
using Referent.Imaging;
using Referent.Imaging.Preprocessing;
using Referent.Models.PointPrompting;
using Referent.Models.Sam;
using Referent.Torch;

namespace Referent.Training.Ppt.Data;

/// <summary>Makes what the frozen CLIP and SAM see of pictures: CLIP's stages and SAM's embedding, one record a picture.</summary>
public sealed class FeatureEncoder
{
    /// <summary>
    /// Pictures of 256 x 256 encoded together. Chosen: larger batches are no faster on two cores, and at 1024 x 1024 one takes all of them.
    /// </summary>
    private const int MostPictures = 16;

    /// <summary>To be raised when preprocessing or layout change, so that records of before are not taken for those of after.</summary>
    private const int Version = 1;

    private readonly SamModel _sam;
    private readonly int _clipSide;

    /// <param name="sizes">What the generator sees.</param>
    /// <param name="frozen">Borrowed.</param>
    public FeatureEncoder(PptSizes sizes, FrozenModels frozen)
    {
        ArgumentNullException.ThrowIfNull(sizes);
        ArgumentNullException.ThrowIfNull(frozen);
        int surgeryBlocks = sizes.SurgeryStage ? frozen.SurgeryBlocks : 0;
        Tower = new StageExtractor(frozen.Clip.Vision, sizes.Blocks, surgeryBlocks, sizes.Tiles, sizes.WriteBack);
        _clipSide = sizes.Tiles * (sizes.ImageSize == 0 ? frozen.Clip.Config.Vision.ImageSize : sizes.ImageSize);
        (_sam, Device) = (frozen.Sam, frozen.Device);
        Batch = Math.Clamp(MostPictures * 256 * 256 / (_sam.Config.ImageSize * _sam.Config.ImageSize), 1, MostPictures);
        Shape = FeatureShape.Of(Tower, _clipSide, _sam.Config, Device);
        string tower = sizes.WriteBack ? " tower" : string.Empty;
        string blocks = string.Join(',', sizes.Blocks);
        Space = FeatureSpace.Of($"{Version} {frozen.Hash} {_clipSide} {sizes.Tiles} {surgeryBlocks} {blocks}{tower}", Shape.Length);
    }

    /// <summary>What is seen of a picture beside SAM's embedding.</summary>
    public StageExtractor Tower { get; }

    /// <summary>Pictures encoded together.</summary>
    public int Batch { get; }

    /// <summary>Where the frozen models are.</summary>
    public Device Device { get; }

    public FeatureShape Shape { get; }

    /// <summary>Which records of a cache are this encoder's.</summary>
    public FeatureSpace Space { get; }

    /// <summary>
    /// The records of some pictures, one after another. Every batch is filled up to the same size, so that a picture's record does not depend
    /// on its neighbours, not even in the last bit.
    /// </summary>
    /// <param name="pictures">1 to <see cref="Batch"/>, of any sizes.</param>
    /// <returns>The caller's.</returns>
    public Half[] Encode(IReadOnlyList<RgbImage> pictures)
    {
        ArgumentNullException.ThrowIfNull(pictures);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(pictures.Count, Batch);
        using NoGrad noGrad = NoGrad.Begin();
        using TensorScope scope = TensorScope.Begin();
        Tensor[] stages = Tower.Forward(Stack(pictures, image => ImagePreprocessing.ClipSquare(image, _clipSide).Planes, _clipSide));
        Tensor embedding = _sam.ImageEncoder.Forward(
            Stack(pictures, image => ImagePreprocessing.SamLongestSide(image, _sam.Config.ImageSize).Planes, _sam.Config.ImageSize));
        Tensor all = Tensor.Cat([.. stages.Select(stage => stage.Reshape(Batch, -1)), embedding.Reshape(Batch, -1)], 1);
        return all.Narrow(0, 0, pictures.Count).To(DType.Float16).ToArray<Half>();
    }

    /// <summary>[Batch, 3, side, side]; what follows the last picture repeats it.</summary>
    private Tensor Stack(IReadOnlyList<RgbImage> pictures, Func<RgbImage, float[]> planes, int side)
    {
        int length = 3 * side * side;
        float[] all = new float[Batch * length];
        Parallel.For(0, pictures.Count, i => planes(pictures[i]).CopyTo(all, i * length));
        for (int i = pictures.Count; i < Batch; i++)
        {
            all.AsSpan((pictures.Count - 1) * length, length).CopyTo(all.AsSpan(i * length));
        }

        return Tensor.From<float>(all, [Batch, 3, side, side], Device);
    }
}
