using Referent.Models.Clip;
using Referent.Models.Tris;
using Referent.Torch;
using Referent.Torch.Weights;

namespace Referent.Models.Tests.Tris;

/// <summary>The prompt as printed, against its equations written out place by place.</summary>
public sealed class PublishedPromptTests : IDisposable
{
    private const int Width = 4;
    private const int Places = 6;
    private const int Texts = 3;

    private static readonly ClipConfig Backbone = new()
    {
        EmbedDim = 8,
        Vision = new ClipResNetConfig { ImageSize = 32, Width = 2, Heads = 1, Blocks = [1, 1, 1, 1] },
        Text = new ClipTextConfig { ContextLength = 4, VocabularySize = 5, Width = 8, Layers = 1, Heads = 1 },
    };

    private readonly WeightStore _store = WeightStore.Initialise(4);
    private readonly TrisStage1 _model;

    public PublishedPromptTests() =>
        _model = new TrisStage1(_store.Root, new TrisStage1Config { Backbone = Backbone, Width = Width, Prompt = PromptForm.AsPublished });

    [Fact]
    public void Responses_are_those_of_the_equations()
    {
        using TensorScope scope = TensorScope.Begin();
        (Tensor image, Tensor texts) = Inputs();
        float[] actual = _model.Respond(image, texts).ToArray<float>();
        double[][] v = Rows(image.Reshape(1, Width, Places).Transpose(1, 2).Reshape(Places, Width));
        double[][] l = Rows(texts);
        double temperature = Math.Exp(_model.LogitScale.Item());
        for (int text = 0; text < Texts; text++)
        {
            double[] towardsText = Softmax([.. v.Select(place => Dot(Map("image1", place), Map("text2", l[text])) / Math.Sqrt(Width))]);
            double[] seen = Sum(v.Select((place, i) => Scale(Map("image3", place), towardsText[i])));
            double[] prompted = Sum([l[text], Scale(seen, 0.1)]);
            double[] towardsImage = Softmax([.. v.Select(place => Dot(Map("image2", place), Map("text1", l[text])) / Math.Sqrt(Width))]);
            for (int i = 0; i < Places; i++)
            {
                double[] place = Sum([v[i], Scale(Map("text3", l[text]), 0.1 * towardsImage[i])]);
                Assert.Equal(temperature * Dot(place, prompted), actual[(text * Places) + i], 1e-4);
            }
        }
    }

    [Fact]
    public void A_text_gets_the_same_map_whatever_it_is_asked_with()
    {
        using TensorScope scope = TensorScope.Begin();
        (Tensor image, Tensor texts) = Inputs();
        float[] together = _model.Respond(image, texts, TextContext.Together).Narrow(1, 1, 1).ToArray<float>();
        float[] alone = _model.Respond(image, texts.Narrow(0, 1, 1), TextContext.Together).ToArray<float>();
        Assert.All(together.Zip(alone), pair => Assert.Equal(pair.Second, pair.First, 1e-5f));
    }

    [Fact]
    public void Each_image_may_have_texts_of_its_own()
    {
        using TensorScope scope = TensorScope.Begin();
        (Tensor image, Tensor texts) = Inputs();
        Tensor other = texts.Flip(0);
        float[] both = _model.Respond(image.Repeat(2, 1, 1, 1), Tensor.Stack([texts, other], 0)).Select(0, 1).ToArray<float>();
        Assert.All(both.Zip(_model.Respond(image, other).ToArray<float>()), pair => Assert.Equal(pair.Second, pair.First, 1e-5f));
    }

    public void Dispose() => _store.Dispose();

    private static (Tensor Image, Tensor Texts) Inputs()
    {
        Random random = new(3);
        float[] Draw(int count) => [.. Enumerable.Range(0, count).Select(_ => (float)((random.NextDouble() * 2) - 1))];
        return (Tensor.From(Draw(Width * Places), 1, Width, 2, 3).Normalise(1), Tensor.From(Draw(Texts * Width), Texts, Width).Normalise(1));
    }

    private static double[][] Rows(Tensor matrix) => [.. matrix.ToArray<float>().Select(value => (double)value).Chunk((int)matrix.Size(1))];

    private double[] Map(string name, double[] x) => [.. Rows(_store.Tensors[$"attn_fusion.{name}.weight"]).Select(row => Dot(row, x))];

    private static double Dot(double[] a, double[] b) => a.Zip(b, (x, y) => x * y).Sum();

    private static double[] Scale(double[] x, double factor) => [.. x.Select(value => value * factor)];

    private static double[] Sum(IEnumerable<double[]> vectors) => vectors.Aggregate((a, b) => [.. a.Zip(b, (x, y) => x + y)]);

    private static double[] Softmax(double[] x)
    {
        double[] powers = [.. x.Select(Math.Exp)];
        return Scale(powers, 1 / powers.Sum());
    }
}
