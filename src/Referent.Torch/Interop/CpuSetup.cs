using System.Globalization;
using System.Runtime.InteropServices;

namespace Referent.Torch.Interop;

/// <summary>
/// Prepares the process before libtorch loads, so that neither speed nor results hang on what it inherited. C's own environment
/// is changed: .NET's call changes only a copy of it, which libraries do not read.
/// </summary>
internal static partial class CpuSetup
{
    /// <summary>Threads of one operator.</summary>
    public static int Threads { get; } = CpuTopology.PhysicalCores();

    /// <summary>An inherited choice of kernels that was set aside, for <c>doctor</c>; null where there was none.</summary>
    public static string? IgnoredKernel { get; private set; }

    public static void Apply()
    {
        if (!OperatingSystem.IsLinux())
        {
            return;
        }

        // Each thread that calls libtorch starts with OpenMP's default, whatever another thread set.
        _ = SetEnvironment("OMP_NUM_THREADS", Threads.ToString(CultureInfo.InvariantCulture), overwrite: 1);

        // Threads that spin while they wait stop each other as soon as other programs want the cores. Measured with 2 threads on 2 busy
        // cores: a phrase takes 10 ms instead of 500.
        _ = SetEnvironment("OMP_WAIT_POLICY", "passive", overwrite: 0);

        // cuBLAS is deterministic only with a fixed workspace, and libtorch refuses to call it otherwise. Source: PyTorch, notes on randomness.
        _ = SetEnvironment("CUBLAS_WORKSPACE_CONFIG", ":4096:8", overwrite: 0);
        if (Environment.GetEnvironmentVariable(OpenBlas.KernelVariable) is { } inherited && OpenBlas.IsOlder(inherited, OpenBlas.Cpu))
        {
            _ = UnsetEnvironment(OpenBlas.KernelVariable);
            IgnoredKernel = inherited;
        }

        OpenBlas.PreferOpenMpBuild();
    }

    [LibraryImport("libc", EntryPoint = "setenv", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int SetEnvironment(string name, string value, int overwrite);

    [LibraryImport("libc", EntryPoint = "unsetenv", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int UnsetEnvironment(string name);
}
