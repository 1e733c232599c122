using Referent.Imaging.Geometry;
using Referent.Models.Clip;
using Referent.Models.Sam;
using Referent.Torch;

namespace Referent.Models.Tests.Sam;

/// <summary>What is said of a picture of 75 x 100 (height x width), in the frame of an input of 128 x 128 of which it fills 96 rows.</summary>
public sealed class SamImagePromptTests(SamParityFixture fixture) : IClassFixture<SamParityFixture>
{
    [Fact]
    public void Points_and_box_grow_with_the_picture()
    {
        using TensorScope scope = TensorScope.Begin();
        SamPrompts prompts = Prompts(new SamImagePrompt([new(new ImagePoint(50, 25), true), new(new ImagePoint(0, 75), false)], new BoxXyxy(25, 0, 100, 75)));
        Assert.Equal([64, 32, 0, 96], prompts.Points!.ToArray<float>());
        Assert.Equal([1, 0], prompts.Labels!.ToArray<long>());
        Assert.Equal([32, 0, 128, 96], prompts.Boxes!.ToArray<float>());
        Assert.Null(prompts.Masks);
    }

    [Fact]
    public void A_map_lies_where_the_picture_lies_and_beside_it_is_nothing()
    {
        using TensorScope scope = TensorScope.Begin();
        SamPrompts prompts = Prompts(new SamImagePrompt([], Map: new SimilarityMap(1, 2, [-3, 5])));
        int side = fixture.Config.MaskSide;
        Assert.Equal([1, 1, side, side], prompts.Masks!.Shape.ToArray());
        Assert.Null(prompts.Points);
        float[] logits = prompts.Masks.ToArray<float>();
        int rows = side * 3 / 4;
        Assert.All(Enumerable.Range(0, rows), y => Assert.Equal(-3, logits[y * side], 1e-5f));
        Assert.All(Enumerable.Range(0, rows), y => Assert.Equal(5, logits[(y * side) + side - 1], 1e-5f));
        Assert.All(logits[(rows * side)..], logit => Assert.Equal(-10, logit));
    }

    [Fact]
    public void Each_part_has_a_say_and_points_alone_are_what_they_were()
    {
        SamPredictor predictor = new(fixture.Model);
        using SamImage image = new(TensorScope.Detach(fixture.Read("out.image_embedding")), SamParityFixture.Plan);
        LabelledPoint[] points = [new(new ImagePoint(50, 25), true)];
        double alone = predictor.Predict(image, points, multimask: true).PredictedIou;
        Assert.Equal(alone, predictor.Predict(image, new SamImagePrompt(points), multimask: true).PredictedIou);
        Assert.NotEqual(alone, predictor.Predict(image, new SamImagePrompt(points, Map: new SimilarityMap(1, 2, [-3, 5])), multimask: true).PredictedIou);
        Assert.NotEqual(alone, predictor.Predict(image, new SamImagePrompt(points, new BoxXyxy(25, 0, 100, 75)), multimask: true).PredictedIou);
        Assert.Equal(SamParityFixture.Plan.Original, predictor.Predict(image, new SamImagePrompt([], new BoxXyxy(25, 0, 100, 75)), multimask: false).Mask.Size);
    }

    [Fact]
    public void A_prompt_that_says_nothing_is_refused()
    {
        SamPredictor predictor = new(fixture.Model);
        using SamImage image = new(TensorScope.Detach(fixture.Read("out.image_embedding")), SamParityFixture.Plan);
        ArgumentException fault = Assert.Throws<ArgumentException>(() => predictor.Predict(image, new SamImagePrompt([]), multimask: true));
        Assert.Contains("one point, a box or a map", fault.Message, StringComparison.Ordinal);
    }

    private SamPrompts Prompts(SamImagePrompt prompt) => prompt.ToPrompts(SamParityFixture.Plan, fixture.Config.MaskSide, Device.Cpu);
}
