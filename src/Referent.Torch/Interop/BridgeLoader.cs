using System.Reflection;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Referent.Torch.Interop;

/// <summary>Finds and loads the bridge when the assembly is first used, after the CPU has been set up.</summary>
internal static class BridgeLoader
{
    private const string FileName = "libreferent_torch.so";

    /// <summary>Names the folder of the bridge, before the usual places.</summary>
    private const string FolderVariable = "REFERENT_NATIVE";

    private static readonly Lazy<nint> Bridge = new(Load);

    /// <summary>Where the bridge was found; null until it is loaded.</summary>
    public static string? Location { get; private set; }

    [ModuleInitializer]
    [System.Diagnostics.CodeAnalysis.SuppressMessage(
        "Usage", "CA2255", Justification = "Library users need the CPU set-up before the first call, without asking for it.")]
    internal static void Register() => NativeLibrary.SetDllImportResolver(
        typeof(BridgeLoader).Assembly, static (name, _, _) => name == NativeMethods.Library ? Bridge.Value : 0);

    /// <summary>The first of the usual places that has the bridge; null where none has.</summary>
    public static string? Find() => Candidates().FirstOrDefault(File.Exists);

    private static IEnumerable<string> Candidates()
    {
        if (Environment.GetEnvironmentVariable(FolderVariable) is { Length: > 0 } chosen)
        {
            yield return Path.Combine(chosen, FileName);
        }

        string beside = Path.GetDirectoryName(Assembly.GetExecutingAssembly().Location) is { Length: > 0 } folder ? folder : AppContext.BaseDirectory;
        yield return Path.Combine(beside, FileName);
        yield return Path.Combine(beside, "runtimes", "linux-x64", "native", FileName);
        for (string? up = beside; up is not null; up = Path.GetDirectoryName(up))
        {
            // A checkout: artifacts/bin/<project>/<configuration> beside artifacts/native.
            yield return Path.Combine(up, "native", FileName);
        }
    }

    private static nint Load()
    {
        CpuSetup.Apply();
        string path = Find() ?? throw new DllNotFoundException(
            $"The libtorch bridge {FileName} was not found beside {AppContext.BaseDirectory}; "
            + $"build it (native/README.md), or set {FolderVariable} to its folder.");
        nint library;
        try
        {
            library = NativeLibrary.Load(path);
        }
        catch (DllNotFoundException fault)
        {
            throw new DllNotFoundException($"The bridge {path} cannot be loaded: {Reason(fault.Message)}", fault);
        }

        Location = path;
        Configure(library);
        return library;
    }

    /// <summary>The dynamic linker's own sentence: the last line of .NET's that names a file.</summary>
    private static string Reason(string message) =>
        message.Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)
            .LastOrDefault(line => line.Contains(".so", StringComparison.Ordinal))
            ?? message;

    private static unsafe void Configure(nint library)
    {
        int abi = ((delegate* unmanaged<int>)NativeLibrary.GetExport(library, "rt_abi"))();
        if (abi != NativeMethods.Abi)
        {
            throw new DllNotFoundException($"{Location} has interface {abi}, this program wants {NativeMethods.Abi}; rebuild it.");
        }

        byte* error = stackalloc byte[NativeStatus.ErrorCapacity];
        NativeError sink = new(error, NativeStatus.ErrorCapacity);
        var setThreads = (delegate* unmanaged<int, NativeError, int>)NativeLibrary.GetExport(library, "rt_threads_set");
        NativeStatus.Check(setThreads(CpuSetup.Threads, sink), error);
        var setDeterministic = (delegate* unmanaged<int, NativeError, int>)NativeLibrary.GetExport(library, "rt_deterministic_set");
        NativeStatus.Check(setDeterministic(1, sink), error);
    }
}
