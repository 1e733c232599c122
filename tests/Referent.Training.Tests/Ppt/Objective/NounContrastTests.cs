using Referent.Imaging.Geometry;
using Referent.Models.PointPrompting;
using Referent.Torch;
using Referent.Training.Ppt.Objective;

namespace Referent.Training.Tests.Ppt.Objective;

public sealed class NounContrastTests
{
    private static readonly float[][] Axes = [[1, 0, 0], [0, 1, 0], [0, 0, 1]];

    [Fact]
    public void Regions_like_their_own_nouns_lose_less_than_regions_like_others()
    {
        using TensorScope scope = TensorScope.Begin();
        double right = Contrast([0, 1, 2], [0, 1, 2], [0, 1, 2]).Compute([Referent(), Referent(), Referent()]).Item();
        double wrong = Contrast([1, 2, 0], [0, 1, 2], [0, 1, 2]).Compute([Referent(), Referent(), Referent()]).Item();
        Assert.InRange(right, -1e-3, 1e-3);
        Assert.True(wrong > 5, $"{wrong}");
    }

    [Fact]
    public void Equal_nouns_are_one()
    {
        using TensorScope scope = TensorScope.Begin();
        Tensor loss = Contrast([0, 0, 2], [0, 0, 2], [0, 0, 2]).Compute([Referent(), Referent(), Referent()]);
        Assert.InRange(loss.Item(), -1e-3, 1e-3);
    }

    [Fact]
    public void Only_samples_with_one_known_referent_count()
    {
        using TensorScope scope = TensorScope.Begin();
        NounContrast contrast = Contrast([0, 2, 1], [0, 1, 2], [0, 1, 2]);
        SampleTargets nobody = Sample(0, 0), several = Sample(1, 1);
        Assert.InRange(contrast.Compute([Referent(), nobody, several]).Item(), -1e-3, 1e-3);
        Assert.Equal(0, contrast.Compute([nobody, SampleTargets.None, several]).Item());
    }

    [Fact]
    public void The_referents_place_is_looked_at_and_no_other()
    {
        using TensorScope scope = TensorScope.Begin();
        SampleTargets second = Sample(0, 1) with { Places = [[0, 1], [1, 0]] };
        Assert.InRange(Contrast([0, 1, 2], [0, 1, 2], [0, 1, 2]).Compute([second, second, second]).Item(), -1e-3, 1e-3);
    }

    /// <summary>Of three pictures with two tokens each: the first is the axis named, the second the one after it.</summary>
    private static NounContrast Contrast(int[] regions, int[] texts, int[] nouns)
    {
        Tensor tokens = Tensor.From([.. regions.SelectMany(axis => (float[])[.. Axes[axis], .. Axes[(axis + 1) % 3]])], 3, 2, 3);
        Tensor probes = Tensor.From([.. texts.SelectMany(axis => (float[])[.. Axes[0], .. Axes[1], .. Axes[axis]])], 3, ResponseMaps.Probes, 3);
        return new NounContrast(new ResponseMaps(Tensor.Zeros([3, 2, 3]), tokens, probes), [.. nouns.Select(noun => $"noun {noun}")]);
    }

    private static SampleTargets Referent() => Sample(1, 0);

    /// <summary>Candidates with these scores, each at the first token.</summary>
    private static SampleTargets Sample(params double[] scores) => new(
        [.. scores.Select(score => new PointTarget([0.5f, 0.5f], [true], score))], [.. scores.Select(_ => Array.Empty<float>())], new ImageSize(1, 1))
    {
        Places = [.. scores.Select(_ => (float[])[1, 0])],
    };
}
