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
    public void Clip_writes_features_and_every_stage()
    {
        ProgramRun run = Run("clip", "clip", "--image", Picture, "--text", "a dog", "--vocabulary", Path.Combine(preset.Folder, "vocabulary.txt"));
        Assert.Equal((0, ""), (run.Status, run.Output));
        using SafetensorsFile file = SafetensorsFile.Open(Output);
        Assert.Equal("clip", file.Metadata["model"]);
        Assert.Equal(
            ["image_features [1, 32]", "stage1 [1, 65, 64]", "stage2 [1, 65, 64]", "stage3 [1, 65, 64]", "text_features [1, 32]"],
            file.Tensors.Select(item => $"{item.Key} [{string.Join(", ", item.Value.Shape)}]").Order(StringComparer.Ordinal));
        Assert.All(file.Tensors.Values, tensor => Assert.Equal(DType.Float32, tensor.DType));
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

    [Fact]
    public void Sam_writes_its_embedding_and_notes_that_it_reads_no_text()
    {
        ProgramRun run = Run("sam", "sam", "--image", Picture, "--text", "a dog");
        Assert.Equal(0, run.Status);
        Assert.Contains("note: SAM reads no text", run.Errors, StringComparison.Ordinal);
        using SafetensorsFile file = SafetensorsFile.Open(Output);
        Assert.Equal([1L, 32, 8, 8], Assert.Single(file.Tensors).Value.Shape);
    }

    [Theory]
    [InlineData(2, "--image", "sam", "sam")]
    [InlineData(2, "nothing to embed", "clip", "clip")]
    [InlineData(1, "--vocabulary", "clip", "clip", "--text", "a dog")]
    [InlineData(1, "does not fit|not a CLIP", "clip", "sam", "--text", "a dog", "--vocabulary", "VOCABULARY")]
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
