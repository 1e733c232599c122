using System.Text.Json;
using System.Text.RegularExpressions;
using Referent.Imaging;
using Referent.Imaging.Geometry;
using Referent.TestSupport;
using Referent.Training.Loop;
using Referent.Training.Ppt;
using Referent.Training.Ppt.Labels;

namespace Referent.Training.Tests.Ppt;

[Collection(nameof(TrainingWorld))]
public sealed class PptTrainerTests(TrainingWorld world)
{
    private PptConfig Config => new()
    {
        Seed = 2,
        Preset = world.Preset,
        Model = new PptSizes { Blocks = [1, 2, 3], AdapterWidth = 8, Width = 32, Queries = 3, Points = 4 },
        Loss = new PptLossWeights { Noun = 0.5 },

        // The masks of random weights deserve no trust, but they are masks.
        Pool = new PptPool { Collages = 4, RisPictures = 0, ObjectPictures = 0, MinPredictedIou = -100, MinLargestPiece = 0 },
        BatchSize = 5,
        WarmupSteps = 2,
        CheckpointEvery = 3,
        Stages =
        [
            new PptStage { Name = "semantic", Steps = 4, MaskShare = 0, Sets = new() { ["dSem"] = 1, ["hSem"] = 1 } },
            new PptStage { Name = "ris", Steps = 4, RoundSteps = 3, MinOverlap = 0, Sets = new() { ["dSem"] = 1, ["dRef"] = 1, ["dNone"] = 1, ["hGroup"] = 1, ["hRef"] = 1 } },
        ],
    };

    [Theory]
    [InlineData(2, 5)]
    [InlineData(4, 7)]
    public void A_run_stopped_and_killed_on_its_way_ends_in_the_same_bytes(int stopAfter, int killAfter)
    {
        string root = Labelled(world.Copy());
        Runs.AssertResumes(PptTrainer.Run, Config, root, world.NewFolder(), stopAfter, killAfter, "samples/1-semantic.jpg", "samples/2-ris.jpg", "stages/1-semantic/final.safetensors", "selections/2-1-hRef.json", "selections/2-2-hRef.json", "selections/2-2-hGroup.json");
    }

    [Fact]
    public void A_run_that_writes_fusion_back_resumes_and_its_preset_segments()
    {
        PptConfig config = Config with { Model = Config.Model with { WriteBack = true } };
        string root = Labelled(world.Copy()), preset = world.NewFolder(), alone = world.NewFolder();
        string run = Runs.AssertResumes(PptTrainer.Run, config, root, world.NewFolder(), stopAfter: 2, killAfter: 7, "selections/2-1-hRef.json");
        Runs.Whole(PptTrainer.Run, Config, root, alone);
        Assert.NotEqual(Runs.Losses(alone)[0], Runs.Losses(run)[0]);
        MicroPreset.Write(preset);

        PresetAssembly.Write(preset, "mine", new PresetSources { Ppt = run });

        using Segmenter segmenter = Segmenter.Load(new SegmenterOptions { Preset = preset, Device = DeviceChoice.Cpu });
        Assert.True(segmenter.Preset.Generator!.Config.WriteBack);
        string kept = Path.Combine(preset, "picture.safetensors");
        using EmbeddedImage image = segmenter.Embed(new RgbImage(new ImageSize(30, 50)));
        image.Save(kept);
        using EmbeddedImage loaded = segmenter.LoadEmbedded(kept);
        Segmentation found = segmenter.Segment(image, "the red car");
        Assert.Equal(new ImageSize(30, 50), found.Mask.Size);
        Assert.Equal(found.Mask.Pixels, segmenter.Segment(loaded, "the red car").Mask.Pixels);
    }

    [Fact]
    public void A_run_killed_between_a_stage_and_what_is_kept_of_it_keeps_it_when_it_goes_on()
    {
        string root = Labelled(world.Copy());
        string whole = world.NewFolder(), killed = world.NewFolder();
        Runs.Whole(PptTrainer.Run, Config, root, whole);
        Runs.InPieces(PptTrainer.Run, Config, root, killed, stopAfter: 4, killAfter: 5, between: () =>
        {
            Directory.Delete(Path.Combine(killed, "stages"), recursive: true);
            Directory.Delete(Path.Combine(killed, "samples"), recursive: true);
        });
        Runs.AssertSameResults(whole, killed, "samples/1-semantic.jpg", "stages/1-semantic/final.safetensors");
    }

    [Fact]
    public void A_set_that_is_left_out_has_no_influence()
    {
        PptStage stage = Config.Stages[0];
        string alone = world.NewFolder(), without = world.NewFolder(), root = Labelled(world.Copy());
        Runs.Whole(PptTrainer.Run, Config with { Stages = [stage with { Sets = new() { ["hSem"] = 1 } }] }, root, alone);
        Runs.Whole(PptTrainer.Run, Config with { Without = ["dSem"], Stages = [stage] }, root, without);
        Assert.Equal(File.ReadAllBytes(Path.Combine(alone, "metrics.jsonl")), File.ReadAllBytes(Path.Combine(without, "metrics.jsonl")));
    }

