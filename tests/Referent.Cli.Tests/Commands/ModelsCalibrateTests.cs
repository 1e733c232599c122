using System.Text.Json;
using Referent.Data.World;
using Referent.Data.World.Packs;
using Referent.TestSupport;

namespace Referent.Cli.Tests.Commands;

public sealed class ModelsCalibrateTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public ModelsCalibrateTests()
    {
        MicroPreset.Write(Preset);
        WorldGenerator.Generate(new WorldOptions { Seed = 1909, Scenes = 3, Splits = SplitShares.Parse("val=1") }, SpritePack.Open("noto"), Data);
    }

    private string Preset => _folder.PathOf("preset");

    private string Data => _folder.PathOf("world");

    [Fact]
    public void The_threshold_that_it_writes_decides_what_counts_as_found()
    {
        Assert.True(Found());
        Assert.Equal(0, Calibrate().Status);
        ProgramRun told = Calibrate("--keep", "0.9");
        Assert.True(told.Status == 0, told.Errors);
        Assert.Contains("area under the curve 0.", told.Output, StringComparison.Ordinal);
        Assert.Equal(0, MinPresence());

        Assert.Equal(told.Output, Calibrate("--keep", "0.9", "--write").Output);
        Assert.Contains($"{MinPresence():F4}", told.Output.Split('\n').Single(line => line.EndsWith("chosen", StringComparison.Ordinal)), StringComparison.Ordinal);
        Assert.InRange(MinPresence(), 0.01, 0.99);

        string path = Path.Combine(Preset, "preset.json");
        File.WriteAllText(path, File.ReadAllText(path).Replace($"\"minPresence\": {MinPresence()}", "\"minPresence\": 0.9999", StringComparison.Ordinal));
        Assert.False(Found());
    }

    [Theory]
    [InlineData("--keep", "0")]
    [InlineData("--limit", "1")]
    public void Values_out_of_range_are_refused(string option, string value) => Assert.Equal(2, Calibrate(option, value).Status);

    public void Dispose() => _folder.Dispose();

    private ProgramRun Calibrate(params string[] more) => ProgramRun.Of(["models", "calibrate", Preset, "--data", Data, .. more]);

    private double MinPresence()
    {
        using JsonDocument preset = JsonDocument.Parse(File.ReadAllBytes(Path.Combine(Preset, "preset.json")));
        return preset.RootElement.GetProperty("generator").TryGetProperty("minPresence", out JsonElement value) ? value.GetDouble() : 0;
    }

    private bool Found()
    {
        string picture = Directory.EnumerateFiles(Data, "*.jpg", SearchOption.AllDirectories).Order(StringComparer.Ordinal).First();
        ProgramRun run = ProgramRun.Of("segment", picture, "the cat", "--method", "ppt", "--preset", Preset, "--json");
        using JsonDocument line = JsonDocument.Parse(run.Output);
        return line.RootElement.GetProperty("found").GetBoolean();
    }
}
