using System.Text.Json;
using Referent.Data.Text;
using Referent.Imaging;
using Referent.Imaging.Geometry;
using Referent.Models.Tris;
using Referent.Torch.Weights;
using Referent.Training.Configuration;
using Referent.Training.Foundations;
using Referent.Training.Loop;
using Referent.Training.Losses;
using Referent.Training.Tris;

namespace Referent.Training.Tests.Tris;

[Collection(nameof(TrainingWorld))]
public sealed class TrisStage1TrainerTests(TrainingWorld world)
{
    private TrisStage1TrainingConfig Config => new()
    {
        Seed = 2,
        Preset = world.Preset,
        Data = new TrisData { SelectionSplit = "train" },
        Backbone = new TrisBackboneSource { Sizes = ResNetClip.Sizes },
        ImageSize = 64,
        Width = 32,
        PictureNegatives = 2,
        BatchSize = 4,
        Steps = 7,
        LearningRate = 1e-2,
        EvaluateEvery = 2,
        EvaluationRefs = 5,
        CheckpointEvery = 3,
    };

    [Theory]
    [InlineData(2, 5, TrisSelection.Last)]
    [InlineData(4, 6, TrisSelection.Judged)]
    public void A_run_stopped_and_killed_on_its_way_ends_in_the_same_bytes(int stopAfter, int killAfter, TrisSelection selection)
    {
        Runs.AssertResumes(TrisStage1Trainer.Run, Config with { Selection = selection }, world.Root, world.NewFolder(), stopAfter, killAfter, "best.safetensors", "vocabulary.txt");
    }

    [Fact]
    public void A_run_that_falls_apart_stops_with_stage_step_and_samples()
    {
        Runs.AssertStopsWhereNotFinite(TrisStage1Trainer.Run, Config with { LearningRate = 1e30, CheckpointEvery = 1 }, world.Root, world.NewFolder(), "tris-stage1, step ", "samples: ");
    }

    [Fact]
    public void The_ground_truth_has_no_influence()
    {
        Runs.AssertSame(TrisStage1Trainer.Run, Config, world.Root, world.CopyWithScrambledTruth(), world.NewFolder(), "best.safetensors");
    }

    [Fact]
    public void Gradients_are_clipped_only_where_the_configuration_says_so()
    {
        string free = world.NewFolder(), cut = world.NewFolder();
        Runs.Whole(TrisStage1Trainer.Run, Config with { Steps = 2 }, world.Root, free);
        Runs.Whole(TrisStage1Trainer.Run, Config with { Steps = 2, ClipGradients = 1e-12 }, world.Root, cut);

        double[] Of(string folder, string name) => [.. File.ReadLines(Path.Combine(folder, "metrics.jsonl"))
            .Select(line => JsonDocument.Parse(line).RootElement).Where(step => step.TryGetProperty(name, out _)).Select(step => step.GetProperty(name).GetDouble())];
        Assert.Equal(Of(free, "gradientNorm")[0], Of(cut, "gradientNorm")[0]);
        Assert.InRange(Of(cut, "gradientNorm")[0], 1e-3, 1e6);
        Assert.NotEqual(Of(free, "loss")[1], Of(cut, "loss")[1]);
    }

    [Fact]
    public void A_run_may_do_as_the_paper_prints_and_the_result_is_that_first_stage()
    {
        string folder = world.NewFolder();
        TrisStage1TrainingConfig published = Config with
        {
            Prompt = PromptForm.AsPublished,
            Negatives = 5,
            NegativeReduction = NegativeReduction.Sum,
            Shade = CalibrationShade.Raw,
            Steps = 3,
        };
        Runs.Whole(TrisStage1Trainer.Run, published, world.Root, folder);

        (TrisStage1 model, WeightStore store) = TrisStage1.Load(Path.Combine(folder, "final.safetensors"));
        using (store)
        {
            Assert.Equal((PromptForm.AsPublished, 32), (model.Config.Prompt, model.Config.Width));
            Assert.NotEqual(MathF.Log(1 / 0.07f), (float)model.LogitScale.Item(), 0.001f);
        }
    }

