using System.Text.RegularExpressions;
using Referent.Torch.Interop;

namespace Referent.Torch;

/// <summary>
/// What decides the speed and the last bits of results on this machine: the same bytes are promised for the same values of these.
/// Part of every training run's resolved config.
/// </summary>
/// <param name="Libtorch">Version, such as <c>1.13.0</c>.</param>
/// <param name="Bridge">Path of the loaded bridge.</param>
/// <param name="Threads">Threads of one operator.</param>
/// <param name="CpuCapability">Instruction set of libtorch's own kernels, such as <c>AVX2</c>.</param>
/// <param name="Blas">The matrix library and its build.</param>
/// <param name="BlasKernel">The kernels it chose for this CPU; <c>unknown</c> where it does not tell.</param>
/// <param name="CudaDevices">Number of usable CUDA devices.</param>
public sealed partial record TorchEnvironment(
    string Libtorch, string Bridge, int Threads, string CpuCapability, string Blas, string BlasKernel, int CudaDevices)
{
    /// <summary>For facts that this libtorch does not give.</summary>
    private const string Unknown = "unknown";

    /// <summary>File of the loaded OpenBLAS; null where libtorch uses another BLAS.</summary>
    public string? BlasFile { get; init; }

    /// <summary>An OPENBLAS_CORETYPE that named older kernels than the CPU has and was set aside; null where there was none.</summary>
    public string? InheritedKernelIgnored { get; init; }

    internal static TorchEnvironment Read()
    {
        string facts = TorchRuntime.Describe();
        (string Configuration, string Kernel)? blas = OpenBlas.Loaded();
        return new TorchEnvironment(
            Match(LibtorchLine(), facts),
            BridgeLoader.Location ?? Unknown,
            TorchRuntime.Threads,
            Match(CapabilityLine(), facts),
            blas?.Configuration ?? Match(BlasLine(), facts),
            blas?.Kernel ?? Unknown,
            TorchRuntime.CudaDevices)
        {
            BlasFile = OpenBlas.LoadedPath(),
            InheritedKernelIgnored = CpuSetup.IgnoredKernel,
        };
    }

    private static string Match(Regex line, string facts) => line.Match(facts) is { Success: true } match ? match.Groups[1].Value : Unknown;

    [GeneratedRegex(@"^libtorch: (\S+)", RegexOptions.Multiline)]
    private static partial Regex LibtorchLine();

    [GeneratedRegex(@"CPU capability usage: (\S+)")]
    private static partial Regex CapabilityLine();

    [GeneratedRegex(@"BLAS_INFO=([^,\s]+)")]
    private static partial Regex BlasLine();
}
