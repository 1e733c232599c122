using System.Runtime.InteropServices;
using System.Runtime.Intrinsics.X86;

namespace Referent.Torch.Interop;

/// <summary>Instruction sets that OpenBLAS has kernels for, in the order of their speed.</summary>
internal enum CpuGeneration
{
    Sse,
    Avx,
    Avx2,
    Avx512,
}

/// <summary>Which OpenBLAS is used, and with which kernels.</summary>
internal static unsafe class OpenBlas
{
    /// <summary>The variable by which OpenBLAS lets its user choose kernels.</summary>
    public const string KernelVariable = "OPENBLAS_CORETYPE";

    /// <summary>Debian's and Ubuntu's folder of the OpenMP build, package libopenblas0-openmp.</summary>
    public const string OpenMpFolder = "/usr/lib/x86_64-linux-gnu/openblas-openmp";

    /// <summary>Names that <see cref="KernelVariable"/> takes on x86-64. Source: OpenBLAS 0.3.21, driver/others/dynamic.c, corename.</summary>
    private static readonly Dictionary<string, CpuGeneration> Kernels = new(StringComparer.OrdinalIgnoreCase)
    {
        ["Prescott"] = CpuGeneration.Sse,
        ["Core2"] = CpuGeneration.Sse,
        ["Penryn"] = CpuGeneration.Sse,
        ["Dunnington"] = CpuGeneration.Sse,
        ["Nehalem"] = CpuGeneration.Sse,
        ["Athlon"] = CpuGeneration.Sse,
        ["Atom"] = CpuGeneration.Sse,
        ["Nano"] = CpuGeneration.Sse,
        ["Katmai"] = CpuGeneration.Sse,
        ["Coppermine"] = CpuGeneration.Sse,
        ["Northwood"] = CpuGeneration.Sse,
        ["Banias"] = CpuGeneration.Sse,
        ["Opteron"] = CpuGeneration.Sse,
        ["Opteron_SSE3"] = CpuGeneration.Sse,
        ["Barcelona"] = CpuGeneration.Sse,
        ["Bobcat"] = CpuGeneration.Sse,
        ["Sandybridge"] = CpuGeneration.Avx,
        ["Bulldozer"] = CpuGeneration.Avx,
        ["Piledriver"] = CpuGeneration.Avx,
        ["Steamroller"] = CpuGeneration.Avx,
        ["Haswell"] = CpuGeneration.Avx2,
        ["Excavator"] = CpuGeneration.Avx2,
        ["Zen"] = CpuGeneration.Avx2,
        ["SkylakeX"] = CpuGeneration.Avx512,
        ["Cooperlake"] = CpuGeneration.Avx512,
        ["SapphireRapids"] = CpuGeneration.Avx512,
    };

    /// <summary>What the CPU at hand has.</summary>
    public static CpuGeneration Cpu { get; } =
        Avx512F.IsSupported && Avx512BW.IsSupported && Avx512DQ.IsSupported ? CpuGeneration.Avx512
        : Avx2.IsSupported && Fma.IsSupported ? CpuGeneration.Avx2
        : Avx.IsSupported ? CpuGeneration.Avx
        : CpuGeneration.Sse;

    /// <summary>Whether a kernel's name stands for fewer instructions than the CPU has; a name OpenBLAS does not know is not older.</summary>
    public static bool IsOlder(string kernel, CpuGeneration cpu) => Kernels.TryGetValue(kernel, out CpuGeneration generation) && generation < cpu;

    /// <summary>
    /// Loads the OpenMP build where it is installed, so that libtorch finds its BLAS already there: the threads of the default build
    /// fight with libtorch's spinning OpenMP team, which costs a factor of 1.2 to 1.9.
    /// </summary>
    public static void PreferOpenMpBuild()
    {
        foreach (string name in new[] { "libblas.so.3", "liblapack.so.3" })
        {
            string path = Path.Combine(OpenMpFolder, name);
            if (File.Exists(path))
            {
                _ = NativeLibrary.TryLoad(path, out _);
            }
        }
    }

    /// <summary>The OpenBLAS in this process: its configuration line and the kernels it chose; null where libtorch uses another BLAS.</summary>
    public static (string Configuration, string Kernel)? Loaded()
    {
        if (LoadedPath() is not { } path || !NativeLibrary.TryLoad(path, out nint library)
            || !NativeLibrary.TryGetExport(library, "openblas_get_config", out nint getConfiguration)
            || !NativeLibrary.TryGetExport(library, "openblas_get_corename", out nint getKernel))
        {
            return null;
        }

        return (Text(((delegate* unmanaged<nint>)getConfiguration)()), Text(((delegate* unmanaged<nint>)getKernel)()));
    }

    /// <summary>The file this process has mapped, from the kernel's own list.</summary>
    internal static string? LoadedPath()
    {
        const string maps = "/proc/self/maps";
        return File.Exists(maps)
            ? File.ReadLines(maps).Select(line => line[(line.IndexOf('/', StringComparison.Ordinal) is var at && at >= 0 ? at : line.Length)..])
                .FirstOrDefault(path => Path.GetFileName(path).StartsWith("libopenblas", StringComparison.Ordinal))
            : null;
    }

    private static string Text(nint text) => Marshal.PtrToStringUTF8(text)?.Trim() ?? "unknown";
}
