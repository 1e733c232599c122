using Referent.Imaging;
using Referent.Imaging.Geometry;
using Referent.Imaging.Masks;

namespace Referent.Evaluation.Reports;

/// <summary>Points that a method proposed for a phrase.</summary>
/// <param name="Score">How much they are the referent's, by the method.</param>
/// <param name="Points">In the picture's pixels.</param>
public sealed record CaseQuery(double Score, IReadOnlyList<LabelledPoint> Points);

/// <summary>One sentence to look at: everything a figure shows.</summary>
/// <param name="Sample">Its score.</param>
/// <param name="Picture">In original size.</param>
/// <param name="Truth">The object's mask.</param>
/// <param name="Prediction">The method's mask.</param>
/// <param name="Queries">What was considered, the chosen one first; none where the method has no points.</param>
public sealed record CaseStudy(SampleScore Sample, RgbImage Picture, RunLengthMask Truth, RunLengthMask Prediction, IReadOnlyList<CaseQuery> Queries);

/// <summary>Sentences that were done alike.</summary>
/// <param name="Name">Such as <c>worst</c>.</param>
/// <param name="Cases">At least one.</param>
public sealed record CaseGroup(string Name, IReadOnlyList<CaseStudy> Cases);
