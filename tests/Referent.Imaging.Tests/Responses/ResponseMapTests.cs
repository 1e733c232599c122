using Referent.Imaging.Geometry;
using Referent.Imaging.Masks;
using Referent.Imaging.Responses;

namespace Referent.Imaging.Tests.Responses;

public sealed class ResponseMapTests
{
    private static readonly ResponseRules Half = new(ResponseResize.AlignCorners, 0.5f);

    /// <summary>Aligned corners put 2 x 2 responses on the corners of 3 x 3, their means in between: 4 2 0 / 2 1 0 / 0 0 0.</summary>
    [Fact]
    public void Corners_lie_on_corners_and_everything_above_zero_is_mask()
    {
        (BinaryMask mask, PixelPosition peak) = new ResponseMap(new ImageSize(2, 2), [4, 0, 0, 0]).Predict(new ImageSize(3, 3), ResponseRules.Tris);
        Assert.Equal("##./##./...", Drawn(mask));
        Assert.Equal(new PixelPosition(0, 0), peak);
    }

    /// <summary>Half pixels put 0 and 4 on 0 1 3 4: only 3 and 4 are above half of the highest.</summary>
    [Fact]
    public void A_threshold_is_a_share_of_the_highest_response_and_half_pixels_are_the_other_resize()
    {
        ResponseMap map = new(new ImageSize(1, 2), [0, 4]);
        Assert.Equal("..##", Drawn(map.Predict(new ImageSize(1, 4), new ResponseRules(ResponseResize.HalfPixel, 0.5f)).Mask));
        Assert.Equal(".###", Drawn(map.Predict(new ImageSize(1, 4), new ResponseRules(ResponseResize.HalfPixel, 0.2f)).Mask));

        // Aligned: 0 4/3 8/3 4.
        Assert.Equal(".###", Drawn(map.Predict(new ImageSize(1, 4), Half with { Threshold = 0.3f }).Mask));
        Assert.Equal("...#", Drawn(map.Predict(new ImageSize(1, 4), Half with { Threshold = 0.7f }).Mask));
    }

    [Fact]
    public void The_threshold_is_strict()
    {
        // (x / (1 + 1e-5)): 1 is just below itself, 0 is not above 0.
        ResponseMap map = new(new ImageSize(1, 3), [0, 0.5f, 1]);
        Assert.Equal(".##", Drawn(map.Predict(map.Size, Half with { Threshold = 0 }).Mask));
        Assert.Equal("...", Drawn(map.Predict(map.Size, Half with { Threshold = 1 }).Mask));
    }

    [Fact]
    public void No_response_gives_an_empty_mask_and_the_first_pixel()
    {
        (BinaryMask mask, PixelPosition peak) = new ResponseMap(new ImageSize(2, 2), new float[4]).Predict(new ImageSize(2, 3), ResponseRules.Tris);
        Assert.Equal(".../...", Drawn(mask));
        Assert.Equal(new PixelPosition(0, 0), peak);
    }

    [Fact]
    public void Of_equal_peaks_the_first_row_by_row_counts() => Assert.Equal(
        new PixelPosition(2, 0),
        new ResponseMap(new ImageSize(2, 3), [0, 1, 2, 2, 0, 2]).Predict(new ImageSize(2, 3), ResponseRules.Tris).Peak);

    [Fact]
    public void Where_all_responses_are_below_zero_the_division_turns_them_round_as_upstream()
    {
        (BinaryMask mask, PixelPosition peak) = new ResponseMap(new ImageSize(1, 3), [-1, -4, -2]).Predict(new ImageSize(1, 3), ResponseRules.Tris);
        Assert.Equal("###", Drawn(mask));
        Assert.Equal(new PixelPosition(1, 0), peak);

        // Closer to zero than the guard: no turn.
        Assert.Equal("...", Drawn(new ResponseMap(new ImageSize(1, 3), [-1e-6f, -4, -2]).Predict(new ImageSize(1, 3), ResponseRules.Tris).Mask));
    }

    [Fact]
    public void One_pixel_spreads_and_one_pixel_is_taken()
    {
        Assert.Equal("##/##", Drawn(new ResponseMap(new ImageSize(1, 1), [3]).Predict(new ImageSize(2, 2), ResponseRules.Tris).Mask));
        Assert.Equal(".", Drawn(new ResponseMap(new ImageSize(2, 2), [0, 1, 1, 1]).Predict(new ImageSize(1, 1), ResponseRules.Tris).Mask));
        Assert.Equal("#", Drawn(new ResponseMap(new ImageSize(2, 2), [0, 1, 1, 1]).Predict(new ImageSize(1, 1), ResponseRules.Tris with { Resize = ResponseResize.HalfPixel }).Mask));
    }

    [Fact]
    public void Values_that_do_not_fit_are_refused()
    {
        Assert.Throws<FormatException>(() => new ResponseMap(new ImageSize(2, 2), new float[3]));
        Assert.Throws<FormatException>(() => new ResponseMap(new ImageSize(0, 0), []));
        Assert.Throws<FormatException>(() => new ResponseMap(new ImageSize(1, 1), [float.NaN]));
    }

    private static string Drawn(BinaryMask mask) =>
        string.Join('/', mask.Pixels.Chunk(mask.Width).Select(row => string.Concat(row.Select(pixel => pixel == 1 ? '#' : '.'))));
}