    /// <summary>Hazard: the official program never steps what the paper calls learnable.</summary>
    [Fact]
    public void The_temperature_learns_by_default()
    {
        Assert.True(new TrisStage1TrainingConfig().LearnTemperature);
        string folder = world.NewFolder();
        Runs.Whole(TrisStage1Trainer.Run, Config with { Steps = 1 }, world.Root, folder);
        Assert.NotEqual(MathF.Log(1 / 0.07f), Assert.Single(Runs.Weights(folder, "logit_scale")), 2e-3f);
    }

    /// <summary>Hazards: the cut of long texts, the colours, the equal texts, the top-up; each is the fixed one unless another is asked for.</summary>
    [Fact]
    public void What_surprises_in_the_official_program_is_asked_for_by_name()
    {
        TrisStage1TrainingConfig config = new();
        Assert.Equal(
            (TextCut.KeepEnd, MaskedColours.Clip, CalibrationShade.Sigmoid, EqualTexts.Own, NegativeTopUp.WholeSet, TrisSelection.Last),
            (config.TextCut, config.Colours, config.Shade, config.EqualTexts, config.TopUp, config.Selection));
        Assert.Equal((TextCut.KeepEnd, TrisStage2Schedule.EveryStep), (new TrisStage2TrainingConfig().TextCut, new TrisStage2TrainingConfig().Schedule));

        string ours = world.NewFolder(), released = world.NewFolder();
        TrisStage1TrainingConfig asReleased = Config with
        {
            TextLength = 5,
            TextCut = TextCut.AsReleased,
            Colours = MaskedColours.AsReleased,
            EqualTexts = EqualTexts.AsReleased,
            TopUp = NegativeTopUp.AsReleased,
            LearnTemperature = false,
            Steps = 1,
        };
        Runs.Whole(TrisStage1Trainer.Run, Config with { TextLength = 5, Steps = 1 }, world.Root, ours);
        Runs.Whole(TrisStage1Trainer.Run, asReleased, world.Root, released);
        Assert.NotEqual(MetricOf(ours, "loss"), MetricOf(released, "loss"));
    }

    [Fact]
    public void The_judge_may_see_pictures_through_responses_as_they_are()
    {
        string sigmoid = world.NewFolder(), raw = world.NewFolder();
        Runs.Whole(TrisStage1Trainer.Run, Config with { Steps = 1 }, world.Root, sigmoid);
        Runs.Whole(TrisStage1Trainer.Run, Config with { Steps = 1, Shade = CalibrationShade.Raw }, world.Root, raw);
        Assert.Equal(MetricOf(sigmoid, "classification"), MetricOf(raw, "classification"));
        Assert.NotEqual(MetricOf(sigmoid, "own"), MetricOf(raw, "own"));
    }

    /// <summary>Hazard: the official program cuts the texts of the CLIP that judges, too.</summary>
    [Fact]
    public void The_judge_reads_all_of_a_text_or_what_the_official_program_leaves_of_it()
    {
        const string Text = "the small green dog to the left of the large red car";
        using JudgeClip whole = JudgeClip.Of(Config with { TextLength = 5 });
        using JudgeClip cut = JudgeClip.Of(Config with { TextLength = 5, TextCut = TextCut.AsReleased });
        int[] read = whole.Tokenize(Text);
        Assert.True(read.Length > 5);
        Assert.Equal(read[..5], cut.Tokenize(Text));
    }

    [Fact]
    public void The_official_program_leaves_the_temperature_and_the_result_may_be_what_fits_best()
    {
        string folder = world.NewFolder();
        Runs.Whole(TrisStage1Trainer.Run, Config with { LearnTemperature = false, Selection = TrisSelection.Judged }, world.Root, folder);

        double[] fits = [.. Runs.Metrics(folder).Where(line => line.TryGetProperty("fit", out _)).Select(line => line.GetProperty("fit").GetDouble())];
        Assert.Equal(4, fits.Length);
        Assert.Equal(Runs.Weights(folder, "lan_project.weight", "best.safetensors").Select(weight => (float)(Half)weight), Runs.Weights(folder, "lan_project.weight"));
        Assert.Equal(MathF.Log(1 / 0.07f), Assert.Single(Runs.Weights(folder, "logit_scale", "best.safetensors")), 1e-6f);
    }

