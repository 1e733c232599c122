using Referent.Imaging.Geometry;
using Referent.Imaging.Masks;
using Referent.Models.Localisation;

namespace Referent;

/// <summary>What a phrase refers to in a picture.</summary>
public sealed record Segmentation
{
    /// <summary>Of the picture's size; empty where nothing was found.</summary>
    public required BinaryMask Mask { get; init; }

    /// <summary>
    /// What the method says of its own answer, about 0 to 1; not comparable between methods, and for none of them the chance that the mask is right.
    /// <list type="table">
    /// <item><term>ppt</term><description>The sigmoid of the best query's score. Training brings it near 1 for the query that speaks for the
    /// referent and near 0 for the others: it ranks queries, and hardly tells whether the phrase is in the picture at all, see
    /// <see cref="Presence"/>.</description></item>
    /// <item><term>clip-sam, tris-sam, oracle-sam</term><description>The IoU that SAM predicts of its mask: how well cut it is, whatever it
    /// is.</description></item>
    /// <item><term>clip-es</term><description>CLIP's softmax probability of the phrase among the background texts.</description></item>
    /// <item><term>tris</term><description>The sigmoid of the map's highest logit.</description></item>
    /// </list>
    /// 0 where there were no points to ask SAM with.
    /// </summary>
    public required double Score { get; init; }

    /// <summary>
    /// How sure the method is that the picture shows anything of what the phrase names. Of <c>ppt</c>, where the generator has responses, how
    /// well any place responds to the phrase's noun, or to the phrase where it has none:
    /// <see cref="Models.PointPrompting.ResponseMaps.Presence"/>, 0 to 1. Else the score, which need not tell.
    /// </summary>
    public required double Presence { get; init; }

    /// <summary>
    /// The mask is not empty, and the presence above what the preset asks for, at least 0; <see cref="Presets.GeneratorPart.MinPresence"/>.
    /// </summary>
    public required bool Found { get; init; }

    /// <summary>The points that SAM was prompted with; none where the method needs no SAM, or told it a box.</summary>
    public required IReadOnlyList<ScoredPoint> Points { get; init; }

    /// <summary>
    /// Where the method answers most to the phrase: the middle of a pixel of its map, or the highest of its points on the referent; null where it
    /// has neither, as the oracle.
    /// </summary>
    public ImagePoint? Peak { get; init; }

    /// <summary>
    /// How much the method answers to the phrase at each pixel: row by row, 0 to 1. Null where it has no map, see
    /// <see cref="SegmentationMethods.HasMap"/>.
    /// </summary>
    public ReadOnlyMemory<float>? Response { get; init; }

    /// <summary>Everything that was considered, the chosen one first.</summary>
    public required IReadOnlyList<Candidate> Candidates { get; init; }

    /// <summary>The phrase was longer than the text encoder takes; its end was not heard.</summary>
    public required bool Truncated { get; init; }

    /// <summary>From the phrase to points.</summary>
    public required TimeSpan PromptTime { get; init; }

    /// <summary>From points to the mask.</summary>
    public required TimeSpan DecodeTime { get; init; }
}