    [Fact]
    public void The_ground_truth_has_no_influence()
    {
        Runs.AssertSame(PptTrainer.Run, Config, Labelled(world.Copy()), Labelled(world.CopyWithScrambledTruth()), world.NewFolder());
    }

    [Fact]
    public void Runs_of_several_seeds_share_features_and_those_that_are_damaged_change_nothing()
    {
        string root = Labelled(world.Copy()), elsewhere = world.NewFolder();
        string sound = world.NewFolder(), other = world.NewFolder(), damaged = world.NewFolder();
        List<string> made = [];
        RunOptions options = new() { OutputDirectory = sound, FeatureFolder = elsewhere, Progress = new Prepared(made) };
        Assert.True(PptTrainer.Run(Config, root, options));
        Assert.NotEmpty(made);
        Assert.False(Directory.Exists(Path.Combine(root, "features")));
        made.Clear();
        Assert.True(PptTrainer.Run(Config with { Seed = 3 }, root, options with { OutputDirectory = other }));
        Assert.Empty(made);

        string shard = Assert.Single(Directory.GetFiles(elsewhere, "*.features"));
        byte[] bytes = File.ReadAllBytes(shard);
        for (int at = bytes.Length / 4; at < bytes.Length; at += bytes.Length / 7)
        {
            bytes[at] ^= 0x20;
        }

        File.WriteAllBytes(shard, bytes);
        Assert.True(PptTrainer.Run(Config, root, options with { OutputDirectory = damaged }));
        Runs.AssertSameResults(sound, damaged);
    }

    [Fact]
    public void Nothing_of_the_ground_truth_need_be_there() =>
        Runs.AssertSame(PptTrainer.Run, Config, Labelled(world.Copy()), Labelled(world.CopyWithoutTruth()), world.NewFolder());

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    public void A_run_that_falls_apart_stops_with_stage_step_and_pictures(double maskShare)
    {
        PptConfig config = Config with
        {
            LearningRate = 1e30,
            CheckpointEvery = 1,
            Stages = [new PptStage { Name = "ris", Steps = 5, MaskShare = maskShare, Sets = new() { ["dRef"] = 1, ["hSem"] = 1 } }],
        };
        Runs.AssertStopsWhereNotFinite(
            PptTrainer.Run, config, Labelled(world.Copy()), world.NewFolder(), "ppt, step ", "loss is NaN", "images/", "composed picture ", "stage ris");
    }

    [Fact]
    public void A_stage_without_rounds_goes_on_with_the_referents_chosen_last()
    {
        PptStage ris = new() { Name = "ris", Steps = 4, RoundSteps = 2, MinOverlap = 0, Sets = new() { ["hRef"] = 1 } };
        PptStage masks = ris with { Name = "masks", Steps = 3, RoundSteps = 0 };
        string root = Labelled(world.Copy()), kept = world.NewFolder(), unchosen = world.NewFolder();

        // Goes on in the second stage where only the second round's choice can be read.
        Runs.InPieces(PptTrainer.Run, Config with { Stages = [ris, masks] }, root, kept, stopAfter: 5, killAfter: 6, () =>
            File.WriteAllText(Path.Combine(kept, "selections", "1-1-hRef.json"), "[]"));
        Runs.Whole(PptTrainer.Run, Config with { Stages = [masks] }, root, unchosen);
        Assert.Equal(["1-1-hRef.json", "1-2-hRef.json"], Directory.GetFiles(Path.Combine(kept, "selections")).Select(Path.GetFileName).Order());
        Assert.All(Scores(kept), score => Assert.True(score > 0));
        Assert.All(Scores(unchosen), score => Assert.Equal(0, score));

        static double[] Scores(string run) => [.. Runs.Metrics(run).Select(line => line.GetProperty("score").GetDouble())];
    }

    [Fact]
    public void A_set_that_there_is_not_is_named_with_those_there_are_and_a_stage_wants_one()
    {
        PptConfig unknown = Config with { Stages = [new PptStage { Name = "ris", Steps = 1, Sets = new() { ["hRel"] = 1 } }] };
        string message = Assert.Throws<TrainingException>(unknown.Validate).Message;
        Assert.Contains("no set hRel", message, StringComparison.Ordinal);
        Assert.Contains("no set dref", Assert.Throws<TrainingException>((Config with { Without = ["dref"] }).Validate).Message, StringComparison.Ordinal);
        Assert.Contains("dSem, dRef, dNone, hSem, hRef, hGroup", message, StringComparison.Ordinal);
        PptConfig nothing = Config with { Stages = [new PptStage { Name = "ris", Steps = 1, Sets = new() { ["hRef"] = 0 } }] };
        Assert.Contains("ris trains on nothing", Assert.Throws<TrainingException>(nothing.Validate).Message, StringComparison.Ordinal);
        (Config with { Stages = [Config.Stages[0], nothing.Stages[0] with { Steps = 0 }] }).Validate();
    }

