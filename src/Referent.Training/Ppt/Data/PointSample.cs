using Referent.Imaging.Masks;

namespace Referent.Training.Ppt.Data;

/// <summary>One object of a training picture with its pseudo-mask.</summary>
/// <param name="Mask">At the picture's size; not empty.</param>
/// <param name="Score">1 for the referent, 0 for others. Source: PPT, section 3.2.</param>
public sealed record Candidate(RunLengthMask Mask, double Score);

/// <summary>A picture with an expression and what the generator should say of them.</summary>
/// <param name="Picture">Index in the pool.</param>
/// <param name="Expression">The text.</param>
/// <param name="Candidates">E pseudo-labels; none where nothing in the picture is meant.</param>
public sealed record PointSample(int Picture, string Expression, IReadOnlyList<Candidate> Candidates)
{
    /// <summary>Samples of one ref are about the same thing, and have the same candidates; none where a sample stands alone.</summary>
    public long? Ref { get; init; }
}
