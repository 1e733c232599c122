using Referent.Data.Text;
using Referent.Imaging;
using Referent.Imaging.Geometry;
using Referent.Training.Configuration;
using Referent.Training.Loop;
using Referent.Training.Tris;

namespace Referent.Training.Tests.Tris;

[Collection(nameof(TrainingWorld))]
public sealed class TrisStage2TrainerTests : IDisposable
{
    private readonly TrainingWorld _world;
    private readonly string _labels;

    public TrisStage2TrainerTests(TrainingWorld world)
    {
        _world = world;
        _labels = world.NewFolder();
        LabelledWorld.WriteMasks(world.Root, _labels);
    }

    private TrisStage2TrainingConfig Config => new()
    {
        Seed = 2,
        Preset = _world.Preset,
        Labels = _labels,
        Data = new TrisData { SelectionSplit = "train" },
        Backbone = new TrisBackboneSource { Sizes = ResNetClip.Sizes },
        ImageSize = 64,
        TextLength = 12,
        BatchSize = 4,
        Steps = 7,
        LearningRate = 1e-2,
        EvaluateEvery = 2,
        EvaluationRefs = 5,
        CheckpointEvery = 3,
    };

    [Theory]
    [InlineData(TrisSelection.Last)]
    [InlineData(TrisSelection.Judged)]
    public void A_run_stopped_and_killed_on_its_way_ends_in_the_same_bytes(TrisSelection selection)
    {
        TrisStage2TrainingConfig config = Config with { Selection = selection };
        string whole = Runs.AssertResumes(TrisStage2Trainer.Run, config, _world.Root, _world.NewFolder(), stopAfter: 2, killAfter: 5, "vocabulary.txt");
        Assert.Equal(selection == TrisSelection.Judged, File.Exists(Path.Combine(whole, "best.safetensors")));
    }

    [Fact]
    public void A_run_that_falls_apart_stops_with_stage_step_and_samples()
    {
        Runs.AssertStopsWhereNotFinite(TrisStage2Trainer.Run, Config with { LearningRate = 1e30, CheckpointEvery = 1 }, _world.Root, _world.NewFolder(), "tris-stage2, step ", "samples: ");
    }

    [Fact]
    public void The_ground_truth_has_no_influence()
    {
        TrisStage2TrainingConfig config = Config with { Selection = TrisSelection.Judged };
        Runs.AssertSame(TrisStage2Trainer.Run, config, _world.Root, _world.CopyWithScrambledTruth(), _world.NewFolder(), "best.safetensors");
    }

    [Fact]
    public void It_learns_the_pseudo_masks()
    {
        string run = _world.NewFolder();
        Runs.Whole(TrisStage2Trainer.Run, Config with { Steps = 20, CheckpointEvery = 20 }, _world.Root, run);
        double[] losses = Runs.Losses(run);
        Assert.True(losses[^5..].Average() < 0.8 * losses[0], $"The loss went from {losses[0]} to {losses[^1]}.");
        Assert.Contains(Runs.Metrics(run), line => line.GetProperty("pseudoIou").GetDouble() > 0.05);
    }

    [Fact]
    public void Mask_picture_and_sentence_of_a_batch_belong_together()
    {
        var refs = LabelledWorld.Refs(_world.Root).SkipLast(1).ToArray();
        var masks = Training.Tris.Labels.TrisLabelFiles.ReadMasks(_labels).ToDictionary(label => label.RefId, label => label.Mask);
        TrisTexts texts = new(refs, text => [text.Length, 1, 0]);
        TrisStage2Batches batches = new(Config with { BatchSize = refs.Length }, refs, texts, masks);
        TrisStage2Batch batch = batches.Make(0);

        Assert.Equal(3, batch.Texts.Length);
        Assert.Equal(refs.Length, batch.Names.Distinct().Count());
        for (int i = 0; i < refs.Length; i++)
        {
            var item = Assert.Single(refs, item => item.Sentences.Any(sentence => batch.Names[i] == $"{item.ImagePath}, \"{sentence.Text}\""));
            double share = batch.Masks.AsSpan(i * 64 * 64, 64 * 64).ToArray().Average();
            Assert.Equal((double)masks[item.RefId].Area / masks[item.RefId].Size.PixelCount, share, 0.03);
        }
    }

