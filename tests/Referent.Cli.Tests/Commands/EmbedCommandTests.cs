using Referent.Data.Text;
using Referent.Imaging.Codecs;
using Referent.Imaging.Preprocessing;
using Referent.Models.Clip;
using Referent.Models.Tris;
using Referent.Presets;
using Referent.TestSupport;
using Referent.Torch;
using Referent.Torch.Weights;

namespace Referent.Cli.Tests.Commands;

public sealed class EmbedCommandTests(MicroPresetFixture preset) : IClassFixture<MicroPresetFixture>, IDisposable
{
    private readonly TemporaryFolder _folder = new();

    private static string Picture => Fixtures.PathOf("refer/images/mscoco/images/train2014/COCO_train2014_000000581024.jpg");

    private string Output => Path.Combine(_folder.FullPath, "out.safetensors");

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Clip_writes_features_and_every_stage_with_the_vocabulary_beside_it()
    {
        ProgramRun run = Run("clip", "clip", "--image", Picture, "--text", "a dog");
        Assert.Equal((0, ""), (run.Status, run.Output));
        using SafetensorsFile file = SafetensorsFile.Open(Output);
        Assert.Equal("clip", file.Metadata["model"]);
        Assert.Equal(
            ["image_features [1, 32]", "stage1 [1, 65, 64]", "stage2 [1, 65, 64]", "stage3 [1, 65, 64]", "text_features [1, 32]"],
            file.Tensors.Select(item => $"{item.Key} [{string.Join(", ", item.Value.Shape)}]").Order(StringComparer.Ordinal));
        Assert.All(file.Tensors.Values, tensor => Assert.Equal(DType.Float32, tensor.DType));
    }

    [Fact]
    public void A_vocabulary_that_is_nowhere_is_asked_for()
    {
        string alone = Path.Combine(_folder.FullPath, "alone.safetensors");
        File.Copy(Path.Combine(preset.Folder, "clip.safetensors"), alone);
        Dictionary<string, string?> environment = new() { [PresetFolder.FolderVariable] = _folder.PathOf("none") };
        ProgramRun run = ProgramRun.At(AppContext.BaseDirectory, environment, "embed", "--model", "clip", "--weights", alone, "--text", "a dog", "-o", Output);
        Assert.Equal(1, run.Status);
        Assert.Contains("--vocabulary", run.Errors, StringComparison.Ordinal);
    }

    /// <summary>Resizing indices, or colours multiplied by alpha, would give others.</summary>
    [Theory]
    [InlineData("palette_transparent.png")]
    [InlineData("rgba.png")]
    public void Palettes_and_alpha_become_colours_before_anything_else(string picture)
    {
        string path = Fixtures.PathOf($"imaging/codecs/{picture}"), colours = Path.Combine(_folder.FullPath, "colours.png");
        File.WriteAllBytes(colours, PngEncoder.Encode(ImageDecoder.ReadFile(path)));
        foreach (string model in (string[])["clip", "sam"])
        {
            Assert.Equal(0, Run(model, model, "--image", path).Status);
            byte[] direct = File.ReadAllBytes(Output);
            Assert.Equal(0, Run(model, model, "--image", colours).Status);
            Assert.Equal(File.ReadAllBytes(Output), direct);
        }
    }

    [Fact]
    public void A_text_too_long_is_cut_with_a_warning()
    {
        ProgramRun run = Run("clip", "clip", "--text", string.Join(' ', Enumerable.Repeat("dog", 40)), "--vocabulary", Path.Combine(preset.Folder, "vocabulary.txt"));
        Assert.Equal(0, run.Status);
        Assert.Contains("was cut", run.Errors, StringComparison.Ordinal);
        using SafetensorsFile file = SafetensorsFile.Open(Output);
        Assert.Equal(["text_features"], file.Tensors.Keys);
    }

    [Theory]
    [InlineData("sam")]
    [InlineData("clip")]
    public void BFloat16_gives_nearly_the_same_in_full_precision(string model)
    {
        Assert.Equal(0, Run(model, model, "--image", Picture).Status);
        float[][] exact = Values();
        Assert.Equal(0, Run(model, model, "--image", Picture, "--dtype", "bf16").Status);
        foreach ((float[] expected, float[] rounded) in exact.Zip(Values()))
        {
            double scale = Math.Sqrt(expected.Sum(value => (double)value * value));
            double error = Math.Sqrt(expected.Zip(rounded, (left, right) => (double)(left - right) * (left - right)).Sum());
            Assert.InRange(error / scale, 1e-5, 0.03);
        }

        float[][] Values()
        {
            using SafetensorsFile file = SafetensorsFile.Open(Output);
            using TensorScope scope = TensorScope.Begin();
            return [.. file.Tensors.Keys.Order(StringComparer.Ordinal).Select(name => file.Read(name).ToArray<float>())];
        }
    }

