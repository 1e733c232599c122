using Referent.Imaging.Masks;
using Referent.Training.Ppt.Labels;

namespace Referent.Training.Ppt.Data;

/// <summary>Which pseudo-labels a pool trusts: by SAM's own estimate and by how whole they are, never by the truth.</summary>
public static class TrustedLabels
{
    /// <summary>Whether the mask of an object-centric picture is trusted.</summary>
    public static bool IsTrusted(ObjectLabel label, PptPool pool)
    {
        ArgumentNullException.ThrowIfNull(label);
        ArgumentNullException.ThrowIfNull(pool);
        return label.Score >= pool.MinPredictedIou && label.Mask.Area > 0 && !IsInPieces(label.Mask, pool);
    }

    /// <summary>What a sentence may refer to: one mask makes it H_sem's, several H_ref's.</summary>
    /// <returns>Nothing where a mask of it cannot be trusted.</returns>
    public static IReadOnlyList<RunLengthMask> CandidatesOf(SentenceLabel label, PptPool pool)
    {
        ArgumentNullException.ThrowIfNull(label);
        ArgumentNullException.ThrowIfNull(pool);
        RunLengthMask[] whole =
            [.. label.Candidates.Where(item => item.Score >= pool.MinPredictedIou && item.Mask.Area > 0).Select(item => item.Mask)];
        if (whole.Length < label.Candidates.Count)
        {
            return [];
        }

        if (whole.Length == 1 && IsInPieces(whole[0], pool))
        {
            BinaryMask[] pieces = [.. ConnectedRegions.Pieces(whole[0].ToMask())];
            whole = [.. pieces.Select(RunLengthMask.FromMask).Where(piece => piece.Area >= pool.MinPiece * whole[0].Area)];
            return whole.Length > 1 ? whole : [];
        }

        return whole;
    }

    private static bool IsInPieces(RunLengthMask mask, PptPool pool) => ConnectedRegions.LargestShare(mask.ToMask()) < pool.MinLargestPiece;
}
