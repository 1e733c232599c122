using Referent.Evaluation.Metrics;
using Referent.Imaging.Geometry;
using Referent.Imaging.Masks;

namespace Referent.Evaluation.Tests.Metrics;

public sealed class MaskContoursTests
{
    [Fact]
    public void Parts_touch_over_corners_and_holes_do_not()
    {
        Assert.Equal([new PixelRectangle(0, 0, 2, 2)], Contours("#.", ".#"));
        Assert.Equal([new PixelRectangle(0, 0, 2, 2)], Contours(".#", "#."));

        // A diamond: its middle is a hole although outside touches it over corners.
        Assert.Equal([new PixelRectangle(0, 0, 3, 3), new PixelRectangle(0, 0, 3, 3)], Contours(".#.", "#.#", ".#."));
    }

    [Fact]
    public void Background_that_reaches_the_edge_is_no_hole() => Assert.Equal([new PixelRectangle(0, 0, 3, 2)], Contours("#.#", "###"));

    /// <summary>The last sibling met row by row comes first; what lies inside a contour follows it.</summary>
    [Fact]
    public void Contours_come_in_the_order_of_the_tree() => Assert.Equal(
        [
            new PixelRectangle(8, 3, 2, 1),
            new PixelRectangle(0, 1, 7, 5),
            new PixelRectangle(0, 1, 7, 5),
            new PixelRectangle(2, 3, 1, 1),
            new PixelRectangle(9, 0, 1, 1),
        ],
        Contours(
            ".........#",
            "#######...",
            "#.....#...",
            "#.#...#.##",
            "#.....#...",
            "#######..."));

    [Fact]
    public void An_empty_run_in_the_counts_changes_nothing()
    {
        RunLengthMask plain = new(new ImageSize(3, 2), [1, 3, 2]);
        RunLengthMask split = new(new ImageSize(3, 2), [1, 1, 0, 2, 1, 0, 1]);
        Assert.Equal(MaskContours.Rectangles(new MaskSegments(plain)), MaskContours.Rectangles(new MaskSegments(split)));
    }

    /// <summary>Parts and holes found by flooding pixel by pixel have the same rectangles.</summary>
    [Fact]
    public void Noise_has_the_same_contours_as_flooding_finds()
    {
        Random random = new(3);
        for (int trial = 0; trial < 400; trial++)
        {
            BinaryMask mask = Drawing.Noise(random, new ImageSize(random.Next(1, 20), random.Next(1, 20)), random.NextDouble());
            MaskSegments segments = new(RunLengthMask.FromMask(mask));
            IEnumerable<PixelRectangle> actual = MaskContours.Rectangles(segments);
            Assert.Equal(Sorted(Flood(mask)), Sorted(actual));

            PixelRectangle part = new(0, mask.Height / 2, mask.Width, mask.Height - (mask.Height / 2));
            Assert.Equal(mask.Pixels.Skip(part.Y * mask.Width).Sum(pixel => pixel), segments.CountIn(part));
        }

        static IEnumerable<PixelRectangle> Sorted(IEnumerable<PixelRectangle> rectangles) =>
            rectangles.OrderBy(rectangle => (rectangle.X, rectangle.Y, rectangle.Width, rectangle.Height));
    }

    private static IReadOnlyList<PixelRectangle> Contours(params string[] rows) => MaskContours.Rectangles(new MaskSegments(Drawing.Mask(rows)));

    private static IEnumerable<PixelRectangle> Flood(BinaryMask mask)
    {
        bool[] seen = new bool[mask.Pixels.Length];
        for (int start = 0; start < seen.Length; start++)
        {
            if (seen[start])
            {
                continue;
            }

            bool inside = mask.Pixels[start] != 0;
            bool edge = false;
            List<(int X, int Y)> region = [];
            Stack<(int X, int Y)> open = new([(start % mask.Width, start / mask.Width)]);
            seen[start] = true;
            while (open.TryPop(out (int X, int Y) pixel))
            {
                region.Add(pixel);
                for (int dy = -1; dy <= 1; dy++)
                {
                    for (int dx = -1; dx <= 1; dx++)
                    {
                        if (!inside && dx != 0 && dy != 0)
                        {
                            continue;
                        }

                        (int x, int y) = (pixel.X + dx, pixel.Y + dy);
                        if (x < 0 || y < 0 || x >= mask.Width || y >= mask.Height)
                        {
                            edge = true;
                        }
                        else if (!seen[(y * mask.Width) + x] && mask[y, x] == inside)
                        {
                            seen[(y * mask.Width) + x] = true;
                            open.Push((x, y));
                        }
                    }
                }
            }

            if (inside || !edge)
            {
                int grow = inside ? 0 : 1;
                int left = region.Min(pixel => pixel.X) - grow;
                int top = region.Min(pixel => pixel.Y) - grow;
                yield return new PixelRectangle(left, top, region.Max(pixel => pixel.X) + grow + 1 - left, region.Max(pixel => pixel.Y) + grow + 1 - top);
            }
        }
    }
}
