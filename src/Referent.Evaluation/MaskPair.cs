namespace Referent.Evaluation;

/// <summary>What two masks share, in pixels.</summary>
/// <param name="Intersection">Pixels in both.</param>
/// <param name="Union">Pixels in either.</param>
public readonly record struct MaskPair(long Intersection, long Union)
{
    /// <summary>0 to 1; 0 where both masks are empty, where numpy would give NaN.</summary>
    public double Iou => Union > 0 ? (double)Intersection / Union : 0;
}