    [Fact]
    public void The_official_program_lets_the_rate_fall_by_a_step_in_an_epoch()
    {
        string every = _world.NewFolder(), released = _world.NewFolder();
        Runs.Whole(TrisStage2Trainer.Run, Config with { BatchSize = 2, Steps = 3 }, _world.Root, every);
        Runs.Whole(TrisStage2Trainer.Run, Config with { BatchSize = 2, Steps = 3, Schedule = TrisStage2Schedule.AsReleased }, _world.Root, released);
        Assert.Equal(Runs.Losses(every)[..2], Runs.Losses(released)[..2]);
        Assert.NotEqual(Runs.Losses(every)[2], Runs.Losses(released)[2]);
    }

    [Fact]
    public void A_preset_takes_the_run_beside_the_first_stage_of_the_same_words_and_segments_by_it()
    {
        string run1 = _world.NewFolder(), run2 = _world.NewFolder(), preset = _world.NewFolder();
        TrisStage1TrainingConfig first = new()
        {
            Preset = _world.Preset,
            Data = Config.Data,
            Backbone = Config.Backbone,
            ImageSize = 64,
            Width = 32,
            TextLength = 12,
            BatchSize = 4,
            Steps = 1,
            EvaluationRefs = 2,
        };
        Runs.Whole(TrisStage1Trainer.Run, first, _world.Root, run1);
        Runs.Whole(
            TrisStage2Trainer.Run, Config with { Backbone = new TrisBackboneSource { Weights = Path.Combine(run1, "final.safetensors") }, BackboneRate = 0, Steps = 1 }, _world.Root, run2);
        const string name = "backbone.visual.layer4.0.conv2.weight";
        Assert.Equal(Runs.Weights(run1, name), Runs.Weights(run2, name));

        PresetAssembly.Write(preset, "mine", new PresetSources { TrisStage1 = run1 });
        PresetAssembly.Write(preset, "mine", new PresetSources { TrisStage2 = run2 });
        using (Segmenter segmenter = Segmenter.Load(new SegmenterOptions { Preset = preset, Device = DeviceChoice.Cpu }))
        {
            Assert.NotNull(segmenter.Preset.Tris!.Stage1);
            Assert.NotNull(segmenter.Preset.Tris.Stage2);
            using EmbeddedImage image = segmenter.Embed(new RgbImage(new ImageSize(30, 50)));
            Assert.Equal(new ImageSize(30, 50), segmenter.Segment(image, "the red car").Mask.Size);
        }

        Runs.Whole(TrisStage2Trainer.Run, Config with { TextLength = 9, Steps = 1 }, _world.Root, run2 + "b");
        PresetAssembly.Write(preset, "mine", new PresetSources { TrisStage2 = run2 + "b" });
        Assert.Null(Presets.PresetFolder.Open(preset).Preset.Tris!.Stage1);
    }

    [Fact]
    public void Masks_of_another_data_set_are_refused()
    {
        string other = _world.NewFolder();
        Directory.CreateDirectory(other);
        File.WriteAllText(Path.Combine(other, "masks.jsonl"), string.Empty);
        Assert.Throws<TrainingException>(() => TrisStage2Trainer.Run(Config with { Labels = other }, _world.Root, new RunOptions { OutputDirectory = _world.NewFolder() }));
    }

    [Fact]
    public void All_faults_of_a_configuration_are_reported_at_once()
    {
        string message = Assert.Throws<ConfigException>(() => (Config with { ImageSize = 50, BatchSize = 1, TextCut = TextCut.AsReleased, Backbone = new TrisBackboneSource() }).Validate()).Message;
        Assert.All((string[])["imageSize", "batchSize", "backbone"], key => Assert.Contains(key, message, StringComparison.Ordinal));
    }

    public void Dispose() => Directory.Delete(_labels, recursive: true);
}