    [Fact]
    public void The_backbone_starts_from_a_trained_CLIP_and_its_vocabulary()
    {
        string clip = ResNetClip.Train(world), folder = world.NewFolder();
        TrisStage1TrainingConfig config = Config with
        {
            Backbone = new TrisBackboneSource { Weights = Path.Combine(clip, "final.safetensors") },
            BackboneRate = 0,
            Steps = 1,
        };
        Runs.Whole(TrisStage1Trainer.Run, config, world.Root, folder);

        Assert.Equal(File.ReadAllText(Path.Combine(clip, "vocabulary.txt")), File.ReadAllText(Path.Combine(folder, "vocabulary.txt")));
        Assert.Equal(Runs.Weights(clip, "visual.layer4.0.conv2.weight"), Runs.Weights(folder, "backbone.visual.layer4.0.conv2.weight"));
    }

    [Fact]
    public void The_loss_is_the_sum_of_its_terms_with_their_weights()
    {
        string folder = world.NewFolder();
        Runs.Whole(TrisStage1Trainer.Run, Config with { Steps = 2 }, world.Root, folder);
        Assert.All(Runs.Metrics(folder).Where(line => line.TryGetProperty("loss", out _)), line => Assert.Equal(
            (5 * Of(line, "classification")) + Of(line, "own") + (2 * Of(line, "pictureNegatives")), Of(line, "loss"), 1e-4));

        static double Of(System.Text.Json.JsonElement line, string term) => line.GetProperty(term).GetDouble();
    }

    [Theory]
    [InlineData(PromptHalves.Both)]
    [InlineData(PromptHalves.TextToVisual)]
    [InlineData(PromptHalves.VisualToText)]
    [InlineData(PromptHalves.None)]
    public void A_preset_takes_the_run_and_segments_by_it_whatever_halves_its_prompt_has(PromptHalves halves)
    {
        string run = world.NewFolder(), preset = world.NewFolder();
        Runs.Whole(TrisStage1Trainer.Run, Config with { Steps = 1, PromptHalves = halves }, world.Root, run);
        (TrisStage1 model, WeightStore store) = TrisStage1.Load(Path.Combine(run, "final.safetensors"));
        using (store)
        {
            Assert.Equal(halves, model.Config.Halves);
        }

        PresetAssembly.Write(preset, "mine", new PresetSources { TrisStage1 = run });

        using Segmenter segmenter = Segmenter.Load(new SegmenterOptions { Preset = preset, Device = DeviceChoice.Cpu });
        Assert.Equal((SegmentationMethod.Tris, 64, 20), (segmenter.Method, segmenter.Preset.Tris!.ImageSize, segmenter.Preset.Tris.TextLength));
        using EmbeddedImage image = segmenter.Embed(new RgbImage(new ImageSize(30, 50)));
        Assert.Equal(new ImageSize(30, 50), segmenter.Segment(image, "the red car").Mask.Size);
    }

    [Fact]
    public void All_faults_of_a_configuration_are_reported_at_once()
    {
        string message = Assert.Throws<ConfigException>(() => (Config with { ImageSize = 50, BatchSize = 1, Backbone = new TrisBackboneSource() }).Validate()).Message;
        Assert.Contains("imageSize", message, StringComparison.Ordinal);
        Assert.Contains("batchSize", message, StringComparison.Ordinal);
        Assert.Contains("backbone", message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_backbone_that_is_a_vision_transformer_is_refused() =>
        Assert.Contains("resnet", Assert.Throws<TrainingException>(() => TrisStage1Trainer.Run(
            Config with { Backbone = new TrisBackboneSource { Sizes = ResNetClip.Sizes with { Tower = ImageTowerKind.Transformer } } },
            world.Root,
            new RunOptions { OutputDirectory = world.NewFolder() })).Message, StringComparison.Ordinal);

    private static double MetricOf(string run, string name) => Runs.Metrics(run).Single(line => line.TryGetProperty(name, out _)).GetProperty(name).GetDouble();
}