    [Fact]
    public void A_set_without_samples_is_told_before_anything_is_trained()
    {
        string root = Labelled(world.Copy());
        File.WriteAllText(Path.Combine(root, LabelFiles.Folder, LabelFiles.Sentences), string.Empty);
        PptConfig config = Config with { Stages = [new PptStage { Name = "ris", Steps = 1, Sets = new() { ["hSem"] = 1 } }] };
        RunOptions options = new() { OutputDirectory = world.NewFolder() };
        string message = Assert.Throws<TrainingException>(() => PptTrainer.Run(config, root, options)).Message;
        Assert.False(RunSession.HasBegun(options.OutputDirectory));
        Assert.Contains("hSem, which has no samples", message, StringComparison.Ordinal);
    }

    [Fact]
    public void Labels_that_do_not_say_which_sentences_belong_together_are_told_before_anything_is_trained()
    {
        string root = Labelled(world.Copy()), run = world.NewFolder();
        string sentences = Path.Combine(root, LabelFiles.Folder, LabelFiles.Sentences);
        File.WriteAllText(sentences, Regex.Replace(File.ReadAllText(sentences), "\"ref\":\\d+,", string.Empty));
        string message = Assert.Throws<TrainingException>(() => PptTrainer.Run(Config, root, new RunOptions { OutputDirectory = run })).Message;
        Assert.Contains("before version 2", message, StringComparison.Ordinal);
        Assert.False(File.Exists(Path.Combine(run, "metrics.jsonl")));
    }

    [Fact]
    public void Referents_of_hGroup_must_be_chosen()
    {
        PptConfig config = Config with { Stages = [new PptStage { Name = "domain", Steps = 1, Sets = new() { ["hGroup"] = 1 } }] };
        Assert.Contains("roundSteps", Assert.Throws<TrainingException>(config.Validate).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_round_in_which_no_ref_has_a_referent_is_told()
    {
        PptConfig config = Config with { Stages = [new PptStage { Name = "domain", Steps = 1, RoundSteps = 1, MinOverlap = 1.1, Sets = new() { ["hGroup"] = 1 } }] };
        string message = Assert.Throws<TrainingException>(() => PptTrainer.Run(config, Labelled(world.Copy()), new RunOptions { OutputDirectory = world.NewFolder() })).Message;
        Assert.Contains("stage domain no candidate of hGroup has a mean overlap of 1.1", message, StringComparison.Ordinal);
    }

    /// <summary>Its first step comes from the same weights, batch and expressions.</summary>
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void In_BFloat16_a_step_is_nearly_that_in_Float32(bool writeBack)
    {
        string root = Labelled(world.Copy());
        double[] losses = [.. new[] { false, true }.Select(rough =>
        {
            string run = world.NewFolder();
            Runs.Whole(PptTrainer.Run, Config with { BFloat16 = rough, Model = Config.Model with { WriteBack = writeBack }, Stages = [Config.Stages[0] with { Steps = 1 }] }, root, run);
            using var metrics = JsonDocument.Parse(File.ReadLines(Path.Combine(run, "metrics.jsonl")).First());
            return metrics.RootElement.GetProperty("loss").GetDouble();
        })];
        Assert.NotEqual(losses[0], losses[1]);

        // BFloat16 has 8 bits of mantissa, and errors of 0.4 % add up over three stages.
        Assert.Equal(losses[0], losses[1], tolerance: 0.03 * losses[0]);
    }

    [Fact]
    public void Nouns_are_contrasted_by_an_adapter_and_an_adapter_has_responses_or_nothing_begins()
    {
        foreach (PptSizes sizes in (PptSizes[])[Config.Model with { AdapterWidth = 0 }, Config.Model with { Responses = false }])
        {
            string message = Assert.Throws<TrainingException>(() => PptTrainer.Run(Config with { Model = sizes }, world.Root, new RunOptions { OutputDirectory = world.NewFolder() })).Message;
            Assert.Contains("model.adapterWidth", message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void Without_labels_it_says_what_makes_them() =>
        Assert.Throws<FileNotFoundException>(() => PptTrainer.Run(Config, world.Root, new RunOptions { OutputDirectory = world.NewFolder() }));

    private string Labelled(string root)
    {
        world.Label(root);
        return root;
    }

    /// <summary>Notes what is made before the first step.</summary>
    private sealed class Prepared(List<string> made) : IProgress<StepReport>
    {
        public void Report(StepReport value)
        {
            if (value.Metrics.Count == 0)
            {
                made.Add(value.Stage);
            }
        }
    }
}
