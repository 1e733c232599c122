using System.Runtime.InteropServices;
using Referent.Data.World.Packs;
using Referent.Imaging.Codecs;
using Referent.Torch;

namespace Referent.Cli.Doctor;

/// <summary>Looks at everything the program needs from the system. A missing part is a finding, never an exception.</summary>
internal static class Diagnosis
{
    /// <summary>Run in a checkout. Installs libtorch where it is missing, and binds the bridge to the one that is there.</summary>
    private const string BuildBridge =
        "apt-get install -y libtorch-dev cmake g++ && cmake -S native -B artifacts/native && cmake --build artifacts/native";

    public static IReadOnlyList<Finding> All() => [.. System(), .. Tensors(), .. Codecs(), .. PresetDiagnosis.All(), Font(NotoPack.FontPath)];

    private static IEnumerable<Finding> System()
    {
        yield return new Finding(Standing.Ok, ".NET", $"{RuntimeInformation.FrameworkDescription}, {RuntimeInformation.RuntimeIdentifier}");
        yield return new Finding(Standing.Ok, "system", $"{RuntimeInformation.OSDescription}, {Environment.ProcessorCount} processors");
    }

    private static IEnumerable<Finding> Tensors()
    {
        if (TorchRuntime.BridgePath is not { } bridge)
        {
            return [new Finding(Standing.Missing, "bridge", "libreferent_torch.so was not found", BuildBridge)];
        }

        try
        {
            return Tensors(TorchRuntime.Environment);
        }
        catch (Exception fault) when (fault is DllNotFoundException or EntryPointNotFoundException or BadImageFormatException or TorchException)
        {
            // The dynamic linker's sentence begins with the path that the loader's names already.
            string reason = fault.Message.Replace($"{bridge}: ", string.Empty, StringComparison.Ordinal);
            string detail = reason.Contains(bridge, StringComparison.Ordinal) ? reason : $"{bridge}: {reason}";
            return [new Finding(Standing.Missing, "libtorch", detail, BuildBridge)];
        }
    }

    private static IEnumerable<Finding> Tensors(TorchEnvironment torch)
    {
        yield return new Finding(Standing.Ok, "libtorch", $"{torch.Libtorch}, {torch.CpuCapability} kernels, {torch.Threads} threads");
        yield return new Finding(Standing.Ok, "bridge", torch.Bridge);
        yield return Blas(torch);
        if (torch.InheritedKernelIgnored is { } ignored)
        {
            yield return new Finding(
                Standing.Note, "BLAS kernels", $"OPENBLAS_CORETYPE={ignored} names older kernels than this CPU has and is ignored");
        }

        yield return new Finding(
            Standing.Ok,
            "GPU",
            torch.CudaDevices == 0 ? "none that this libtorch can use; the CPU is used" : $"{torch.CudaDevices} CUDA devices");
    }

    private static Finding Blas(TorchEnvironment torch)
    {
        bool slow = torch.Blas.Contains("OpenBLAS", StringComparison.Ordinal)
            ? !torch.Blas.Contains("USE_OPENMP", StringComparison.Ordinal)
            : torch.Blas is "generic";
        string fact = torch.BlasKernel == "unknown" ? torch.Blas : $"{torch.BlasKernel} kernels of {torch.Blas}";
        return slow
            ? new Finding(Standing.Note, "BLAS", $"{fact}; the OpenMP build is up to twice as fast", "apt-get install -y libopenblas0-openmp")
            : new Finding(Standing.Ok, "BLAS", fact);
    }

    private static IEnumerable<Finding> Codecs() => ImageCodec.Inspect().Select(codec => codec.IsFound
        ? new Finding(Standing.Ok, codec.Format, $"{codec.Library} {codec.Version}")
        : new Finding(Standing.Missing, codec.Format, $"{codec.Library} was not found", $"apt-get install -y {codec.Package}"));

    /// <summary>The font's sprites are all read: one that is there may be cut off, or of another form.</summary>
    internal static Finding Font(string path)
    {
        try
        {
            return new Finding(Standing.Ok, "emoji font", $"{path}, {NotoPack.Open(path).Classes.Count} classes of sprites");
        }
        catch (Exception fault) when (fault is IOException or InvalidDataException or ImageFormatException or UnauthorizedAccessException)
        {
            return fault is FileNotFoundException
                ? new Finding(
                    Standing.Note,
                    "emoji font",
                    "not installed; only `referent world` needs it",
                    "apt-get install -y fonts-noto-color-emoji")
                : new Finding(
                    Standing.Note,
                    "emoji font",
                    $"{fault.Message} Only `referent world` needs it.",
                    "apt-get install --reinstall -y fonts-noto-color-emoji");
        }
    }
}
