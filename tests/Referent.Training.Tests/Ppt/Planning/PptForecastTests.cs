using Referent.TestSupport;
using Referent.Training.Configuration;
using Referent.Training.Ppt;
using Referent.Training.Ppt.Data;
using Referent.Training.Ppt.Planning;

namespace Referent.Training.Tests.Ppt.Planning;

[Collection(nameof(TrainingWorld))]
public sealed class PptForecastTests(TrainingWorld world)
{
    [Fact]
    public void The_published_setting_takes_steps_at_full_size_and_says_what_it_wants()
    {
        PptConfig config = ConfigFile.Load<PptConfig>(Path.Combine(Fixtures.RepositoryRoot, "configs", "ppt-refcoco.json"), []);

        PptForecast forecast = PptForecast.Make(config, world.NewFolder(), DeviceChoice.Cpu);

        Assert.Equal(20_718_449, forecast.Parameters);
        Assert.Equal(2 * ((3 * 196 * 768) + (256 * 64 * 64)), forecast.PictureBytes);
        Assert.Equal((94_250, 0), forecast.Steps);
        Assert.Null(forecast.Pictures);
        Assert.InRange(forecast.FrozenBytes, 900_000_000, 1_000_000_000);
        Assert.True(forecast.MaskStepSeconds > 0 && forecast.PointStepSeconds > 0);

        // Each of SAM's attentions from 4,096 places to 23 tokens, and the other way, is kept for each of three masks.
        Assert.InRange(forecast.SampleBytes!.Value, 50_000_000, 5_000_000_000);
        Assert.Contains("20,718,449", forecast.Lines().First(), StringComparison.Ordinal);
    }

    [Fact]
    public void Fusion_that_is_written_back_keeps_the_tokens_of_the_tower_and_takes_steps_with_it()
    {
        PptConfig config = new() { Preset = world.Preset, Model = new PptSizes { Blocks = [1, 2, 3], Width = 32, WriteBack = true } };

        PptForecast forecast = PptForecast.Make(config, world.NewFolder(), DeviceChoice.Cpu);

        // Three stages of 8 x 8, four tiles of as many and a class token, SAM's embedding.
        Assert.Equal(2 * ((3 * 64 * 64) + (4 * 65 * 64) + (32 * 8 * 8)), forecast.PictureBytes);
        Assert.True(forecast.PointStepSeconds > 0);
    }

    [Fact]
    public void Pictures_are_counted_as_a_run_would_have_them()
    {
        string root = world.Copy();
        world.Label(root);
        PptConfig config = new()
        {
            Preset = world.Preset,
            Model = new PptSizes { Blocks = [1, 2, 3], Width = 32 },
            Pool = new PptPool { Collages = 4, SemanticPictures = 2, MinPredictedIou = -100, MinLargestPiece = 0 },
        };

        Assert.Equal(PptDataset.Load(config.Pool, root).PictureCount, PptForecast.Make(config, root, DeviceChoice.Cpu).Pictures);
    }
}
