using Referent.Models.Clip;
using Referent.Models.Tris;
using Referent.Torch;
using Referent.Torch.Weights;

namespace Referent.Models.Tests.Tris;

/// <summary>The rows of TRIS's table 3 that leave out halves of the prompt.</summary>
public sealed class PromptHalvesTests
{
    private const int Width = 4;

    private static readonly ClipConfig Backbone = new()
    {
        EmbedDim = 8,
        Vision = new ClipResNetConfig { ImageSize = 32, Width = 2, Heads = 1, Blocks = [1, 1, 1, 1] },
        Text = new ClipTextConfig { ContextLength = 4, VocabularySize = 5, Width = 8, Layers = 1, Heads = 1 },
    };

    public static MatrixTheoryData<PromptForm, PromptHalves> Prompts => new(Enum.GetValues<PromptForm>(), Enum.GetValues<PromptHalves>());

    /// <summary>What the halves give is added to what they change: a half whose last map gives 0 changes nothing.</summary>
    [Theory]
    [MemberData(nameof(Prompts))]
    public void A_half_that_is_left_out_is_one_that_says_nothing(PromptForm form, PromptHalves halves)
    {
        using TensorScope scope = TensorScope.Begin();
        using WeightStore whole = Create(form, PromptHalves.Both, out TrisStage1 silenced), part = Create(form, halves, out TrisStage1 model);
        (Tensor image, Tensor texts) = Inputs();
        float[] both = Respond(silenced, image, texts);
        string[] textToVisual = ["v_output.1.weight", "v_output.1.bias", "text3.weight"], visualToText = ["t_output.0.weight", "t_output.0.bias", "image3.weight"];
        Silence(whole, [.. Has(halves, PromptHalves.TextToVisual) ? [] : textToVisual, .. Has(halves, PromptHalves.VisualToText) ? [] : visualToText]);

        float[] actual = Respond(model, image, texts);
        Assert.All(Respond(silenced, image, texts).Zip(actual), pair => Assert.Equal(pair.First, pair.Second, 1e-5f));
        Assert.Equal(halves == PromptHalves.Both, both.Zip(actual).All(pair => Math.Abs(pair.First - pair.Second) < 1e-4f));
    }

    [Fact]
    public void Without_a_prompt_places_and_texts_are_compared_as_they_are()
    {
        using TensorScope scope = TensorScope.Begin();
        using WeightStore store = Create(PromptForm.AsReleased, PromptHalves.None, out TrisStage1 model);
        (Tensor image, Tensor texts) = Inputs();
        Tensor expected = texts.MatMul(image.Reshape(2, Width, 6)) * Math.Exp(model.LogitScale.Item());
        Assert.All(expected.ToArray<float>().Zip(Respond(model, image, texts)), pair => Assert.Equal(pair.First, pair.Second, 1e-5f));
        Assert.DoesNotContain(store.Tensors.Keys, name => name.StartsWith("attn_fusion", StringComparison.Ordinal));
    }

    [Theory]
    [MemberData(nameof(Prompts))]
    public void The_halves_share_no_weights_and_are_read_off_the_state_dict(PromptForm form, PromptHalves halves)
    {
        string[] both = Names(form, PromptHalves.Both);
        string[] names = Names(form, halves);
        Assert.Subset(both.ToHashSet(), names.ToHashSet());
        Assert.Empty(Names(form, PromptHalves.TextToVisual).Intersect(Names(form, PromptHalves.VisualToText)));
        Assert.Equal(both.Length, Names(form, PromptHalves.TextToVisual).Length + Names(form, PromptHalves.VisualToText).Length);

        using WeightStore store = Create(form, halves, out _);
        TrisStage1Config inferred = TrisStage1Config.Infer(store.Tensors.ToDictionary(item => item.Key, item => item.Value.Shape.ToArray()));
        Assert.Equal((halves, halves == PromptHalves.None ? PromptForm.AsReleased : form), (inferred.Halves, inferred.Prompt));
    }

    private static bool Has(PromptHalves halves, PromptHalves half) => halves == half || halves == PromptHalves.Both;

    private static WeightStore Create(PromptForm form, PromptHalves halves, out TrisStage1 model)
    {
        WeightStore store = WeightStore.Initialise(4);
        model = new TrisStage1(store.Root, new TrisStage1Config { Backbone = Backbone, Width = Width, Prompt = form, Halves = halves });
        return store;
    }

    private static string[] Names(PromptForm form, PromptHalves halves)
    {
        using WeightStore store = Create(form, halves, out _);
        return [.. store.Tensors.Keys.Where(name => name.StartsWith("attn_fusion.", StringComparison.Ordinal))];
    }

    private static void Silence(WeightStore store, string[] names)
    {
        using NoGrad none = NoGrad.Begin();
        foreach (string name in names.Select(name => $"attn_fusion.{name}").Where(store.Tensors.ContainsKey))
        {
            store.Tensors[name].MulInPlace(0);
        }
    }

    private static float[] Respond(TrisStage1 model, Tensor image, Tensor texts) => model.Respond(image, texts, TextContext.Together).ToArray<float>();

    /// <summary>Two pictures of 2 x 3 places, three texts for both.</summary>
    private static (Tensor Image, Tensor Texts) Inputs()
    {
        Random random = new(3);
        float[] Draw(int count) => [.. Enumerable.Range(0, count).Select(_ => (float)((random.NextDouble() * 2) - 1))];
        return (Tensor.From(Draw(2 * Width * 6), 2, Width, 2, 3).Normalise(1), Tensor.From(Draw(3 * Width), 3, Width).Normalise(1));
    }
}
