using Referent.Models.Clip;
using Referent.Torch;

namespace Referent.Models.Tests.Clip;

/// <summary>A grid of 4 x 4 made of one high place, resized to 3 x 6: what PyTorch gives for each project's call.</summary>
public sealed class PositionInterpolationTests
{
    private const float Tolerance = 1e-5f;

    public static TheoryData<PositionInterpolation, float[]> Conventions => new()
    {
        { PositionInterpolation.ClipSurgery, [0.3f, 0f, 0.0583333f, 0.0972222f, 0.0194444f, 0f, 0f, 0f, 0.175f, 0.291667f, 0.0583333f, 0f, 0f, 0f, 0f, 0f, 0f, 0f, 0f] },
        { PositionInterpolation.ClipEs, [0.300049f, 0f, 0.0583191f, 0.097229f, 0.0194397f, 0f, 0f, 0f, 0.175049f, 0.291748f, 0.0583191f, 0f, 0f, 0f, 0f, 0f, 0f, 0f, 0f] },
        { PositionInterpolation.OpenClip, [0.3f, -0.014016f, 0.112788f, 0.199728f, 0.0281099f, -0.012532f, 0f, -0.0246474f, 0.198339f, 0.351226f, 0.0494317f, -0.0220377f, 0f, 0.00263458f, -0.0212007f, -0.0375428f, -0.0052838f, 0.00235563f, 0f] },
    };

    [Theory]
    [MemberData(nameof(Conventions))]
    public void Each_convention_gives_what_its_project_computes_and_keeps_the_class_token(PositionInterpolation interpolation, float[] expected)
    {
        using TensorScope scope = TensorScope.Begin();
        float[] actual = new PositionGrid(Peak(), 4).For(3, 6, interpolation).ToArray<float>();
        Assert.Equal(expected, actual, (left, right) => MathF.Abs(left - right) < Tolerance);
    }

    [Fact]
    public void At_the_native_size_only_the_convention_of_Clip_es_rounds()
    {
        using TensorScope scope = TensorScope.Begin();
        PositionGrid grid = new(Peak(), 4);
        Assert.Equal(0.7f, grid.For(4, 4, PositionInterpolation.ClipSurgery).ToArray<float>()[6]);
        Assert.Equal((float)(Half)0.7f, grid.For(4, 4, PositionInterpolation.ClipEs).ToArray<float>()[6]);
    }

    /// <summary>[1 + 16, 1]: 0.3 for the class token, 0.7 at row 1, column 1.</summary>
    private static Tensor Peak()
    {
        float[] values = new float[17];
        values[0] = 0.3f;
        values[6] = 0.7f;
        return Tensor.From(values, 17, 1);
    }
}
