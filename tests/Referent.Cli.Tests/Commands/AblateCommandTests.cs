using System.Text.Json;
using System.Text.Json.Nodes;
using Referent.Cli.Ablating;
using Referent.Data.World;
using Referent.Data.World.Packs;
using Referent.TestSupport;
using Referent.Training.Configuration;

namespace Referent.Cli.Tests.Commands;

public sealed class AblateCommandTests : IClassFixture<MicroPresetFixture>, IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly string _preset;

    public AblateCommandTests(MicroPresetFixture preset)
    {
        _preset = preset.Folder;
        WorldGenerator.Generate(new WorldOptions { Seed = 1908, Scenes = 2, Objects = 4, Splits = SplitShares.Parse("train=1") }, SpritePack.Open("noto"), Data);
    }

    private string Data => _folder.PathOf("world");

    private string Out => _folder.PathOf("out");

    [Fact]
    public void Stages_of_one_run_are_rows_and_what_is_done_is_not_done_again()
    {
        Plan("""
            { "name": "1", "setting": "no training", "method": "clip-sam", "published": { "mIoU": 26.46 } },
            { "name": "3", "setting": "first stage", "run": "full", "stage": "first" },
            { "name": "5", "setting": "both stages", "run": "full" }
            """);
        Assert.Equal(0, ProgramRun.Of("label", "ppt", "--data", Data, "--preset", _preset).Status);
        ProgramRun first = Ablate();
        Assert.True(first.Status == 0, first.Errors);
        Assert.Equal(first.Output, File.ReadAllText(Path.Combine(Out, "table.md")));
        Assert.Contains(" sentences, 1 images. ", first.Output, StringComparison.Ordinal);
        Assert.Contains($"run full, seed 2: {Out}/runs/full-2\n", first.Errors, StringComparison.Ordinal);
        Assert.Contains("| 1 | no training |  |", first.Output, StringComparison.Ordinal);
        Assert.Contains("| 26.46 |", first.Output, StringComparison.Ordinal);
        Assert.Contains("| 3 | first stage | 2 |", first.Output, StringComparison.Ordinal);
        Assert.Contains("| 5 less 3 |", first.Output, StringComparison.Ordinal);
        Assert.Equal(["full-1", "full-2"], Directory.EnumerateDirectories(Path.Combine(Out, "runs")).Select(Path.GetFileName).Order());
        Assert.Equal(["1.json", "3-1.json", "3-2.json", "5-1.json", "5-2.json"], Directory.EnumerateFiles(Path.Combine(Out, "reports")).Select(Path.GetFileName).Order());

        File.Delete(Path.Combine(Out, "reports/5-2.json"));
        ProgramRun second = Ablate();
        Assert.Equal(first.Output, second.Output);
        Assert.DoesNotContain("row 3", second.Errors, StringComparison.Ordinal);
        Assert.Equal(0, ProgramRun.Of("ablate", "--config", _folder.PathOf("plan.json"), "--data", Data, "--split", "train", "--limit", "1", "--rows", "1", "--preset", _preset, "--out", Out).Status);
    }

    [Fact]
    public void Seeds_may_be_a_range_so_that_machines_can_share_them()
    {
        Plan("""{ "name": "5", "run": "full" }""", better: "");
        Assert.Equal(0, ProgramRun.Of("label", "ppt", "--data", Data, "--preset", _preset).Status);
        ProgramRun run = Ablate("2-2");
        Assert.True(run.Status == 0, run.Errors);
        Assert.Equal(["full-2"], Directory.EnumerateDirectories(Path.Combine(Out, "runs")).Select(Path.GetFileName));
        Assert.Equal(["5-2.json"], Directory.EnumerateFiles(Path.Combine(Out, "reports")).Select(Path.GetFileName));
    }

    [Fact]
    public void Values_of_the_plan_may_be_set_but_not_in_a_folder_of_other_values()
    {
        Plan("""{ "name": "5", "run": "full" }""", better: "");
        Assert.Equal(0, ProgramRun.Of("label", "ppt", "--data", Data, "--preset", _preset).Status);
        string[] shorter = ["--set", "common.stages.second.sets.dRef=0", "--set", "common.batchSize=1"];
        ProgramRun run = Ablate("1", shorter);
        Assert.True(run.Status == 0, run.Errors);
        Assert.EndsWith("\nThe plan with common.stages.second.sets.dRef=0, common.batchSize=1.\n", run.Output, StringComparison.Ordinal);
        JsonNode config = JsonNode.Parse(File.ReadAllText(Path.Combine(Out, "runs/full-1/config.json")))!;
        Assert.Equal(1, (int)config["batchSize"]!);
        Assert.Equal(0, (double)config["stages"]![1]!["sets"]!["dRef"]!);

        ProgramRun other = Ablate("1");
        Assert.Equal(2, other.Status);
        Assert.Contains("config.json has batchSize 1, not 2", other.Errors, StringComparison.Ordinal);
        Assert.Equal(run.Output, Ablate("1", shorter).Output);
    }

    [Theory]
    [InlineData("0")]
    [InlineData("2-1")]
    [InlineData("1-2-3")]
    [InlineData("two")]
    public void What_is_no_number_of_seeds_is_refused(string seeds)
    {
        ProgramRun run = Ablate(seeds);
        Assert.Equal(2, run.Status);
        Assert.Contains($"not '{seeds}'", run.Errors, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""{ "name": "1", "run": "fool" }""", "a row's run is one of full")]
    [InlineData("""{ "name": "1", "run": "full", "stage": "third" }""", "'third' among first, second")]
    [InlineData("""{ "name": "1" }""", "a run or a method")]
    [InlineData("""{ "name": "1", "run": "full", "stage": "prms" }""", "'prms' among first, second")]
    public void What_a_row_cannot_be_is_refused_before_anything_is_trained(string rows, string told)
    {
        Plan(rows, better: "");
        ProgramRun run = Ablate();
        Assert.Equal(2, run.Status);
        Assert.Contains(told, run.Errors, StringComparison.Ordinal);
        Assert.False(Directory.Exists(Out));
    }

    /// <summary>Another split, limit or data set in one folder once passed over rows that were evaluated on the first.</summary>
    [Fact]
    public void Reports_of_other_questions_are_refused_and_a_folder_that_notes_none_is_taken()
    {
        Plan("""{ "name": "1", "setting": "no training", "method": "clip-sam" }""", better: "");
        string note = Path.Combine(Out, "questions.json"), report = Path.Combine(Out, "reports/1.json");
        ProgramRun first = Ablate();
        Assert.True(first.Status == 0, first.Errors);
        string noted = File.ReadAllText(note), answered = File.ReadAllText(report);

        ProgramRun limited = Ask(Data, "--limit", "2");
        Assert.Equal(2, limited.Status);
        Assert.Contains("limit 1 pictures there, 2 pictures here", limited.Errors, StringComparison.Ordinal);
        Assert.Contains("another --out", limited.Errors, StringComparison.Ordinal);
        Assert.Contains("limit 1 pictures there, none here", Ask(Data).Errors, StringComparison.Ordinal);
        string other = _folder.PathOf("other");
        WorldGenerator.Generate(new WorldOptions { Seed = 1909, Scenes = 2, Objects = 4, Splits = SplitShares.Parse("train=1") }, SpritePack.Open("noto"), other, null, TestContext.Current.CancellationToken);
        ProgramRun elsewhere = Ask(other, "--limit", "1");
        Assert.Equal(2, elsewhere.Status);
        Assert.Contains("other questions: data ", elsewhere.Errors, StringComparison.Ordinal);
        string strange = _folder.PathOf("strange");
        MicroPreset.Write(strange, seed: 77);
        ProgramRun frozen = ProgramRun.Of(
            "ablate", "--config", _folder.PathOf("plan.json"), "--data", Data, "--split", "train", "--limit", "1", "--preset", strange, "--out", Out);
        Assert.Equal(2, frozen.Status);
        Assert.Contains("other questions: frozen models ", frozen.Errors, StringComparison.Ordinal);
        JsonNode earlier = JsonNode.Parse(noted)!;
        earlier.AsObject().Remove("frozen");
        File.WriteAllText(note, earlier.ToJsonString());
        Assert.Equal(0, Ablate().Status);
        File.WriteAllText(note, noted);
        Assert.Equal(noted, File.ReadAllText(note));

        File.Delete(note);
        ProgramRun old = Ablate();
        Assert.True(old.Status == 0, old.Errors);
        Assert.Equal(noted, File.ReadAllText(note));
        Assert.Equal(answered, File.ReadAllText(report));

        ProgramRun Ask(string data, params string[] more) => ProgramRun.Of(
            ["ablate", "--config", _folder.PathOf("plan.json"), "--data", Data, "--eval-data", data, "--split", "train", "--seeds", "1", "--preset", _preset, "--out", Out, .. more]);
    }

    [Theory]
    [InlineData("ppt")]
    [InlineData("tris")]
    public void The_plans_of_the_repository_hold_what_their_papers_can_train(string paper)
    {
        string folder = Path.Combine(Fixtures.RepositoryRoot, "configs");
        AblationPlan plan = ConfigFile.Load<AblationPlan>(Path.Combine(folder, $"ablate-{paper}.json"), []);
        plan.Validate();
        Assert.All(plan.Rows.Where(row => row.Run is not null), row => AblatedPaper.ByName[paper].Check(plan.ConfigOf(row.Run!, 1, folder), row.Stage));
    }

    /// <summary>One run, two rows: with PRMS a ref has one map, so that all its sentences get the same score.</summary>
    [Fact]
    public void Rows_of_one_run_of_TRIS_may_answer_by_sentence_or_by_ref()
    {
        File.Copy(Path.Combine(Fixtures.RepositoryRoot, "configs/tris-smoke.json"), _folder.PathOf("smoke.json"));
        string stage1 = JsonNode.Parse(File.ReadAllText(_folder.PathOf("smoke.json")), documentOptions: new() { CommentHandling = JsonCommentHandling.Skip })!["tris-stage1"]!.ToJsonString();
        File.WriteAllText(_folder.PathOf("base.json"), stage1);
        File.WriteAllText(_folder.PathOf("plan.json"), """
            {
              "base": "base.json",
              "common": { "steps": 1, "data": { "selectionSplit": "train" } },
              "runs": { "all": {}, "half": { "promptHalves": "text-to-visual" } },
              "rows": [
                { "name": "3b", "run": "half" },
                { "name": "4a", "run": "all", "published": { "mIoU": 26.62 } },
                { "name": "4b", "run": "all", "stage": "prms", "published": { "mIoU": 27.06 } }
              ],
              "better": [["4b", "4a"]]
            }
            """);
        ProgramRun run = ProgramRun.Of(
            "ablate", "--paper", "tris", "--config", _folder.PathOf("plan.json"), "--data", Data, "--split", "train", "--limit", "1", "--seeds", "1", "--preset", _preset, "--out", Out);

        Assert.True(run.Status == 0, run.Errors);
        Assert.Contains("| 4b less 4a |", run.Output, StringComparison.Ordinal);
        Assert.Equal(["all-1", "half-1"], Directory.EnumerateDirectories(Path.Combine(Out, "runs")).Select(Path.GetFileName).Order());
        Assert.Equal(Scores("4a").Select(sample => sample.Sentence), Scores("4b").Select(sample => sample.Sentence));
        Assert.All(Scores("4b").GroupBy(sample => sample.Ref), item => Assert.Single(item.Select(sample => sample.Iou).Distinct()));
        Assert.Contains(Scores("4a").GroupBy(sample => sample.Ref), item => item.Select(sample => sample.Iou).Distinct().Count() > 1);
        Assert.All(Scores("4b").GroupBy(sample => sample.Ref), item => Assert.Contains(Scores("4a").Where(sample => sample.Ref == item.Key), sample => sample.Iou == item.First().Iou));

        (long Ref, long Sentence, double Iou)[] Scores(string row) => [.. JsonNode.Parse(File.ReadAllText(Path.Combine(Out, $"reports/{row}-1.json")))!["samples"]!.AsArray()
            .Select(sample => ((long)sample!["ref_id"]!, (long)sample["sent_id"]!, (double)sample["iou"]!))];
    }

    public void Dispose() => _folder.Dispose();

    private ProgramRun Ablate(string seeds = "2", params string[] more) => ProgramRun.Of(
        ["ablate", "--config", _folder.PathOf("plan.json"), "--data", Data, "--split", "train", "--limit", "1", "--seeds", seeds, "--preset", _preset, "--out", Out, .. more]);

    private void Plan(string rows, string better = """["5", "3"]""")
    {
        File.WriteAllText(_folder.PathOf("base.json"), """
            {
              "model": { "blocks": [1, 2, 3], "width": 32, "queries": 2, "points": 3 },
              "pool": { "collages": 2, "minPredictedIou": -100, "minLargestPiece": 0 },
              "batchSize": 2
            }
            """);
        File.WriteAllText(_folder.PathOf("plan.json"), $$"""
            {
              "base": "base.json",
              "common": {
                "stages": [
                  { "name": "first", "steps": 1, "maskShare": 0, "sets": { "dSem": 1 } },
                  { "name": "second", "steps": 1, "maskShare": 0, "sets": { "dSem": 1, "dRef": 1 } }
                ]
              },
              "runs": { "full": {} },
              "rows": [{{rows}}],
              "better": [{{better}}]
            }
            """);
    }
}