    [Fact]
    public void Sam_writes_its_embedding_and_notes_that_it_reads_no_text()
    {
        ProgramRun run = Run("sam", "sam", "--image", Picture, "--text", "a dog");
        Assert.Equal(0, run.Status);
        Assert.Contains("note: SAM reads no text", run.Errors, StringComparison.Ordinal);
        using SafetensorsFile file = SafetensorsFile.Open(Output);
        Assert.Equal([1L, 32, 8, 8], Assert.Single(file.Tensors).Value.Shape);
    }

    /// <summary>The official program pads, and cuts a text's end off with what is too long.</summary>
    [Theory]
    [InlineData("dog", false)]
    [InlineData("dog dog dog dog dog dog dog dog dog dog dog dog dog dog dog dog dog dog dog dog dog dog dog dog dog dog dog dog dog dog", true)]
    public void Tris_writes_logits_as_the_official_program_does(string text, bool cut)
    {
        string vocabulary = Path.Combine(preset.Folder, "vocabulary.txt");
        ClipTokenizer tokenizer = new(BpeVocabulary.Load(vocabulary));
        ClipConfig backbone = new()
        {
            EmbedDim = 8,
            Vision = new ClipResNetConfig { ImageSize = 64, Width = 4, Heads = 2, Blocks = [1, 1, 1, 1] },
            Text = new ClipTextConfig { ContextLength = 24, VocabularySize = tokenizer.Vocabulary.Size, Width = 64, Layers = 1, Heads = 1 },
        };
        using TensorScope scope = TensorScope.Begin();
        long[] ids = [.. tokenizer.Tokenize(text, 20, TextCut.AsReleased).Ids.Select(id => (long)id)];
        Tensor tokens = Tensor.From(ids, 1, 20);
        Tensor image = Tensor.From<float>(ImagePreprocessing.TrisSquare(ImageDecoder.ReadFile(Picture), 320).Planes, [1, 3, 320, 320]);

        using WeightStore first = WeightStore.Initialise(3);
        TrisStage1 stage1 = new(first.Root, new TrisStage1Config { Backbone = backbone, Width = 12 });
        Tensor responses = stage1.Respond(stage1.EncodeImage(image), stage1.EncodeText(tokens), TextContext.Together);
        AssertLogits("tris-stage1", first, TrisStage1.Rectify(responses, 320, 320));

        using WeightStore second = WeightStore.Initialise(4);
        TrisStage2 stage2 = new(second.Root, backbone);
        AssertLogits("tris-stage2", second, stage2.Segment(stage2.EncodeImage(image), stage2.EncodeText(tokens)));

        void AssertLogits(string model, WeightStore store, Tensor expected)
        {
            string weights = Path.Combine(_folder.FullPath, $"{model}.safetensors");
            SafetensorsWriter.Write(weights, store.Tensors);
            ProgramRun run = ProgramRun.Of("embed", "--model", model, "--weights", weights, "--vocabulary", vocabulary, "--image", Picture, "--text", text, "-o", Output);
            Assert.Equal((0, ""), (run.Status, run.Output));
            Assert.Equal(cut, run.Errors.Contains("was cut", StringComparison.Ordinal));
            using SafetensorsFile file = SafetensorsFile.Open(Output);
            Tensor actual = file.Read("logits");
            Assert.Equal([1, 1, 320, 320], actual.Shape);
            Assert.Equal(expected.ToArray<float>(), actual.ToArray<float>(), (a, b) => Math.Abs(a - b) < 1e-5);
        }
    }

    [Theory]
    [InlineData(2, "--image", "sam", "sam")]
    [InlineData(2, "--text", "tris-stage1", "clip", "--image", "nowhere.jpg")]
    [InlineData(2, "--image", "tris-stage2", "clip", "--text", "a dog")]
    [InlineData(2, "nothing to embed", "clip", "clip")]
    [InlineData(1, "holds weights of sam, not of clip; give --model sam", "clip", "sam", "--text", "a dog", "--vocabulary", "VOCABULARY")]
    [InlineData(2, "Required|required", "clip")]
    public void What_is_missing_or_does_not_fit_is_told_in_a_line(int status, string reason, string model, string? weights = null, params string[] options)
    {
        string[] given = [.. options.Select(option => option == "VOCABULARY" ? Path.Combine(preset.Folder, "vocabulary.txt") : option)];
        ProgramRun run = weights is null ? ProgramRun.Of("embed", "--model", model, "-o", Output) : Run(model, weights, given);
        Assert.Equal(status, run.Status);
        Assert.Contains(reason.Split('|'), part => run.Errors.Contains(part, StringComparison.Ordinal));
        Assert.False(File.Exists(Output));
    }

    private ProgramRun Run(string model, string weights, params string[] options) => ProgramRun.At(
        AppContext.BaseDirectory,
        new Dictionary<string, string?> { ["REFERENT_MODELS"] = _folder.FullPath },
        ["embed", "--model", model, "--weights", Path.Combine(preset.Folder, $"{weights}.safetensors"), "-o", Output, .. options]);
}
