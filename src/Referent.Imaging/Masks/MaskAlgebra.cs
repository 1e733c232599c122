namespace Referent.Imaging.Masks;

/// <summary>Overlaps of run-length masks, computed on the runs. Source: cocoapi, common/maskApi.c, rleMerge and rleIou.</summary>
public static class MaskAlgebra
{
    /// <summary>Pixels inside any of the masks.</summary>
    /// <param name="masks">At least one, all of one size.</param>
    /// <exception cref="ArgumentException">There is no mask, or the sizes differ.</exception>
    public static RunLengthMask Union(IReadOnlyList<RunLengthMask> masks) => Merge(masks, static (a, b) => a | b);

    /// <summary>Pixels inside all of the masks.</summary>
    /// <inheritdoc cref="Union" path="/param|/exception"/>
    public static RunLengthMask Intersection(IReadOnlyList<RunLengthMask> masks) => Merge(masks, static (a, b) => a & b);

    /// <summary>Pixels inside exactly one of the masks.</summary>
    /// <inheritdoc cref="Union" path="/param|/exception"/>
    public static RunLengthMask ExactlyOne(IReadOnlyList<RunLengthMask> masks)
    {
        ThrowIfEmpty(masks);
        RunLengthMask any = masks[0];
        RunLengthMask several = new(any.Size, [(int)any.Size.PixelCount]);
        foreach (RunLengthMask mask in masks.Skip(1))
        {
            several = Union([several, Intersection([any, mask])]);
            any = Union([any, mask]);
        }

        return masks.Count == 1 ? any : Merge([any, several], static (inAny, inSeveral) => inAny && !inSeveral);
    }

    /// <summary>Number of pixels inside both masks.</summary>
    /// <exception cref="ArgumentException">The sizes differ.</exception>
    public static long IntersectionArea(RunLengthMask a, RunLengthMask b)
    {
        long area = 0;
        Walk(a, b, (inA, inB, length) => area += inA & inB ? length : 0);
        return area;
    }

    /// <summary>Intersection over union as COCO computes it; two empty masks have 0.</summary>
    /// <param name="prediction">The mask to judge.</param>
    /// <param name="truth">What it is compared with.</param>
    /// <param name="truthIsCrowd">Whether the truth is a crowd region, where the area of the prediction alone takes the place of the union.</param>
    /// <exception cref="ArgumentException">The sizes differ.</exception>
    public static double IntersectionOverUnion(RunLengthMask prediction, RunLengthMask truth, bool truthIsCrowd = false)
    {
        long intersection = IntersectionArea(prediction, truth);
        long union = truthIsCrowd ? prediction.Area : prediction.Area + truth.Area - intersection;
        return intersection == 0 ? 0 : (double)intersection / union;
    }

    private static RunLengthMask Merge(IReadOnlyList<RunLengthMask> masks, Func<bool, bool, bool> combine)
    {
        ThrowIfEmpty(masks);
        RunLengthMask result = masks[0];
        for (int i = 1; i < masks.Count; i++)
        {
            var runs = new RunBuilder(result.Size);
            Walk(result, masks[i], (inA, inB, length) => runs.Add(combine(inA, inB), length));
            result = runs.Build();
        }

        return result;
    }

    private static void ThrowIfEmpty(IReadOnlyList<RunLengthMask> masks)
    {
        ArgumentNullException.ThrowIfNull(masks);
        if (masks.Count == 0)
        {
            throw new ArgumentException("Expected at least one mask to merge.", nameof(masks));
        }
    }

    /// <summary>Visits the stretches over which neither mask changes, in column order.</summary>
    private static void Walk(RunLengthMask a, RunLengthMask b, Action<bool, bool, int> visit)
    {
        ArgumentNullException.ThrowIfNull(a);
        ArgumentNullException.ThrowIfNull(b);
        if (a.Size != b.Size)
        {
            throw new ArgumentException($"Masks of different sizes cannot be compared: {a.Size} and {b.Size}.", nameof(b));
        }

        var left = new RunCursor(a.Counts);
        var right = new RunCursor(b.Counts);
        for (long rest = a.Size.PixelCount; rest > 0;)
        {
            int length = Math.Min(left.Remaining, right.Remaining);
            visit(left.Inside, right.Inside, length);
            left.Advance(length);
            right.Advance(length);
            rest -= length;
        }
    }

    /// <summary>A position in a list of runs that is never at an empty one, except at the end.</summary>
    private ref struct RunCursor
    {
        private readonly ReadOnlySpan<int> _counts;
        private int _run;

        public RunCursor(ReadOnlySpan<int> counts)
        {
            _counts = counts;
            Remaining = counts[0];
            Advance(0);
        }

        public int Remaining { get; private set; }

        public readonly bool Inside => _run % 2 == 1;

        public void Advance(int length)
        {
            Remaining -= length;
            while (Remaining == 0 && _run + 1 < _counts.Length)
            {
                Remaining = _counts[++_run];
            }
        }
    }
}
