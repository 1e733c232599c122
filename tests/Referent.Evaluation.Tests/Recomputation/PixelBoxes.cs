namespace Referent.Evaluation.Tests.Recomputation;

/// <summary>TRIS's boxes of a mask, written down once more, by flooding pixels: rectangles of contours, suppressed and dropped.</summary>
internal static class PixelBoxes
{
    private sealed record Region(bool Inside, int Left, int Top, int Right, int Bottom)
    {
        public List<Region> Children { get; } = [];

        /// <summary>Left, top, width, height; of a hole the mask's pixels around it belong to the contour.</summary>
        public float[] Contour => Inside ? [Left, Top, Right - Left + 1, Bottom - Top + 1] : [Left - 1, Top - 1, Right - Left + 3, Bottom - Top + 3];
    }

    /// <returns>Each as left, top, right, bottom; the most confident first.</returns>
    public static List<double[]> Of(PixelMask mask)
    {
        int area = mask.Area;
        if (area == 0 || area == mask.Width * mask.Height)
        {
            return [[0, 0, 1, 1]];
        }

        float[][] contours = [.. Contours(mask)];
        double[] confidences = [.. contours.Select(box => CountIn(mask, box) * 255.0 / (box[2] * box[3]) / 255.0)];
        List<int> kept = [];
        foreach (int index in Enumerable.Range(0, contours.Length).OrderByDescending(index => (float)confidences[index]))
        {
            if (!kept.Exists(better => Overlap(contours[better], contours[index]) > 0.05f))
            {
                kept.Add(index);
            }
        }

        return [.. from index in kept
                   where confidences[index] > 0.5 * confidences.Max()
                   let box = contours[index]
                   select new double[] { box[0], box[1], box[0] + box[2], box[1] + box[3] }];
    }

    private static int CountIn(PixelMask mask, float[] box)
    {
        int count = 0;
        for (int y = (int)box[1]; y < box[1] + box[3]; y++)
        {
            for (int x = (int)box[0]; x < box[0] + box[2]; x++)
            {
                count += mask[x, y] ? 1 : 0;
            }
        }

        return count;
    }

    /// <summary>(x, y, width, height) taken for two corners, as published.</summary>
    private static float Overlap(float[] a, float[] b)
    {
        float shared = Math.Max(0, Math.Min(a[2], b[2]) - Math.Max(a[0], b[0])) * Math.Max(0, Math.Min(a[3], b[3]) - Math.Max(a[1], b[1]));
        return shared / (((a[2] - a[0]) * (a[3] - a[1])) + ((b[2] - b[0]) * (b[3] - b[1])) - shared);
    }

    /// <summary>Parents before their children; of siblings the one met last comes first.</summary>
    private static IEnumerable<float[]> Contours(PixelMask mask)
    {
        int[,] labels = new int[mask.Height + 2, mask.Width + 2];
        List<Region> regions = [];
        for (int y = -1; y <= mask.Height; y++)
        {
            for (int x = -1; x <= mask.Width; x++)
            {
                if (labels[y + 1, x + 1] == 0)
                {
                    int parent = regions.Count == 0 ? -1 : labels[y + 1, x] - 1;
                    regions.Add(Flood(mask, labels, x, y, regions.Count + 1));
                    if (parent >= 0)
                    {
                        regions[parent].Children.Insert(0, regions[^1]);
                    }
                }
            }
        }

        return Below(regions[0]);

        static IEnumerable<float[]> Below(Region region) => region.Children.SelectMany(child => Below(child).Prepend(child.Contour));
    }

    /// <summary>The picture has a margin of background, so that all background at its edge is one region. The mask connects over corners too.</summary>
    private static Region Flood(PixelMask mask, int[,] labels, int startX, int startY, int label)
    {
        bool inside = Inside(startX, startY);
        Region region = new(inside, startX, startY, startX, startY);
        Stack<(int X, int Y)> open = new([(startX, startY)]);
        labels[startY + 1, startX + 1] = label;
        while (open.TryPop(out (int X, int Y) at))
        {
            region = region with { Left = Math.Min(region.Left, at.X), Top = Math.Min(region.Top, at.Y), Right = Math.Max(region.Right, at.X), Bottom = Math.Max(region.Bottom, at.Y) };
            for (int y = at.Y - 1; y <= at.Y + 1; y++)
            {
                for (int x = at.X - 1; x <= at.X + 1; x++)
                {
                    bool there = x >= -1 && y >= -1 && x <= mask.Width && y <= mask.Height && (inside || x == at.X || y == at.Y);
                    if (there && labels[y + 1, x + 1] == 0 && Inside(x, y) == inside)
                    {
                        labels[y + 1, x + 1] = label;
                        open.Push((x, y));
                    }
                }
            }
        }

        return region;

        bool Inside(int x, int y) => x >= 0 && y >= 0 && x < mask.Width && y < mask.Height && mask[x, y];
    }
}
