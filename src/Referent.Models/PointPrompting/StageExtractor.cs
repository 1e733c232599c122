using Referent.Models.Clip;
using Referent.Torch;

namespace Referent.Models.PointPrompting;

/// <summary>What the generator sees of a picture: patch tokens of some stages of a frozen image tower.</summary>
public sealed class StageExtractor
{
    private readonly VisionTransformer _vision;
    private readonly SurgeryImageEncoder? _surgery;
    private readonly int[] _blocks;
    private readonly int _tiles;

    /// <param name="vision">Borrowed.</param>
    /// <param name="blocks">After which blocks to look, ascending, the first block being 1.</param>
    /// <param name="surgeryBlocks">
    /// 0 for the tower as it is; otherwise the last stage is CLIP Surgery's local path over so many of the last blocks, in place of the
    /// tokens after the last of <paramref name="blocks"/>.
    /// </param>
    /// <param name="tiles">T: pictures are shown as T x T tiles, see <see cref="PictureTiles"/>, and tokens averaged T x T; 1 for whole pictures.</param>
    /// <exception cref="ArgumentOutOfRangeException">The tower has no so many blocks.</exception>
    public StageExtractor(VisionTransformer vision, IReadOnlyList<int> blocks, int surgeryBlocks, int tiles = 1)
    {
        ArgumentNullException.ThrowIfNull(vision);
        ArgumentNullException.ThrowIfNull(blocks);
        _vision = vision;
        _surgery = surgeryBlocks == 0 ? null : new SurgeryImageEncoder(vision, surgeryBlocks);
        _blocks = [.. blocks];
        _tiles = tiles;
    }

    /// <param name="image">[B, 3, T H, T W], Float32, normalised by CLIP's mean and standard deviation; borrowed.</param>
    /// <returns>For each stage [B, h * w, D], without the class token, before <c>ln_post</c>; the caller's.</returns>
    public Tensor[] Forward(Tensor image)
    {
        using TensorScope scope = TensorScope.Begin();
        Tensor seen = _tiles == 1 ? image : PictureTiles.Cut(image, _tiles);
        Tensor[] stages = _surgery is null
            ? _vision.ForwardStages(seen, _blocks, PositionInterpolation.ClipSurgery)
            : _surgery.ForwardStages(seen, _blocks[..^1]);
        for (int i = 0; i < stages.Length; i++)
        {
            Tensor patches = stages[i].Narrow(1, 1, stages[i].Size(1) - 1);
            stages[i] = scope.Keep(_tiles == 1 ? patches : PictureTiles.Pool(PictureTiles.Join(patches, _tiles), _tiles));
        }

        return stages;
    }
}
