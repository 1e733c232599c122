using System.Globalization;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics.X86;

namespace Referent.Torch.Interop;

/// <summary>
/// Prepares the process before libtorch loads: the OpenMP build of OpenBLAS where it exists (the default build's threads fight with
/// libtorch's spinning OpenMP team), and the kernel that fits the CPU.
/// </summary>
internal static partial class CpuSetup
{
    /// <summary>Debian's and Ubuntu's folder of the OpenMP build, package libopenblas0-openmp.</summary>
    private const string OpenBlasFolder = "/usr/lib/x86_64-linux-gnu/openblas-openmp";

    private const string CoreTypeVariable = "OPENBLAS_CORETYPE";

    /// <summary>OpenBLAS kernels without AVX-512: inheriting one of these on a CPU that has it costs up to half the speed.</summary>
    private static readonly string[] KernelsBeforeAvx512 =
        ["prescott", "core2", "penryn", "dunnington", "nehalem", "atom", "opteron", "barcelona", "bulldozer", "piledriver", "steamroller", "excavator", "sandybridge", "haswell", "zen"];

    /// <summary>What was chosen, for <c>doctor</c>.</summary>
    public static string Blas { get; private set; } = "libtorch's own choice";

    /// <summary>What was done with an inherited kernel name, for <c>doctor</c>.</summary>
    public static string Kernel { get; private set; } = "chosen by OpenBLAS for this CPU";

    public static void Apply()
    {
        ChooseKernel();
        string blas = Path.Combine(OpenBlasFolder, "libblas.so.3");
        string lapack = Path.Combine(OpenBlasFolder, "liblapack.so.3");
        if (OperatingSystem.IsLinux() && File.Exists(blas) && NativeLibrary.TryLoad(blas, out _) && NativeLibrary.TryLoad(lapack, out _))
        {
            Blas = "OpenBLAS, OpenMP build";
        }
    }

    /// <summary>Cores without counting hyper-threads; every logical processor where the kernel does not tell.</summary>
    public static int PhysicalCores()
    {
        const string folder = "/sys/devices/system/cpu";
        HashSet<string> cores = [];
        if (Directory.Exists(folder))
        {
            foreach (string cpu in Directory.EnumerateDirectories(folder, "cpu*"))
            {
                string siblings = Path.Combine(cpu, "topology", "thread_siblings_list");
                if (File.Exists(siblings))
                {
                    cores.Add(File.ReadAllText(siblings).Trim());
                }
            }
        }

        int allowed = Environment.ProcessorCount;
        return cores.Count == 0 ? allowed : Math.Min(allowed, cores.Count);
    }

    /// <summary>An inherited kernel stands unless it is older than the CPU.</summary>
    internal static bool IsOlderThanCpu(string kernel, bool cpuHasAvx512) =>
        cpuHasAvx512 && KernelsBeforeAvx512.Contains(kernel.ToLower(CultureInfo.InvariantCulture));

    private static void ChooseKernel()
    {
        string? inherited = Environment.GetEnvironmentVariable(CoreTypeVariable);
        if (inherited is null)
        {
            return;
        }

        if (OperatingSystem.IsLinux() && IsOlderThanCpu(inherited, Avx512F.IsSupported))
        {
            // .NET's own call changes only its copy of the environment; OpenBLAS reads C's.
            _ = UnsetEnvironment(CoreTypeVariable);
            Kernel = $"chosen by OpenBLAS for this CPU ({CoreTypeVariable}={inherited} was older and is ignored)";
        }
        else
        {
            Kernel = $"{inherited} ({CoreTypeVariable})";
        }
    }

    [LibraryImport("libc", EntryPoint = "unsetenv", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int UnsetEnvironment(string name);
}
