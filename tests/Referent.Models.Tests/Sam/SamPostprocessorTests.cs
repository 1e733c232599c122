using Referent.Imaging.Geometry;
using Referent.Imaging.Masks;
using Referent.Models.Sam;
using Referent.Torch;

namespace Referent.Models.Tests.Sam;

public sealed class SamPostprocessorTests
{
    /// <summary>Logits closer to 0 than this may fall on either side: the two orders of summation differ in the last bit.</summary>
    private const float Undecided = 1e-5f;

    [Theory]
    [InlineData(75, 100)]
    [InlineData(640, 31)]
    [InlineData(64, 64)]
    [InlineData(1, 1)]
    [InlineData(3, 7)]
    [InlineData(500, 501)]
    public void The_mask_in_little_memory_is_that_of_the_logits_at_the_pictures_size(int height, int width)
    {
        using TensorScope scope = TensorScope.Begin();
        ResizePlan plan = ResizePlan.LongestSide(new ImageSize(height, width), 64);
        Tensor logits = (Tensor.Arange(0, 256) * 1.7).Sin().Reshape(1, 1, 16, 16);

        float[] expected = SamPostprocessor.ToOriginal(logits, plan).ToArray<float>();
        BinaryMask mask = SamPostprocessor.ToMask(logits, plan);

        Assert.Equal(new ImageSize(height, width), mask.Size);
        Assert.All(expected.Zip(mask.Pixels), pixel => Assert.True(MathF.Abs(pixel.First) < Undecided || pixel.First > 0 == (pixel.Second == 1)));
    }
}
