using System.Text.Json;
using Referent.Data.World;
using Referent.Data.World.Packs;
using Referent.TestSupport;

namespace Referent.Cli.Tests.Commands;

/// <summary>From pictures and sentences to masks by TRIS: every command of the way, on a very small world.</summary>
public sealed class TrisCommandsTests : IClassFixture<MicroPresetFixture>, IDisposable
{
    private const string Smoke = "configs/tris-smoke.json";

    private readonly TemporaryFolder _folder = new();
    private readonly string _preset;

    public TrisCommandsTests(MicroPresetFixture preset)
    {
        _preset = preset.Folder;
        WorldGenerator.Generate(new WorldOptions { Seed = 1907, Scenes = 2, Splits = SplitShares.Parse("train=1") }, SpritePack.Open("noto"), Data);
    }

    private string Data => _folder.PathOf("world");

    [Fact]
    public void Each_step_gives_the_next_what_it_needs()
    {
        string stage1 = _folder.PathOf("stage1"), irnet = _folder.PathOf("irnet"), stage2 = _folder.PathOf("stage2"), made = _folder.PathOf("preset");
        Train("tris-stage1", stage1, "steps=2", $"preset={_preset}", "data.selectionSplit=train");
        Label("tris-maps", stage1, "maps.jsonl");
        AnswerEverywhere();
        Train("irnet", irnet, "steps=1", "refs=1", "batchSize=1", "meanPictures=1");
        ProgramRun wrong = ProgramRun.Of("label", "tris-maps", "--data", Data, "--run", irnet);
        Assert.Equal(2, wrong.Status);
        Assert.Contains($"{irnet} is a run of another training", Assert.Single(wrong.Errors.TrimEnd('\n').Split('\n')), StringComparison.Ordinal);
        Label("tris-masks", irnet, "masks.jsonl");
        Train("tris-stage2", stage2, "steps=1", $"backbone={{\"weights\":\"{stage1}/final.safetensors\"}}");
        Done("models", "make", "--out", made, "--name", "made", "--tris-stage1", stage1, "--tris-stage2", stage2);
        Assert.True(File.Exists(Path.Combine(made, "tris-stage2.safetensors")));

        string summary = _folder.PathOf("score.json");
        Done("score", "--data", Data, "--dataset", "world", "--split", "train", "--predictions", _folder.PathOf("masks.jsonl"), "--json", summary);
        using JsonDocument report = JsonDocument.Parse(File.ReadAllBytes(summary));
        Assert.Equal(0, report.RootElement.GetProperty("summary").GetProperty("missing").GetInt32());
    }

    [Fact]
    public void Maps_need_a_run_or_a_preset_and_masks_a_run()
    {
        ProgramRun maps = ProgramRun.Of("label", "tris-maps", "--data", Data);
        Assert.Equal(2, maps.Status);
        Assert.Contains("--preset", maps.Errors, StringComparison.Ordinal);
        Assert.Equal(2, ProgramRun.Of("label", "tris-masks", "--data", Data).Status);
    }

    [Theory]
    [InlineData("keep-end", "normalised")]
    [InlineData("as-released", "as-released", "--as-released")]
    public void Maps_by_a_preset_may_be_made_as_the_official_program_makes_them(string cut, string shade, params string[] options)
    {
        Done(["label", "tris-maps", "--data", Data, "--preset", _preset, .. options]);
        using JsonDocument origin = JsonDocument.Parse(File.ReadAllBytes(Path.Combine(Data, "labels/tris/maps.safetensors.origin.json")));
        Assert.Equal([cut, shade], new[] { "textCut", "shade" }.Select(key => origin.RootElement.GetProperty(key).GetString()));
    }

    public void Dispose() => _folder.Dispose();

    private void Train(string what, string run, params string[] values) => Done(
        ["train", what, "--config", Path.Combine(Fixtures.RepositoryRoot, Smoke), "--data", Data, "--out", run, .. values.SelectMany(value => (string[])["--set", value])]);

    private void Label(string what, string run, string predictions)
    {
        Done("label", what, "--data", Data, "--run", run, "--predictions", _folder.PathOf(predictions));
        Assert.NotEmpty(File.ReadAllLines(_folder.PathOf(predictions)));
    }

    /// <summary>Makes all responses positive, which those of a few steps need not be.</summary>
    private void AnswerEverywhere()
    {
        string path = Path.Combine(Data, "labels/tris/maps.safetensors");
        using Torch.TensorScope scope = Torch.TensorScope.Begin();
        using Torch.Weights.SafetensorsFile file = Torch.Weights.SafetensorsFile.Open(path);
        Dictionary<string, Torch.Tensor> tensors = file.Header.Entries.Keys.ToDictionary(name => name, file.Read, StringComparer.Ordinal);
        tensors["maps"] = tensors["maps"].Abs() + 0.1;
        Torch.Weights.SafetensorsWriter.Write(path, tensors);
    }

    private static void Done(params string[] arguments)
    {
        ProgramRun run = ProgramRun.Of(arguments);
        Assert.True(run.Status == 0, $"{string.Join(' ', arguments)}: {run.Errors}");
    }
}
