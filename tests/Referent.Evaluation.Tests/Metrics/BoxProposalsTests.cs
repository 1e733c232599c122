using Referent.Evaluation.Metrics;
using Referent.Imaging.Geometry;
using Referent.Imaging.Masks;

namespace Referent.Evaluation.Tests.Metrics;

public sealed class BoxProposalsTests
{
    [Fact]
    public void A_mask_without_contrast_gives_the_box_of_the_first_pixel()
    {
        Assert.Equal([new BoxXyxy(0, 0, 1, 1)], Proposals(Drawing.Mask("...", "...")));
        Assert.Equal([new BoxXyxy(0, 0, 1, 1)], Proposals(Drawing.Mask("###", "###")));
    }

    [Fact]
    public void Boxes_are_dropped_at_half_of_the_best_confidence()
    {
        // A full square (confidence 1), a diagonal of four (4 / 16) and one of two (2 / 4, not above half).
        RunLengthMask mask = Drawing.Mask(
            "##........",
            "##........",
            "....#.....",
            ".....#....",
            "......#...",
            ".......#..",
            "..........",
            "........#.",
            ".........#");
        Assert.DoesNotContain(new BoxXyxy(4, 2, 8, 6), Proposals(mask));
        Assert.DoesNotContain(new BoxXyxy(8, 7, 10, 9), Proposals(mask));
        Assert.Contains(new BoxXyxy(0, 0, 2, 2), Proposals(mask));
    }

    /// <summary>
    /// A ring's inner and outer contour have one rectangle. At the origin (0, 0, 5, 5) means the same as corners, and one of the two goes; elsewhere
    /// (6, 6, 5, 5) as corners is inside out, shares nothing with itself, and both stay.
    /// </summary>
    [Fact]
    public void Suppression_takes_width_and_height_for_a_corner()
    {
        Assert.Equal([new BoxXyxy(0, 0, 5, 5)], Proposals(Ring(0)));
        Assert.Equal([new BoxXyxy(6, 6, 11, 11), new BoxXyxy(6, 6, 11, 11)], Proposals(Ring(6)));

        static RunLengthMask Ring(int start) => Drawing.Mask(
            [.. Enumerable.Range(0, 12).Select(y => new string([.. Enumerable.Range(0, 12).Select(x => OnRing(x - start, y - start) ? '#' : '.')]))]);

        static bool OnRing(int x, int y) => x is >= 0 and < 5 && y is >= 0 and < 5 && (x is 0 or 4 || y is 0 or 4);
    }

    /// <summary>Squares of equal confidence keep the order of the contours, the lower first; a more confident one moves ahead.</summary>
    [Fact]
    public void The_most_confident_box_comes_first()
    {
        Assert.Equal([new BoxXyxy(0, 3, 2, 5), new BoxXyxy(0, 0, 2, 2)], Proposals(Drawing.Mask("##.", "##.", "...", "##.", "##.")));
        Assert.Equal([new BoxXyxy(0, 0, 2, 2), new BoxXyxy(0, 3, 2, 5)], Proposals(Drawing.Mask("##.", "##.", "...", "##.", "#..")));
    }

    private static IReadOnlyList<BoxXyxy> Proposals(RunLengthMask mask) => BoxProposals.From(new MaskSegments(mask), mask.Area);
}
