using System.Diagnostics;
using System.Globalization;
using Referent.Torch;

namespace Referent.Cli.Bench;

/// <summary>The C++ program that makes the same calls without the bridge, kept running so that rounds can alternate.</summary>
internal sealed class NativeCalls : IDisposable
{
    private const string FileName = "torch_bench";

    private readonly Process _process;

    private NativeCalls(Process process) => _process = process;

    /// <summary>Starts the program with the BLAS and threads of this process; null where it was not built.</summary>
    public static NativeCalls? Start(TorchEnvironment torch)
    {
        string program = Path.Combine(Path.GetDirectoryName(torch.Bridge)!, FileName);
        if (!File.Exists(program))
        {
            return null;
        }

        ProcessStartInfo start = new(program, [torch.Threads.ToString(CultureInfo.InvariantCulture)])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
        };
        start.Environment.Remove("OPENBLAS_CORETYPE");
        if (torch.BlasFile is { } blas)
        {
            start.Environment.TryGetValue("LD_LIBRARY_PATH", out string? inherited);
            start.Environment["LD_LIBRARY_PATH"] = string.Join(':', new[] { Path.GetDirectoryName(blas), inherited }.OfType<string>());
        }

        return new NativeCalls(Process.Start(start)!);
    }

    public double Add(int times) => Ask("add", times);

    public double Linear(int times) => Ask("linear", times);

    public void Dispose()
    {
        _process.StandardInput.Close();
        _process.WaitForExit();
        _process.Dispose();
    }

    private double Ask(string what, int times)
    {
        _process.StandardInput.WriteLine($"{what} {times}");
        _process.StandardInput.Flush();
        string answer = _process.StandardOutput.ReadLine()
            ?? throw new InvalidOperationException($"{FileName} ended with status {_process.ExitCode}.");
        return double.Parse(answer, CultureInfo.InvariantCulture);
    }
}
