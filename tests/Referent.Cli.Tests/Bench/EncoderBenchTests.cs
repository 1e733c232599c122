using Referent.Cli.Bench;
using Referent.Cli.Commands;
using Referent.Models.Clip;
using Referent.Models.Sam;

namespace Referent.Cli.Tests.Bench;

public sealed class EncoderBenchTests
{
    private static readonly ClipConfig SmallClip = new()
    {
        EmbedDim = 32,
        Vision = new ClipVisionConfig { ImageSize = 32, PatchSize = 8, Width = 64, Layers = 2, Heads = 2 },
        Text = new ClipTextConfig { ContextLength = 16, VocabularySize = 100, Width = 64, Layers = 2, Heads = 2 },
    };

    /// <summary>Counted on the published code, in 10^9 operations; the encoder of SAM without the tokens that pad windows.</summary>
    [Fact]
    public void The_arithmetic_is_that_of_the_published_networks()
    {
        Assert.Equal(938, EncoderWork.Of(SamConfig.VitB) / 1e9, 1.0);
        Assert.Equal(3.73, EncoderWork.OfDecoder(SamConfig.VitB, points: 8) / 1e9, 0.05);
        Assert.Equal(35.1, EncoderWork.Of((ClipVisionConfig)ClipPresets.VitB16.Vision) / 1e9, 0.05);
        Assert.Equal(5.96, EncoderWork.Of(ClipPresets.VitB16.Text, tokens: 77) / 1e9, 0.05);
    }

    [Fact]
    public void Every_network_gets_a_line()
    {
        StringWriter output = new();
        BenchEncodersCommand.Write(new EncoderBench(SamConfig.Tiny, SmallClip, times: 1), output);
        string[] lines = output.ToString().Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.Matches(@"^libtorch .+, \d+ threads, .+; best Float32 product of the networks \d+ GFLOP/s$", lines[0]);
        string[] names = ["SAM image encoder, 256 x 256", "SAM decoder, 8 points", "  and gradient of the points", "CLIP image tower, 32 x 32", "CLIP text tower, 8 tokens", "CLIP text tower, 16 tokens"];
        Assert.Equal(names.Length, lines.Length - 2);
        Assert.All(names.Zip(lines.Skip(2)), pair => Assert.Matches($@"^{pair.First} +\d+\.\d +\d+\.\d +\d+ +\d+ % +\d+\.\d\d +\d+$", pair.Second));
    }

    [Fact]
    public void No_runs_at_all_is_a_usage_error()
    {
        ProgramRun run = ProgramRun.Of("bench", "encoders", "--times", "0");
        Assert.Equal(2, run.Status);
        Assert.Contains("--times is a whole number from 1.", run.Errors, StringComparison.Ordinal);
    }
}
