using System.Diagnostics;
using System.Runtime;

namespace Referent.Training.Loop;

/// <summary>The most memory that the process had in use since a moment, mapped files included.</summary>
public static class PeakMemory
{
    /// <summary>Where Linux forgets the peak so far when told 5. Source: proc(5), clear_refs.</summary>
    private const string ResetFile = "/proc/self/clear_refs";

    /// <summary>Frees what .NET holds but does not use, and begins anew; where the system cannot, the peak stays that of the whole process.</summary>
    public static void Reset()
    {
        GCSettings.LargeObjectHeapCompactionMode = GCLargeObjectHeapCompactionMode.CompactOnce;
        GC.Collect(2, GCCollectionMode.Aggressive, blocking: true, compacting: true);
        GC.WaitForPendingFinalizers();
        try
        {
            File.WriteAllText(ResetFile, "5");
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            // Not Linux, or a sandbox.
        }
    }

    /// <summary>The most bytes since then.</summary>
    public static long Bytes()
    {
        using Process here = Process.GetCurrentProcess();
        return here.PeakWorkingSet64;
    }
}
