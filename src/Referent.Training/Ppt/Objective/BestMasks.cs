using Referent.Models.Sam;
using Referent.Torch;

namespace Referent.Training.Ppt.Objective;

/// <summary>Which of the masks of a prompt counts.</summary>
internal static class BestMasks
{
    /// <summary>[N, 4G, 4G]: of each prompt the logits with the highest predicted IoU, or its only ones.</summary>
    public static Tensor Best(this SamMasks masks)
    {
        (long n, long count, long side) = (masks.Logits.Size(0), masks.Logits.Size(1), masks.Logits.Size(2));
        return count == 1
            ? masks.Logits.Squeeze(1)
            : masks.Logits.Gather(1, masks.PredictedIou.ArgMax(1).Reshape(n, 1, 1, 1).Expand(n, 1, side, side)).Squeeze(1);
    }
}
