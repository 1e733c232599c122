using Referent.Models.Sam;
using Referent.Torch;

namespace Referent.Models.Tests.Sam;

public sealed class SamDecodingTests(SamParityFixture fixture) : IClassFixture<SamParityFixture>
{
    /// <summary>The same sums in another order.</summary>
    private const float Tolerance = 2e-6f;

    [Fact]
    public void Sure_soft_labels_are_the_hard_labels()
    {
        using TensorScope scope = TensorScope.Begin();
        Tensor points = Tensor.From([10f, 20f, 100f, 30f, 64f, 64f], 1, 3, 2);
        SamPrompts hard = new() { Points = points, Labels = Tensor.From([1L, 0L, 1L], 1, 3) };
        SamPrompts soft = new() { Points = points, Positivity = Tensor.From([1f, 0f, 1f], 1, 3) };
        Assert.Equal(
            fixture.Model.PromptEncoder.Forward(hard).Sparse.ToArray<float>(), fixture.Model.PromptEncoder.Forward(soft).Sparse.ToArray<float>());
    }

    [Fact]
    public void The_masks_have_a_gradient_by_soft_labels_at_both_ends()
    {
        using TensorScope scope = TensorScope.Begin();
        Tensor soft = Tensor.From([1f, 0f, 0.5f], 1, 3);
        soft.RequiresGrad = true;
        SamPrompts prompts = new() { Points = Tensor.From([10f, 20f, 100f, 30f, 64f, 64f], 1, 3, 2), Positivity = soft };
        fixture.Model.Decode(fixture.Read("out.image_embedding"), prompts, multimask: false).Logits.Sigmoid().Mean().Backward();
        Assert.All(soft.Gradient()!.ToArray<float>(), gradient => Assert.NotEqual(0, gradient));
    }

    [Fact]
    public void A_padding_point_changes_nothing_wherever_it_lies()
    {
        using TensorScope scope = TensorScope.Begin();
        Tensor labels = Tensor.From([1L, -1L], 1, 2);
        float[] Sparse(float x) => fixture.Model.PromptEncoder.Forward(new SamPrompts { Points = Tensor.From([10f, 20f, x, 3f], 1, 2, 2), Labels = labels })
            .Sparse.ToArray<float>();
        Assert.Equal(Sparse(5), Sparse(99));
    }

    [Fact]
    public void Nothing_and_a_mask_alone_give_no_tokens()
    {
        using TensorScope scope = TensorScope.Begin();
        Assert.Equal([1, 0, 32], fixture.Model.PromptEncoder.Forward(new SamPrompts()).Sparse.Shape);
        (Tensor sparse, Tensor dense) = fixture.Model.PromptEncoder.Forward(new SamPrompts { Masks = fixture.Read("in.masks") });
        Assert.Equal([2, 0, 32], sparse.Shape);
        Assert.Equal([2, 32, 8, 8], dense.Shape);
        Assert.Equal([2, 1, 32, 32], fixture.Model.MaskDecoder.Forward(
            fixture.Read("out.image_embedding"), fixture.Model.PromptEncoder.DensePositions(), sparse, dense, multimask: false).Logits.Shape);
    }

