using System.CommandLine;
using Referent.Cli.Bench;
using Referent.Torch;

namespace Referent.Cli.Commands;

/// <summary><c>referent bench</c>: what a call through the bridge costs, beside the same call in C++, in alternating rounds.</summary>
internal static class BenchCommand
{
    /// <summary>Chosen: dispatch alone takes about half of it; a step of a network makes some thousand calls.</summary>
    private const double AddBarMicroseconds = 1.5;

    /// <summary>Chosen: a large operator must not feel the bridge.</summary>
    private const double LinearBarRatio = 1.1;

    private const int Rounds = 9;
    private const int AddTimes = 200;
    private const int LinearTimes = 5;

    /// <summary>Lets the OpenMP threads of the side that was timed last fall asleep.</summary>
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(20);

    public static Command Create()
    {
        Command command = new("bench", "Times calls of libtorch through the bridge, and in C++ where native/bench is built. Wants an idle machine.");
        command.SetAction(_ => Run(Console.Out, Console.Error));
        command.Subcommands.Add(BenchCacheCommand.Create());
        command.Subcommands.Add(BenchPptCommand.Create());
        command.Subcommands.Add(BenchEncodersCommand.Create());
        command.Subcommands.Add(BenchLoadingCommand.Create());
        command.Subcommands.Add(BenchScoringCommand.Create());
        command.Subcommands.Add(BenchTokenizerCommand.Create());
        return command;
    }

    private static int Run(TextWriter output, TextWriter errors)
    {
        TorchEnvironment torch;
        try
        {
            torch = TorchRuntime.Environment;
        }
        catch (DllNotFoundException fault)
        {
            errors.WriteLine($"{fault.Message} `referent doctor` tells how to mend it.");
            return 1;
        }

        using NoGrad noGrad = NoGrad.Begin();
        using TorchCalls calls = new();
        using NativeCalls? native = NativeCalls.Start(torch);
        output.WriteLine($"libtorch {torch.Libtorch}, {torch.Threads} threads, {torch.CpuCapability} kernels, BLAS {torch.BlasKernel}");
        Time add = Compare(calls.Add, native is null ? null : native.Add, AddTimes);
        Time linear = Compare(calls.Linear, native is null ? null : native.Linear, LinearTimes);
        output.WriteLine(
            $"add, 4 elements         {add.Microseconds,10:F2} us  {Beside(add),-14} "
            + $"bar {AddBarMicroseconds} us: {Verdict(add.Microseconds <= AddBarMicroseconds)}");
        output.WriteLine(
            $"linear, 4096x768x3072   {linear.Microseconds / 1000,10:F2} ms  {Beside(linear),-14} "
            + $"bar {LinearBarRatio} x C++: {Verdict(linear.Ratio is { } ratio ? ratio <= LinearBarRatio : null)}");
        if (native is null)
        {
            errors.WriteLine("No C++ times: build them with `cmake --build artifacts/native --target torch_bench`.");
        }

        return 0;
    }

    /// <summary>Medians over the rounds; the ratio is the median of each round's own, so that a slow spell of the machine hits both sides.</summary>
    private static Time Compare(Func<int, double> managed, Func<int, double>? native, int times)
    {
        List<double> mine = [];
        List<double> ratios = [];
        _ = managed(times);
        _ = native?.Invoke(times);
        for (int round = 0; round < Rounds; round++)
        {
            Thread.Sleep(Pause);
            mine.Add(managed(times));
            if (native is not null)
            {
                Thread.Sleep(Pause);
                ratios.Add(mine[^1] / native(times));
            }
        }

        return new Time(Median(mine), native is null ? null : Median(ratios));
    }

    private static double Median(List<double> values) => values.Order().ElementAt(values.Count / 2);

    private static string Beside(Time time) => time.Ratio is { } ratio ? $"{ratio:F2} x C++" : "";

    private static string Verdict(bool? held) => held switch
    {
        true => "held",
        false => "missed",
        null => "not measured",
    };

    /// <param name="Microseconds">Per call.</param>
    /// <param name="Ratio">To the same call in C++; null where that was not measured.</param>
    private sealed record Time(double Microseconds, double? Ratio);
}
