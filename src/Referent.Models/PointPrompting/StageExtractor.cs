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
    /// <param name="tiles">
    /// T: pictures are shown as T x T tiles, see <see cref="PictureTiles"/>, and tokens averaged T x T; 1 for whole pictures.
    /// </param>
    /// <param name="keepsTokens">Whether the tower's own tokens come with the stages, for a generator that writes back.</param>
    /// <exception cref="ArgumentOutOfRangeException">The tower has no so many blocks.</exception>
    /// <exception cref="ArgumentException">Tokens are to be kept of a stage after which the local path has begun.</exception>
    public StageExtractor(VisionTransformer vision, IReadOnlyList<int> blocks, int surgeryBlocks, int tiles = 1, bool keepsTokens = false)
    {
        ArgumentNullException.ThrowIfNull(vision);
        ArgumentNullException.ThrowIfNull(blocks);
        if (keepsTokens && !CanKeepTokens(blocks, surgeryBlocks, vision.Blocks.Count))
        {
            throw new ArgumentException(
                $"What writes back has its first stage before CLIP Surgery's last {surgeryBlocks} blocks, "
                + $"not after block {blocks[0]} of {vision.Blocks.Count}.",
                nameof(blocks));
        }

        _vision = vision;
        _surgery = surgeryBlocks == 0 ? null : new SurgeryImageEncoder(vision, surgeryBlocks);
        _blocks = [.. blocks];
        _tiles = tiles;
        KeepsTokens = keepsTokens;
    }

    /// <summary>Whether the tower's own tokens come with the stages.</summary>
    public bool KeepsTokens { get; }

    /// <summary>The tower's end; borrowed.</summary>
    public VisualProjection Projection => _vision.Projection;

    /// <summary>Whether one path alone has run where the first stage is, so that its tokens tell all.</summary>
    /// <param name="blocks">After which blocks the stages are.</param>
    /// <param name="surgeryBlocks">Last blocks with two paths.</param>
    /// <param name="layers">Blocks of the tower.</param>
    public static bool CanKeepTokens(IReadOnlyList<int> blocks, int surgeryBlocks, int layers)
    {
        ArgumentNullException.ThrowIfNull(blocks);
        return surgeryBlocks == 0 || blocks[0] <= layers - surgeryBlocks;
    }

    /// <param name="image">[B, 3, T H, T W], Float32, normalised by CLIP's mean and standard deviation; borrowed.</param>
    /// <returns>
    /// For each stage [B, h * w, D], without the class token, before <c>ln_post</c>; where tokens are kept, after them the tower's own after the
    /// first stage's block, [B, T T (1 + h w), D], the tiles one after another, each with its class token first. The caller's.
    /// </returns>
    public Tensor[] Forward(Tensor image)
    {
        ArgumentNullException.ThrowIfNull(image);
        using TensorScope scope = TensorScope.Begin();
        Tensor seen = _tiles == 1 ? image : PictureTiles.Cut(image, _tiles);
        Tensor[] stages = _surgery is null
            ? _vision.ForwardStages(seen, _blocks, PositionInterpolation.ClipSurgery)
            : _surgery.ForwardStages(seen, _blocks[..^1]);
        List<Tensor> kept = [];
        foreach (Tensor stage in stages)
        {
            kept.Add(scope.Keep(Patches(stage)));
        }

        return KeepsTokens ? [.. kept, scope.Keep(stages[0].Reshape(image.Size(0), -1, stages[0].Size(2)))] : [.. kept];
    }

    /// <summary>How many of the tower's own tokens come with a picture.</summary>
    /// <param name="patches">Of a stage, h w.</param>
    internal long TokensOf(long patches) => _tiles * _tiles * (1 + patches);

    /// <param name="kept">The tower's own tokens, as <see cref="Forward"/> gives them; borrowed.</param>
    /// <returns>The tower after the first stage's block; the caller's.</returns>
    internal TowerTokens Resume(Tensor kept) => new(kept.Reshape(-1, kept.Size(1) / (_tiles * _tiles), kept.Size(2)));

    /// <summary>
    /// Writes what a bridger has added to one stage into the tower, and goes on to the next stage: each of the T x T tokens that were averaged gets
    /// the same, so that their mean becomes the fused token; class tokens stay; once the local path has begun it gets what the other gets.
    /// </summary>
    /// <param name="before">The tower after the block of the stage before; borrowed.</param>
    /// <param name="added">[B, h * w, D], to that stage; borrowed.</param>
    /// <param name="stage">Index of the stage to go to, from 1.</param>
    /// <returns>The tower after the block of that stage, and what is seen there, [B, h * w, D]; the caller's.</returns>
    internal (TowerTokens Tower, Tensor Seen) Continue(TowerTokens before, Tensor added, int stage)
    {
        using TensorScope scope = TensorScope.Begin();
        bool isLocal = _surgery is not null && stage == _blocks.Length - 1;
        Tensor patches = _tiles == 1 ? added : PictureTiles.Split(PictureTiles.Spread(added, _tiles), _tiles);       // [B T T, hw, D]
        Tensor written = Tensor.Cat([Tensor.Zeros([patches.Size(0), 1, patches.Size(2)], device: patches.Device), patches], 1);
        TowerTokens tower = new(before.Original + written, before.Local is null ? null : before.Local + written);
        int end = isLocal ? _vision.Blocks.Count : _blocks[stage];
        for (int number = _blocks[stage - 1] + 1; number <= end; number++)
        {
            tower = _surgery?.Run(tower, number) ?? new TowerTokens(_vision.Blocks[number - 1].Forward(tower.Original, mask: null));
        }

        Tensor seen = Patches(isLocal ? tower.Local! : tower.Original);
        return (new TowerTokens(scope.Keep(tower.Original), tower.Local is null ? null : scope.Keep(tower.Local)), scope.Keep(seen));
    }

    /// <summary>[B T T, 1 + h w, D] -> [B, h w, D]</summary>
    private Tensor Patches(Tensor tokens)
    {
        using TensorScope scope = TensorScope.Begin();
        Tensor patches = tokens.Narrow(1, 1, tokens.Size(1) - 1);
        return scope.Keep(_tiles == 1 ? patches : PictureTiles.Pool(PictureTiles.Join(patches, _tiles), _tiles));
    }
}
