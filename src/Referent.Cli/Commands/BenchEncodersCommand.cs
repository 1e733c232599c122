using System.CommandLine;
using System.Globalization;
using Referent.Cli.Bench;
using Referent.Cli.Parsing;
using Referent.Models.Clip;
using Referent.Models.Sam;
using Referent.Torch;

namespace Referent.Cli.Commands;

/// <summary><c>referent bench encoders</c>: how long the full-size networks take beside what their matrix products alone would.</summary>
internal static class BenchEncodersCommand
{
    private static readonly Option<int> Times = new Option<int>("--times")
    {
        Description = "Runs of each network; the small ones ten times as many.",
        DefaultValueFactory = _ => 5,
        HelpName = "N",
    }.Requiring(count => count >= 1, "a whole number from 1");

    private static readonly Option<int?> Threads = new Option<int?>("--threads")
    {
        Description = "By default one for each physical core.",
        HelpName = "N",
    }.Requiring(count => count >= 1, "a whole number from 1");

    private static readonly DTypeOption Products = new();

    public static Command Create()
    {
        Command command = new(
            "encoders",
            "Times CLIP ViT-B/16 and SAM ViT-B with random weights, beside the best rate of their matrix products. Wants an idle machine.")
        {
            Times, Threads, Products,
        };
        command.SetAction(parsed => CommandErrors.Catch(() =>
            Run(parsed.GetValue(Times), parsed.GetValue(Threads), Products.Of(parsed), Console.Out)));
        return command;
    }

    private static void Run(int times, int? threads, DType products, TextWriter output)
    {
        if (threads is { } count)
        {
            TorchRuntime.Threads = count;
        }

        Write(new EncoderBench(SamConfig.VitB, ClipPresets.VitB16, times, products), output);
    }

    internal static void Write(EncoderBench bench, TextWriter output)
    {
        TorchEnvironment torch = TorchRuntime.Environment;
        double peak = bench.Peak();
        output.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"libtorch {torch.Libtorch}, {torch.Threads} threads, {torch.CpuCapability} kernels, BLAS {torch.BlasKernel}; "
            + $"best {bench.Products} product of the networks {peak / 1e9:F0} GFLOP/s"));
        output.WriteLine("network                                time ms    GFLOP  GFLOP/s  of peak  x bound  peak MB");
        foreach (EncoderTime time in bench.Run())
        {
            output.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"{time.Name,-36}{time.Seconds * 1000,10:F1}{time.Operations / 1e9,9:F1}{time.Rate / 1e9,9:F0}"
                + $"{time.Rate / peak,9:P0}{peak / time.Rate,9:F2}{time.Bytes / 1e6,9:F0}"));
        }
    }
}