    [Fact]
    public void Points_want_labels_of_one_kind()
    {
        using TensorScope scope = TensorScope.Begin();
        SamPrompts prompts = new() { Points = Tensor.Zeros([1, 1, 2]) };
        Assert.Throws<ArgumentException>(() => fixture.Model.PromptEncoder.Forward(prompts));
        Assert.Throws<ArgumentException>(
            () => fixture.Model.PromptEncoder.Forward(prompts with { Labels = Tensor.Zeros([1, 1], DType.Int64), Positivity = Tensor.Zeros([1, 1]) }));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Images_with_runs_of_prompts_give_what_each_pair_gives_alone(bool withMasks)
    {
        using TensorScope scope = TensorScope.Begin();
        Tensor first = fixture.Read("out.image_embedding");
        Tensor[] images = [first, first.Flip(2)];
        Tensor points = Tensor.From([10f, 20f, 100f, 30f, 64f, 64f, 90f, 5f, 1f, 1f, 50f, 60f], 6, 1, 2);
        Tensor labels = Tensor.From([1L, 0L, 1L, 1L, 0L, 1L], 6, 1);
        Tensor masks = Tensor.Cat([fixture.Read("in.masks"), fixture.Read("in.masks").Flip(2), fixture.Read("in.masks").Flip(3)], 0);
        SamMasks together = fixture.Model.Decode(Tensor.Cat(images, 0), Prompts(0, 6), multimask: true);
        for (int i = 0; i < 6; i++)
        {
            SamMasks alone = fixture.Model.Decode(images[i / 3], Prompts(i, 1), multimask: true);
            AssertSame(alone.Logits, together.Logits.Narrow(0, i, 1));
            AssertSame(alone.PredictedIou, together.PredictedIou.Narrow(0, i, 1));
        }

        SamPrompts Prompts(int start, int count) => new()
        {
            Points = points.Narrow(0, start, count),
            Labels = labels.Narrow(0, start, count),
            Masks = withMasks ? masks.Narrow(0, start, count) : null,
        };
    }

    [Fact]
    public void Prompts_that_images_cannot_share_evenly_are_refused()
    {
        using TensorScope scope = TensorScope.Begin();
        Tensor image = fixture.Read("out.image_embedding");
        Assert.Throws<ArgumentException>(
            () => fixture.Model.Decode(Tensor.Cat([image, image], 0), new SamPrompts { Boxes = Tensor.Ones([3, 4]) }, multimask: false));
    }

    [Fact]
    public void All_four_masks_are_the_single_one_and_then_the_three()
    {
        using TensorScope scope = TensorScope.Begin();
        SamPrompts prompts = new() { Boxes = fixture.Read("in.boxes") };
        Tensor image = fixture.Read("out.image_embedding");
        SamMasks every = fixture.Model.DecodeEvery(image, prompts);
        AssertSame(fixture.Model.Decode(image, prompts, multimask: false).Logits, every.Logits.Narrow(1, 0, 1));
        AssertSame(fixture.Model.Decode(image, prompts, multimask: true).Logits, every.Logits.Narrow(1, 1, 3));
        AssertSame(fixture.Model.Decode(image, prompts, multimask: true).PredictedIou, every.PredictedIou.Narrow(1, 1, 3));
    }

    [Fact]
    public void Encoding_decoding_and_their_gradients_leave_no_tensors_behind()
    {
        Run();
        long before = TorchRuntime.LiveTensors;
        Run();
        Assert.Equal(before, TorchRuntime.LiveTensors);

        void Run()
        {
            using TensorScope scope = TensorScope.Begin();
            SamPrompts prompts = new() { Points = fixture.Read("in.points"), Labels = fixture.Read("in.labels"), Masks = fixture.Read("in.masks") };
            prompts.Points.RequiresGrad = true;
            SamMasks masks = fixture.Model.Decode(fixture.Model.ImageEncoder.Forward(fixture.Image()), prompts, multimask: true);
            SamPostprocessor.ToOriginal(masks.Logits, SamParityFixture.Plan).Sum().Backward();
        }
    }

    [Fact]
    public void A_pixel_is_in_the_mask_when_its_logit_is_above_zero()
    {
        using TensorScope scope = TensorScope.Begin();
        Assert.Equal([0, 0, 1, 0, 1, 0], SamPostprocessor.Threshold(Tensor.From([-1f, 0f, 1e-6f, -5f, 7f, -0f], 2, 3)).Pixels);
    }

    private static void AssertSame(Tensor expected, Tensor actual)
    {
        Assert.Equal(expected.Shape, actual.Shape);
        Assert.All(expected.ToArray<float>().Zip(actual.ToArray<float>()), pair => Assert.Equal(pair.First, pair.Second, Tolerance));
    }
}
