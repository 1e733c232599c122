using Referent.Models.PointPrompting;
using Referent.TestSupport;
using Referent.Training.Configuration;
using Referent.Training.Foundations;
using Referent.Training.Ppt;
using Referent.Training.Tris;

namespace Referent.Training.Tests.Configuration;

public sealed class ConfigFileTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_file_holds_what_differs_and_may_have_comments()
    {
        PptConfig config = Load("""
            {
              // Half the batch of the paper.
              "batchSize": 32,
              "model": { "queries": 5, "norm": "batch", },
              "stages": [{ "name": "only", "steps": 7, "sets": { "dSem": 1 } }]
            }
            """);
        PptConfig expected = new() { BatchSize = 32, Model = new PptSizes { Queries = 5, Norm = BridgerNorm.Batch } };
        Assert.Equal(ConfigFile.Resolve(expected with { Stages = [new PptStage { Name = "only", Steps = 7, Sets = new() { ["dSem"] = 1 } }] }), ConfigFile.Resolve(config));
    }

    [Fact]
    public void A_file_may_hold_the_configurations_of_several_trainings()
    {
        string path = _folder.PathOf("config.json");
        File.WriteAllText(path, """{ "irnet": { "steps": 7 }, "tris-stage2": { "steps": 9, "imageSize": 64 } }""");
        Assert.Equal(7, ConfigFile.Load<IrNetTrainingConfig>(path, [], "irnet").Steps);
        Assert.Equal((5, 64), ConfigFile.Load<TrisStage2TrainingConfig>(path, ["steps=5"], "tris-stage2") is var config ? (config.Steps, config.ImageSize) : default);
        string message = Assert.Throws<ConfigException>(() => ConfigFile.Load<TrisStage1TrainingConfig>(path, [], "tris-stage1")).Message;
        Assert.Equal($"{path} is for irnet, tris-stage2, not for tris-stage1.", message);
    }

    [Fact]
    public void Overrides_win_over_the_file_and_reach_into_groups()
    {
        PptConfig config = Load(
            """{"batchSize":32,"pool":{"collages":9}}""", "batchSize=8", "pool.risPictures=4", "model.blocks=[1,2]", "preset=base", "learningRate=2e-3");
        Assert.Equal((8, 9, 4, "base", 2e-3), (config.BatchSize, config.Pool.Collages, config.Pool.RisPictures, config.Preset, config.LearningRate));
        Assert.Equal([1, 2], config.Model.Blocks);
        Assert.Equal(new PptSizes().Width, config.Model.Width);
    }

    [Fact]
    public void Elements_of_a_list_are_changed_by_their_names_and_a_list_replaces_a_list()
    {
        const string Stages = """{"stages":[{"name":"points","steps":7,"sets":{"dSem":1}},{"name":"masks","steps":9}]}""";
        PptConfig config = Load(Stages, "stages.masks.steps=5", "stages.points.sets.dRef=2");
        Assert.Equal([("points", 7L), ("masks", 5L)], config.Stages.Select(stage => (stage.Name, stage.Steps)));
        Assert.Equal(new Dictionary<string, double> { ["dSem"] = 1, ["dRef"] = 2 }, config.Stages[0].Sets);
        Assert.Equal("only", Assert.Single(Load(Stages, """stages=[{"name":"only"}]""").Stages).Name);
        Assert.Equal("--set stages.mask.steps=5: stages has nothing of the name 'mask'; the nearest there is 'masks'.", Refusal(Stages, "stages.mask.steps=5"));
        Assert.Equal(new Dictionary<string, double> { ["dRef"] = 2 }, Load(Stages, """stages.points.sets={"dRef":2}""").Stages[0].Sets);
        Assert.Contains("'stages' is a list", Refusal("{}", "stages.ris.steps=5"), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""{"learningRat":1}""", "'learningRat'", "'learningRate'")]
    [InlineData("""{"model":{"quieries":1}}""", "'model.quieries'", "'model.queries'")]
    public void An_unknown_key_names_the_nearest_known_one(string json, string unknown, string nearest)
    {
        string message = Refusal(json);
        Assert.Contains(unknown, message, StringComparison.Ordinal);
        Assert.Contains(nearest, message, StringComparison.Ordinal);
        Assert.Contains("config.json", message, StringComparison.Ordinal);
    }

    [Fact]
    public void An_unknown_key_of_an_override_or_of_a_stage_is_refused_too()
    {
        Assert.Contains("'pool.collages'", Refusal("{}", "pool.colages=3"), StringComparison.Ordinal);
        string misspelt = _folder.Write("config.json", """{"modle":{"queries":2}}""");
        Assert.Contains("'model'", Assert.Throws<ConfigException>(() => ConfigFile.Load<PptConfig>(misspelt, [], "ppt")).Message, StringComparison.Ordinal);
        Assert.Contains("stpes", Refusal("""{"stages":[{"stpes":3}]}"""), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""{"batchSize":"many"}""", "batchSize")]
    [InlineData("""{"batchSize":1.5}""", "batchSize")]
    [InlineData("""{"model":3}""", "model")]
    [InlineData("""{"model":null}""", "model")]
    [InlineData("""{"model":{"norm":"group"}}""", "norm")]
    [InlineData("[1]", "JSON object")]
    [InlineData("{", "config.json")]
    public void A_value_of_the_wrong_type_is_refused_by_name(string json, string named)
    {
        Assert.Contains(named, Refusal(json), StringComparison.Ordinal);
        Assert.DoesNotContain("LineNumber", json == "{" ? "" : Refusal(json), StringComparison.Ordinal);
    }

    [Fact]
    public void An_override_without_a_value_and_a_missing_file_are_refused()
    {
        Assert.Contains("key.key=value", Refusal("{}", "batchSize"), StringComparison.Ordinal);
        string missing = _folder.PathOf("none.json");
        Assert.Contains(missing, Assert.Throws<ConfigException>(() => ConfigFile.Load<PptConfig>(missing, [])).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void All_values_written_down_are_the_same_configuration()
    {
        string resolved = ConfigFile.Resolve(Load("""{"seed":4,"model":{"blocks":[1,3]}}"""));
        Assert.Equal(resolved, ConfigFile.Resolve(Load(resolved)));
    }

    [Fact]
    public void Every_configuration_of_the_repository_can_be_used()
    {
        string[] paths = [.. Directory.EnumerateFiles(Path.Combine(Fixtures.RepositoryRoot, "configs"), "*.json")];
        Assert.NotEmpty(paths);
        Assert.All(paths, path =>
        {
            foreach (string trainer in TrainersOf(path))
            {
                switch (trainer)
                {
                    case "tris-stage1":
                        ConfigFile.Load<TrisStage1TrainingConfig>(path, [], trainer).Validate();
                        break;
                    case "irnet":
                        ConfigFile.Load<IrNetTrainingConfig>(path, [], trainer).Validate();
                        break;
                    case "tris-stage2":
                        ConfigFile.Load<TrisStage2TrainingConfig>(path, [], trainer).Validate();
                        break;
                    case "clip":
                        ConfigFile.Load<ClipTrainingConfig>(path, []);
                        break;
                    case "sam":
                        ConfigFile.Load<SamTrainingConfig>(path, []);
                        break;
                    default:
                        ConfigFile.Load<PptConfig>(path, []).Validate();
                        break;
                }
            }
        });
    }

    private PptConfig Load(string json, params string[] overrides)
    {
        string path = _folder.PathOf("config.json");
        File.WriteAllText(path, json);
        return ConfigFile.Load<PptConfig>(path, overrides);
    }

    [Theory]
    [InlineData("""{"seed":1,"stages":[{"name":"ris","steps":3}]}""", """{"stages":[{"steps":3,"name":"ris"}],"seed":1}""", null)]
    [InlineData("""{"seed":1,"stages":[{"name":"ris","steps":3}]}""", """{"seed":1,"stages":[{"name":"ris","steps":4}]}""", "stages.ris.steps 3, not 4")]
    [InlineData("""{"sizes":[1,2]}""", """{"sizes":[1,3]}""", "sizes.1 2, not 3")]
    [InlineData("""{"sizes":[1,2]}""", """{"sizes":[1]}""", "sizes [1,2], not [1]")]
    [InlineData("""{"a":{"b":null}}""", """{"a":{"b":"x","c":1}}""", "a.b null, not \"x\"")]
    public void Two_configurations_differ_by_a_key_and_two_values(string there, string here, string? difference) =>
        Assert.Equal(difference, ConfigFile.Difference(there, here));

    private string Refusal(string json, params string[] overrides) => Assert.Throws<ConfigException>(() => Load(json, overrides)).Message;

    private static string[] TrainersOf(string path) => Path.GetFileNameWithoutExtension(path) switch
    {
        "tris-tiny" => ["tris-stage1"],
        "tris-irnet-tiny" => ["irnet"],
        "tris-stage2-tiny" => ["tris-stage2"],
        "ablate-ppt" or "ablate-tris" => [],
        "tris-smoke" or "tris-as-released" or "tris-as-published" => ["tris-stage1", "irnet", "tris-stage2"],
        string name when name.Split('-')[0] is "clip" or "sam" or "ppt" => [name.Split('-')[0]],
        _ => throw new InvalidDataException($"{path} is for no trainer."),
    };
}
