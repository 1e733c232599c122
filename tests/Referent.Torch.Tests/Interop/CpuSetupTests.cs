using System.Runtime.InteropServices;
using Referent.Torch.Interop;

namespace Referent.Torch.Tests.Interop;

/// <summary>
/// What must hold in any process, whatever it inherited. <see cref="HostileEnvironmentTests"/> runs this class again in a process
/// whose environment asks for the opposite.
/// </summary>
public sealed unsafe partial class CpuSetupTests
{
    [Fact]
    public void The_kernels_of_OpenBLAS_are_as_new_as_the_CPU()
    {
        if (TorchRuntime.Environment is { BlasKernel: "unknown" })
        {
            Assert.Skip("libtorch uses another BLAS than OpenBLAS here.");
        }

        Assert.False(OpenBlas.IsOlder(TorchRuntime.Environment.BlasKernel, OpenBlas.Cpu), $"{TorchRuntime.Environment.BlasKernel} on a CPU with {OpenBlas.Cpu}");
    }

    [Fact]
    public void The_OpenMP_build_of_OpenBLAS_is_used_where_it_is_installed()
    {
        if (!Directory.Exists(OpenBlas.OpenMpFolder))
        {
            Assert.Skip("The OpenMP build of OpenBLAS is not installed here.");
        }

        Assert.Contains("USE_OPENMP", TorchRuntime.Environment.Blas, StringComparison.Ordinal);
        Assert.StartsWith(OpenBlas.OpenMpFolder, OpenBlas.LoadedPath());
    }

    [Fact]
    public void Operators_use_the_physical_cores() => Assert.Equal(CpuTopology.PhysicalCores(), TorchRuntime.Threads);

    [Fact]
    public void A_thread_that_calls_libtorch_for_the_first_time_uses_the_physical_cores_too()
    {
        _ = TorchRuntime.Threads;
        if (!NativeLibrary.TryLoad("libgomp.so.1", out nint openMp))
        {
            Assert.Skip("libtorch uses another OpenMP than GNU's here.");
        }

        int threads = 0;
        Thread fresh = new(() => threads = ((delegate* unmanaged<int>)NativeLibrary.GetExport(openMp, "omp_get_max_threads"))());
        fresh.Start();
        fresh.Join();

        Assert.Equal(CpuTopology.PhysicalCores(), threads);
    }

    [Fact]
    public void Threads_that_wait_give_their_core_away()
    {
        _ = TorchRuntime.Threads;
        Assert.Equal(
            Environment.GetEnvironmentVariable("OMP_WAIT_POLICY") ?? "passive", Marshal.PtrToStringUTF8(GetEnvironment("OMP_WAIT_POLICY")));
    }

    [LibraryImport("libc", EntryPoint = "getenv", StringMarshalling = StringMarshalling.Utf8)]
    private static partial nint GetEnvironment(string name);
}
