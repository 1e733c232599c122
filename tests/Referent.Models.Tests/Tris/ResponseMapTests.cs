using Referent.Imaging.Geometry;
using Referent.Models.Tris;
using Referent.Torch;

namespace Referent.Models.Tests.Tris;

public sealed class ResponseMapTests
{
    private static readonly ImageSize Picture = new(3, 4);

    [Theory]
    [InlineData(ResponseNorm.Rectified)]
    [InlineData(ResponseNorm.AsReleased)]
    public void Pixels_above_zero_are_foreground_and_the_largest_is_the_peak(ResponseNorm norm)
    {
        ResponseMap map = Map([-3, -1, 0, 1e-6f, 2, 8, 4, -1, -2, -2, 8, -2], norm);
        Assert.Equal([0, 0, 0, 1, 1, 1, 1, 0, 0, 0, 1, 0], map.Mask().Pixels);
        Assert.Equal(new ImagePoint(1.5, 1.5), map.Peak);
        Assert.InRange(map.Values.Span[5], 0.99999f, 1f);
    }

    /// <summary>Hazard: dividing by a negative maximum turns the picture inside out.</summary>
    [Fact]
    public void A_map_without_a_positive_logit_is_empty_unless_the_released_behaviour_is_asked_for()
    {
        float[] logits = [-3, -2, -9, -3, -3, -3, -3, -3, -3, -3, -3, -3];
        ResponseMap ours = Map(logits, ResponseNorm.Rectified);
        Assert.DoesNotContain((byte)1, ours.Mask().Pixels);
        Assert.Equal(new ImagePoint(1.5, 0.5), ours.Peak);

        ResponseMap released = Map(logits, ResponseNorm.AsReleased);
        Assert.DoesNotContain((byte)0, released.Mask().Pixels);
        Assert.Equal(new ImagePoint(2.5, 0.5), released.Peak);
    }

    [Fact]
    public void A_silent_map_is_empty()
    {
        ResponseMap map = Map(new float[12], ResponseNorm.Rectified);
        Assert.DoesNotContain((byte)1, map.Mask().Pixels);
        Assert.All(map.Values.ToArray(), value => Assert.Equal(0, value));
    }

    [Fact]
    public void Corners_keep_their_values_when_the_map_is_stretched()
    {
        using TensorScope scope = TensorScope.Begin();
        ResponseMap map = ResponseMap.Create(Tensor.From([4f, 0, 0, 2], 2, 2), new ImageSize(3, 5));
        Assert.Equal([1, 0.75, 0.5, 0.25, 0], map.Values[..5].ToArray().Select(value => Math.Round(value, 4)));
        Assert.Equal([0, 0.125, 0.25, 0.375, 0.5], map.Values[10..].ToArray().Select(value => Math.Round(value, 4)));
    }

    private static ResponseMap Map(float[] logits, ResponseNorm norm)
    {
        using TensorScope scope = TensorScope.Begin();
        return ResponseMap.Create(Tensor.From(logits, Picture.Height, Picture.Width), Picture, norm);
    }
}
