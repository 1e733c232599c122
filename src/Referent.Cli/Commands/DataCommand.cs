using System.CommandLine;

namespace Referent.Cli.Commands;

/// <summary><c>referent data</c>: looks into datasets; needs no model.</summary>
internal static class DataCommand
{
    public static Command Create() => new("data", "Looks into datasets: masks, completeness, numbers, pictures.")
    {
        DataCheckCommand.Create(),
        DataStatsCommand.Create(),
        DataViewCommand.Create(),
        DataMasksCommand.Create(),
    };
}
