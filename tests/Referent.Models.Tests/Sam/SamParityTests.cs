using Referent.Models.Sam;
using Referent.Torch;

namespace Referent.Models.Tests.Sam;

public sealed class SamParityTests(SamParityFixture fixture) : IClassFixture<SamParityFixture>
{
    public static TheoryData<string, bool> Prompts => new()
    {
        { "points", false },
        { "points", true },
        { "boxes", false },
        { "boxes", true },
        { "points_boxes_masks", false },
        { "points_boxes_masks", true },
    };

    [Fact]
    public void The_image_embedding_is_that_of_the_published_encoder()
    {
        using TensorScope scope = TensorScope.Begin();
        fixture.AssertClose("out.image_embedding", fixture.Model.ImageEncoder.Forward(fixture.Image()));
    }

    [Fact]
    public void The_encoding_of_the_grid_is_that_of_the_published_model()
    {
        using TensorScope scope = TensorScope.Begin();
        fixture.AssertClose("out.dense_pe", fixture.Model.PromptEncoder.DensePositions());
    }

    [Theory]
    [InlineData("points")]
    [InlineData("boxes")]
    [InlineData("points_boxes_masks")]
    public void Prompt_embeddings_are_those_of_the_published_encoder(string kind)
    {
        using TensorScope scope = TensorScope.Begin();
        (Tensor sparse, Tensor dense) = fixture.Model.PromptEncoder.Forward(Prompt(kind));
        fixture.AssertClose($"out.{kind}.sparse", sparse);
        fixture.AssertClose($"out.{kind}.dense", dense.Expand(2, -1, -1, -1));
    }

    [Theory]
    [MemberData(nameof(Prompts))]
    public void Masks_and_scores_are_those_of_the_published_model(string kind, bool multimask)
    {
        using TensorScope scope = TensorScope.Begin();
        string name = $"out.{kind}.{(multimask ? "multi" : "single")}";
        Tensor embedding = fixture.Model.ImageEncoder.Forward(fixture.Image());
        SamMasks masks = fixture.Model.Decode(embedding, Prompt(kind), multimask);
        fixture.AssertClose($"{name}.iou", masks.PredictedIou);
        fixture.AssertClose($"{name}.low_res", masks.Logits);
        fixture.AssertClose($"{name}.full", SamPostprocessor.ToOriginal(masks.Logits, SamParityFixture.Plan));
    }

    [Fact]
    public void The_gradient_of_the_masks_by_the_points_is_that_of_the_published_model()
    {
        using TensorScope scope = TensorScope.Begin();
        SamPrompts prompts = Prompt("points");
        prompts.Points!.RequiresGrad = true;
        Tensor embedding = fixture.Model.ImageEncoder.Forward(fixture.Image());
        fixture.Model.Decode(embedding, prompts, multimask: false).Logits.Sigmoid().Mean().Backward();
        fixture.AssertClose("out.grad_points", prompts.Points.Gradient()!);
    }

    private SamPrompts Prompt(string kind) => kind switch
    {
        "points" => new SamPrompts { Points = fixture.Read("in.points"), Labels = fixture.Read("in.labels") },
        "boxes" => new SamPrompts { Boxes = fixture.Read("in.boxes") },
        _ => new SamPrompts
        {
            Points = fixture.Read("in.points"),
            Labels = fixture.Read("in.labels"),
            Boxes = fixture.Read("in.boxes"),
            Masks = fixture.Read("in.masks"),
        },
    };
}
