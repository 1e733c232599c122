using FsCheck;
using FsCheck.Fluent;
using Referent.Imaging.Geometry;
using Referent.Imaging.Masks;

namespace Referent.Imaging.Tests.Masks;

public class MaskOutlinesTests
{
    [Fact]
    public void Outlines_filled_as_by_the_coco_tools_give_the_mask_again() =>
        Check.QuickThrowOnFailure(Prop.ForAll(MaskGenerator.Masks.ToArbitrary(), mask => Fill(mask, MaskOutlines.Trace(mask)).SequenceEqual(mask.Pixels)));

    [Fact]
    public void So_does_the_one_outline_of_all_parts() =>
        Check.QuickThrowOnFailure(Prop.ForAll(MaskGenerator.Masks.ToArbitrary(), mask => Fill(mask, [MaskOutlines.TraceJoined(mask)]).SequenceEqual(mask.Pixels)));

    [Fact]
    public void A_part_has_only_its_corners() =>
        Assert.Equal([[1, 0, 3, 0, 3, 2, 2, 2, 2, 1, 1, 1]], MaskOutlines.Trace(Mask(".##.", "..#.")));

    [Fact]
    public void Parts_that_touch_at_a_corner_are_two() =>
        Assert.Equal([[0, 0, 1, 0, 1, 1, 0, 1], [1, 1, 2, 1, 2, 2, 1, 2]], MaskOutlines.Trace(Mask("#.", ".#")));

    [Fact]
    public void The_way_to_a_hole_leads_straight_down_and_back() =>
        Assert.Equal([[0, 0, 1, 0, 1, 1, 1, 2, 2, 2, 2, 1, 1, 1, 1, 0, 3, 0, 3, 3, 0, 3]], MaskOutlines.Trace(Mask("###", "#.#", "###")));

    [Fact]
    public void Holes_below_holes_and_parts_in_holes_are_found()
    {
        BinaryMask mask = Mask(
            "#######",
            "#.....#",
            "#.###.#",
            "#.#.#.#",
            "#.###.#",
            "#.....#",
            "##.####",
            "##.####",
            "#######");
        Assert.Equal(2, MaskOutlines.Trace(mask).Count);
        Assert.Equal(mask.Pixels, Fill(mask, MaskOutlines.Trace(mask)));
    }

    [Fact]
    public void An_empty_mask_has_no_outline()
    {
        Assert.Empty(MaskOutlines.Trace(Mask("..")));
        Assert.Empty(MaskOutlines.TraceJoined(Mask("..")));
    }

    [Fact]
    public void A_mask_of_very_many_holes_is_followed_without_recursion()
    {
        BinaryMask sieve = new(new ImageSize(401, 401));
        for (int i = 0; i < sieve.Pixels.Length; i++)
        {
            sieve.Pixels[i] = (byte)(i % 401 % 2 == 1 && i / 401 % 2 == 1 ? 0 : 1);
        }

        Assert.Equal(sieve.Pixels, Fill(sieve, [Assert.Single(MaskOutlines.Trace(sieve))]));
    }

    private static byte[] Fill(BinaryMask mask, IReadOnlyList<double[]> outlines) => outlines.Count == 0
        ? new byte[mask.Pixels.Length]
        : MaskAlgebra.Union([.. outlines.Select(outline => PolygonRasteriser.Rasterise(mask.Size, outline))]).ToMask().Pixels;

    private static BinaryMask Mask(params string[] rows) =>
        new(new ImageSize(rows.Length, rows[0].Length), [.. rows.SelectMany(row => row.Select(pixel => (byte)(pixel == '#' ? 1 : 0)))]);
}
