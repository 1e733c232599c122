using System.Text.RegularExpressions;
using Referent.Data.World;
using Referent.Data.World.Packs;
using Referent.TestSupport;

namespace Referent.Cli.Tests.Commands;

public sealed class LabelCommandTests : IClassFixture<MicroPresetFixture>, IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly string _preset;

    public LabelCommandTests(MicroPresetFixture preset)
    {
        _preset = preset.Folder;
        WorldGenerator.Generate(new WorldOptions { Seed = 1909, Scenes = 2, Objects = 4, Splits = SplitShares.Parse("train=1") }, SpritePack.Open("noto"), Data);
    }

    private string Data => _folder.PathOf("world");

    private string Labels => Path.Combine(Data, "labels/ppt");

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void The_last_shard_puts_the_labels_together_and_another_localiser_does_not_go_on_with_them()
    {
        ProgramRun second = Label("--shard", "2/2");
        Assert.True(second.Status == 0, second.Errors);
        Assert.Contains("Shard 2 of 2 is done", second.Errors, StringComparison.Ordinal);
        Assert.False(File.Exists(Path.Combine(Labels, "gallery.html")));
        Assert.Equal(0, Label("--shard", "1/2").Status);
        Assert.Equal(4, File.ReadAllLines(Path.Combine(Labels, "objects.jsonl")).Count(line => line.Length > 0));
        Assert.True(File.Exists(Path.Combine(Labels, "gallery.html")));

        ProgramRun other = Label("--localiser", "clip-es");
        Assert.Equal(2, other.Status);
        Assert.Contains("origin.json", other.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public void Labels_are_scored_against_the_truth_beside_the_share_of_sentences_that_templates_may_say()
    {
        Assert.Equal(0, Label().Status);
        string config = _folder.Write("config.json", """{ "pool": { "minPredictedIou": 100 } }""");
        ProgramRun run = ProgramRun.Of("label", "score", "--data", Data, "--split", "train", "--config", config);
        Assert.True(run.Status == 0, run.Errors);
        string[] lines = run.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.Matches(@"^4 pictures, mean IoU 0\.\d+, ", lines[0]);
        Assert.Matches(@"^[1-9]\d* sentences with one candidate, mean IoU 0\.\d+$", lines[1]);
        Assert.Matches(@"^\d+ sentences with several, mean IoU of all candidates 0\.\d+, of the best 0\.\d+$", lines[2]);
        Assert.Equal("trusted: 0 pictures, mean IoU 0.0000, 0.0 % above 0.5", lines[3].Replace('\u00a0', ' '));
        Assert.Equal("trusted: 0 sentences with one candidate, mean IoU 0.0000", lines[4]);
        Assert.StartsWith("trusted: 0 sentences with several", lines[5], StringComparison.Ordinal);

        _folder.Write("config.json", """{ "ppt": { "pool": { "minPredictedIou": -100, "minLargestPiece": 0 } } }""");
        string[] trusting = ProgramRun.Of("label", "score", "--data", Data, "--split", "train", "--config", config).Output.Split('\n');
        string several = lines[2].Replace(" several,", " several, pieces of a mask among them,", StringComparison.Ordinal);
        Assert.Equal(((string[])[.. lines[..2], several]).Select(line => $"trusted: {line}"), trusting[3..6]);
        Assert.Matches(@"^[1-9]\d* sentences of train, of which D_ref's templates can say .* word for word$", lines[6]);
    }

    [Fact]
    public void A_split_that_is_not_there_is_refused_before_anything_is_labelled_or_scored()
    {
        ProgramRun run = Label("--split", "val");
        Assert.Equal(2, run.Status);
        Assert.StartsWith("No ref is in split 'val'; there are train.", run.Errors.TrimEnd(), StringComparison.Ordinal);
        Assert.False(Directory.Exists(Labels));
        Assert.Equal(0, Label().Status);
        ProgramRun score = ProgramRun.Of("label", "score", "--data", Data);
        Assert.Equal((2, string.Empty, run.Errors), (score.Status, score.Output, score.Errors));
    }

    [Fact]
    public void Labels_of_another_data_set_are_not_scored()
    {
        Assert.Equal(0, Label().Status);
        ProgramRun run = ProgramRun.Of("label", "score", "--data", Data, "--split", "train", "--dataset", "worldg");
        Assert.Equal(1, run.Status);
        Assert.Contains("the labels are of another", run.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public void Labels_of_before_version_2_are_scored_for_pictures_alone()
    {
        Assert.Equal(0, Label().Status);
        string sentences = Path.Combine(Labels, "sentences.jsonl");
        File.WriteAllText(sentences, Regex.Replace(File.ReadAllText(sentences), "\"ref\":[0-9]+,", string.Empty));
        ProgramRun run = ProgramRun.Of("label", "score", "--data", Data, "--split", "train");
        Assert.True(run.Status == 0, run.Errors);
        Assert.StartsWith("4 pictures, mean IoU 0.", run.Output, StringComparison.Ordinal);
        Assert.Contains("\nsentences not scored: labels of before version 2", run.Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--shard", "3/2")]
    [InlineData("--localiser", "surgry")]
    public void What_is_no_shard_and_no_localiser_is_named(string option, string value)
    {
        ProgramRun run = Label(option, value);
        Assert.Equal(2, run.Status);
        Assert.Contains(value, run.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public void A_bench_times_the_steps_of_every_stage_beside_the_encoders()
    {
        Assert.Equal(0, Label().Status);
        string config = _folder.Write("config.json", $$"""
            { "preset": "{{_preset}}", "model": { "blocks": [1, 2, 3], "width": 32, "queries": 3, "points": 4 }, "batchSize": 4,
              "pool": { "collages": 3, "minPredictedIou": -100, "minLargestPiece": 0 },
              "stages": [ { "name": "first", "steps": 9, "maskShare": 0, "sets": { "dSem": 1 } }, { "name": "second", "steps": 1, "sets": { "dRef": 1 } } ] }
            """);
        ProgramRun run = ProgramRun.Of("bench", "cache", "--config", config, "--data", Data, "--steps", "3");
        Assert.True(run.Status == 0, run.Errors);
        Assert.Matches(@"(?s)^first +step +\d+ ms.*second +step +\d+ ms.*an epoch without the cache takes [0-9.]+ x", run.Output);
    }

    private ProgramRun Label(params string[] more) => ProgramRun.Of(["label", "ppt", "--data", Data, "--preset", _preset, .. more]);
}
