using System.CommandLine;
using Referent.Cli.Commands;

namespace Referent.Cli;

/// <summary>The command line: one subcommand per file beside this one.</summary>
internal static class Program
{
    /// <summary>Exit status of a command line that cannot be understood.</summary>
    private const int UsageError = 2;

    private static int Main(string[] arguments)
    {
        RootCommand root = new("Referent: an image and a phrase in, the mask of what the phrase refers to out.");
        root.Subcommands.Add(LabelCommand.Create());
        root.Subcommands.Add(TrainCommand.Create());
        root.Subcommands.Add(WorldCommand.Create());
        root.Subcommands.Add(DoctorCommand.Create());
        root.Subcommands.Add(ScoreCommand.Create());
        root.Subcommands.Add(CompareCommand.Create());
        ParseResult parsed = root.Parse(arguments);
        int status = parsed.Invoke();
        return parsed.Errors.Count > 0 ? UsageError : status;
    }
}
