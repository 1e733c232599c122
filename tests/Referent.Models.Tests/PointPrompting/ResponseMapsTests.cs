using Referent.Models.Clip;
using Referent.Models.PointPrompting;
using Referent.Torch;
using Referent.Torch.Optim;
using Referent.Torch.Weights;

namespace Referent.Models.Tests.PointPrompting;

public sealed class ResponseMapsTests : IDisposable
{
    private readonly WeightStore _weights = WeightStore.Initialise(1);
    private readonly VisualProjection _projection;

    public ResponseMapsTests() => _projection = new VisualProjection(_weights.Root, 8, 6);

    public void Dispose() => _weights.Dispose();

    [Fact]
    public void A_map_is_highest_at_the_token_most_like_its_text_and_is_standardised()
    {
        using TensorScope scope = TensorScope.Begin();
        Tensor tokens = (Tensor.Arange(0, 2 * 5 * 8) * 3).Sin().Reshape(2, 5, 8);
        Tensor image = _projection.Forward(tokens).Normalise(-1);
        Tensor probes = Tensor.Stack([image.Select(1, 4), image.Select(1, 0), image.Select(1, 2)], 1);     // [2, 3, 6]

        Tensor maps = ResponseMaps.Compute(_projection, tokens, new ResponseTexts(probes, Tensor.Zeros([1, 6])), adapter: null).Maps;

        Assert.Equal([2, 5, 3], maps.Shape);
        Assert.Equal([4L, 0, 2, 4, 0, 2], maps.ArgMax(1).ToArray<long>());
        Assert.All(maps.Mean([1]).ToArray<float>(), mean => Assert.InRange(mean, -1e-5f, 1e-5f));
        Assert.All(maps.Pow(2).Mean([1]).ToArray<float>(), variance => Assert.InRange(variance, 0.99f, 1.01f));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void What_a_token_says_of_every_text_does_not_count(bool adapted)
    {
        using TensorScope scope = TensorScope.Begin();
        using WeightStore fresh = WeightStore.Initialise(2);
        ResponseAdapter? adapter = adapted ? new ResponseAdapter(fresh.Root, embedDim: 6, width: 4) : null;
        Tensor tokens = (Tensor.Arange(0, 5 * 8) * 3).Sin().Reshape(1, 5, 8);
        Tensor probes = (Tensor.Arange(0, 18) * 5).Cos().Reshape(1, 3, 6);
        Tensor nothing = probes.Select(1, 0);

        float[] first = ResponseMaps.Compute(_projection, tokens, new ResponseTexts(probes, nothing), adapter).Maps.Select(2, 0).ToArray<float>();

        Assert.All(first, value => Assert.InRange(value, -1e-2f, 1e-2f));
    }

    [Fact]
    public void A_fresh_adapter_changes_nothing_and_a_trained_one_finds_another_token()
    {
        using TensorScope scope = TensorScope.Begin();
        using WeightStore learnt = WeightStore.Initialise(2);
        ResponseAdapter adapter = new(learnt.Root, embedDim: 6, width: 4);
        Tensor tokens = (Tensor.Arange(0, 5 * 8) * 3).Sin().Reshape(1, 5, 8);
        Tensor probes = (Tensor.Arange(0, 18) * 5).Cos().Reshape(1, 3, 6).Normalise(-1);
        Tensor MapsBy(ResponseAdapter? by) => ResponseMaps.Compute(_projection, tokens, new ResponseTexts(probes, Tensor.Zeros([1, 6])), by).Maps;

        Tensor plain = MapsBy(null);
        Assert.InRange((MapsBy(adapter) - plain).Abs().Max([]).Item(), 0, 1e-5);

        long lowest = (plain * -1).ArgMax(1).ToArray<long>()[ResponseMaps.Noun];
        using Adam optimiser = new(learnt.ParameterNames.Select(name => (name, learnt.Tensors[name], Decay: false)), new AdamOptions());
        for (int step = 0; step < 60; step++)
        {
            using TensorScope inner = TensorScope.Begin();
            optimiser.ClearGradients();
            (-MapsBy(adapter).Select(2, ResponseMaps.Noun).Softmax(-1).Select(1, lowest).Log().Sum()).Backward();
            optimiser.Step(0.02);
        }

        Assert.Equal(lowest, MapsBy(adapter).ArgMax(1).ToArray<long>()[ResponseMaps.Noun]);
        Assert.All(learnt.ParameterNames, name => Assert.True(learnt.Tensors[name].Gradient()!.Abs().Max([]).Item() > 0, name));
    }

    [Fact]
    public void Presence_is_that_of_the_token_most_like_the_noun()
    {
        using TensorScope scope = TensorScope.Begin();
        Tensor tokens = Tensor.From<float>([1, 0, 0, 1, 0, -1, 0, -3], [2, 2, 2]);
        Tensor texts = Tensor.From<float>([0, 1, 0, 1, 2, 0, 0, 1, 0, 1, 0, 5], [2, ResponseMaps.Probes, 2]);

        float[] presence = new ResponseMaps(Tensor.Zeros([2, 2, 3]), tokens, texts).Presence().ToArray<float>();

        Assert.Equal([1, 0], presence.Select(value => Math.Round(value, 5)));
    }
}
