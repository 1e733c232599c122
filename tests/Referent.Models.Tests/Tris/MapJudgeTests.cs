using Referent.Imaging.Preprocessing;
using Referent.Models.Clip;
using Referent.Models.Tests.Clip;
using Referent.Models.Tris;
using Referent.Torch;
using Referent.Torch.Weights;

namespace Referent.Models.Tests.Tris;

public sealed class MapJudgeTests : IDisposable
{
    private readonly ParityFile _file = ParityFile.Open("clip_vit_tiny.safetensors");
    private readonly WeightStore _store;
    private ClipModel? _clip;

    public MapJudgeTests() => _store = _file.Load(weights => _clip = new ClipModel(weights, ClipConfig.Infer(_file.WeightShapes)));

    private int Side => _clip!.Config.Vision.ImageSize;

    [Fact]
    public void A_map_that_hides_nothing_shows_what_clip_sees()
    {
        using TensorScope scope = TensorScope.Begin();
        Tensor picture = Draw(2, 3, Side, Side);
        Tensor seen = new MapJudge(_clip!).See(ToImageNet(picture), Tensor.Ones([2, 1, 4, 4]));
        AssertNear(_clip!.EncodeImage(picture), seen);
    }

    [Fact]
    public void A_map_that_hides_everything_shows_clips_mean_colour()
    {
        using TensorScope scope = TensorScope.Begin();
        Tensor seen = new MapJudge(_clip!).See(Draw(1, 3, 40, 40), Tensor.Zeros([1, 1, 4, 4]));
        AssertNear(_clip!.EncodeImage(Tensor.Zeros([1, 3, Side, Side])), seen);
    }

    [Fact]
    public void The_selected_map_is_the_one_whose_view_fits_all_sentences_best()
    {
        using TensorScope scope = TensorScope.Begin();
        MapJudge judge = new(_clip!);
        Tensor image = Draw(1, 3, Side, Side);
        Tensor outputs = Draw(4, 1, Side, Side).Relu();
        Tensor tokens = Tensor.From([1L, 5, 9, 1, 6, 9, 1, 7, 9, 1, 8, 9], 4, 3);
        int selected = judge.Select(image, outputs, tokens);

        Tensor texts = judge.Read(tokens).Normalise(1);
        double[] fits = [.. Enumerable.Range(0, 4).Select(i =>
            (judge.See(image, PositiveMapSelection.Shade(outputs.Narrow(0, i, 1))).Normalise(1) * texts).Sum().Item())];
        Assert.Equal(Array.IndexOf(fits, fits.Max()), selected);
    }

    [Fact]
    public void Gradients_flow_to_the_map_and_not_to_clip()
    {
        using TensorScope scope = TensorScope.Begin();
        Tensor map = Tensor.Full(0.5, [1, 1, 4, 4]);
        map.RequiresGrad = true;
        new MapJudge(_clip!).See(Draw(1, 3, 32, 32), map).Sum().Backward();
        Assert.Contains(map.Gradient()!.ToArray<float>(), value => Math.Abs(value) > 1e-6);
        Assert.All(_store.Tensors.Values, tensor => Assert.Null(tensor.Gradient()));
    }

    public void Dispose()
    {
        _store.Dispose();
        _file.Dispose();
    }

    private static Tensor Draw(params long[] shape)
    {
        Random random = new(8);
        long count = shape.Aggregate(1L, (product, size) => product * size);
        return Tensor.From<float>([.. Enumerable.Range(0, (int)count).Select(_ => (random.NextSingle() * 3) - 1.5f)], shape);
    }

    private static Tensor ToImageNet(Tensor picture)
    {
        (PixelNormalisation from, PixelNormalisation to) = (PixelNormalisation.Clip, PixelNormalisation.ImageNet);
        int[] channels = [0, 1, 2];
        float[] scale = [.. channels.Select(channel => from.Deviation[channel] / to.Deviation[channel])];
        float[] shift = [.. channels.Select(channel => (from.Mean[channel] - to.Mean[channel]) / to.Deviation[channel])];
        return (picture * Tensor.From(scale, 1, 3, 1, 1)) + Tensor.From(shift, 1, 3, 1, 1);
    }

    private static void AssertNear(Tensor expected, Tensor actual) =>
        Assert.InRange((expected - actual).Abs().Max([]).Item() / expected.Abs().Max([]).Item(), 0, 1e-5);
}
