using System.Globalization;

namespace Referent.Torch.Interop;

/// <summary>How many cores this process may use.</summary>
internal static class CpuTopology
{
    private const string SystemFolder = "/sys/devices/system/cpu";
    private const string StatusFile = "/proc/self/status";
    private const string AllowedKey = "Cpus_allowed_list:";

    /// <summary>
    /// Cores without counting hyper-threads, within the affinity mask and the cgroup's quota; every logical processor where the
    /// kernel does not tell which belong together.
    /// </summary>
    public static int PhysicalCores() => PhysicalCores(SystemFolder, AllowedProcessors(), Environment.ProcessorCount);

    /// <param name="folder">A folder such as <c>/sys/devices/system/cpu</c>.</param>
    /// <param name="allowed">Logical processors of the affinity mask; empty where unknown.</param>
    /// <param name="limit">Logical processors within the mask and the quota.</param>
    internal static int PhysicalCores(string folder, IReadOnlyCollection<int> allowed, int limit)
    {
        int cores = allowed.Select(processor => CoreOf(folder, processor)).Distinct().Count();
        return cores == 0 ? limit : Math.Min(cores, limit);
    }

    /// <summary>Numbers in the kernel's list format: <c>0-3,8</c>.</summary>
    internal static IReadOnlyList<int> ParseList(string text)
    {
        List<int> numbers = [];
        foreach (string range in text.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
        {
            int dash = range.IndexOf('-', StringComparison.Ordinal);
            int first = int.Parse(dash < 0 ? range : range[..dash], CultureInfo.InvariantCulture);
            int last = dash < 0 ? first : int.Parse(range[(dash + 1)..], CultureInfo.InvariantCulture);
            numbers.AddRange(Enumerable.Range(first, last - first + 1));
        }

        return numbers;
    }

    private static IReadOnlyList<int> AllowedProcessors()
    {
        string? line = File.Exists(StatusFile)
            ? File.ReadLines(StatusFile).FirstOrDefault(line => line.StartsWith(AllowedKey, StringComparison.Ordinal))
            : null;
        return line is null ? [] : ParseList(line[AllowedKey.Length..]);
    }

    /// <summary>A name that the hyper-threads of one core share: the list of their numbers.</summary>
    private static string CoreOf(string folder, int processor)
    {
        string siblings = Path.Combine(folder, $"cpu{processor}", "topology", "thread_siblings_list");
        return File.Exists(siblings) ? File.ReadAllText(siblings).Trim() : processor.ToString(CultureInfo.InvariantCulture);
    }
}
