using Referent.Models.Tris;
using Referent.Torch;

namespace Referent.Models.Tests.Tris;

public sealed class PositiveMapSelectionTests
{
    [Fact]
    public void The_map_that_fits_all_sentences_best_is_chosen_not_the_one_that_fits_its_own()
    {
        using TensorScope scope = TensorScope.Begin();
        Tensor sentences = Tensor.From([1f, 0, 0, 0, 2, 0, 0, 3, 0], 3, 3);
        Tensor pictures = Tensor.From([5f, 0, 0, 0.1f, 1, 0.9f, 0, 0, 1], 3, 3);
        Assert.Equal(1, PositiveMapSelection.Choose(pictures, sentences));
    }

    [Fact]
    public void Scores_are_sums_of_cosines_with_every_sentence()
    {
        using TensorScope scope = TensorScope.Begin();
        IReadOnlyList<float> scores = PositiveMapSelection.Scores(Tensor.From([3f, 4, 0, -2], 2, 2), Tensor.From([1f, 0, 0, 7], 2, 2));
        Assert.Equal(1.4f, scores[0], 1e-5f);
        Assert.Equal(-1f, scores[1], 1e-5f);
    }

    [Fact]
    public void The_first_of_equals_is_chosen()
    {
        using TensorScope scope = TensorScope.Begin();
        Tensor same = Tensor.From([1f, 1, 1, 1, 1, 1], 3, 2);
        Assert.Equal(0, PositiveMapSelection.Choose(same, same));
    }

    [Fact]
    public void As_many_pictures_as_sentences_are_asked_for()
    {
        using TensorScope scope = TensorScope.Begin();
        Assert.Throws<ArgumentException>(() => PositiveMapSelection.Choose(Tensor.Ones([2, 3]), Tensor.Ones([3, 3])));
    }

    /// <summary>Hazard: the released program multiplies pixels by logits.</summary>
    [Fact]
    public void A_map_shades_by_shares_of_its_largest_unless_the_released_behaviour_is_asked_for()
    {
        using TensorScope scope = TensorScope.Begin();
        Tensor output = Tensor.From([0f, 5, 10, 2], 1, 1, 2, 2);
        Assert.All(
            PositiveMapSelection.Shade(output).ToArray<float>().Zip([0f, 0.5f, 1, 0.2f]), pair => Assert.Equal(pair.Second, pair.First, 1e-4f));
        Assert.Equal([0f, 5, 10, 2], PositiveMapSelection.Shade(output, MapShade.AsReleased).ToArray<float>());
        Assert.Equal([0f], PositiveMapSelection.Shade(Tensor.Zeros([1, 1, 1, 1])).ToArray<float>());
    }

    /// <summary>Hazard: the released program shows CLIP pictures in ImageNet's colours.</summary>
    [Fact]
    public void A_picture_is_shown_in_clips_colours_unless_the_released_behaviour_is_asked_for()
    {
        using TensorScope scope = TensorScope.Begin();
        Tensor grey = Tensor.From([(0.5f - 0.485f) / 0.229f, (0.5f - 0.456f) / 0.224f, (0.5f - 0.406f) / 0.225f], 1, 3, 1, 1).Expand(1, 3, 4, 4);
        Tensor map = Tensor.Full(0.5, [1, 1, 2, 2]);
        float[] ours = MaskedPicture.Create(grey, map, 3).Select(2, 1).Select(2, 1).ToArray<float>();
        float[] released = MaskedPicture.Create(grey, map, 3, MaskedColours.AsReleased).Select(2, 1).Select(2, 1).ToArray<float>();
        Assert.All(ours.Zip([(0.5f - 0.48145466f) / 0.26862954f, (0.5f - 0.4578275f) / 0.26130258f, (0.5f - 0.40821073f) / 0.27577711f]),
            pair => Assert.Equal(pair.Second / 2, pair.First, 1e-5f));
        Assert.All(released.Zip(grey.Select(2, 1).Select(2, 1).ToArray<float>()), pair => Assert.Equal(pair.Second / 2, pair.First, 1e-5f));
    }
}
