using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Parsing;
using Referent.Cli.Commands;
using Referent.Cli.Parsing;

namespace Referent.Cli;

/// <summary>The command line: one subcommand per file beside this one.</summary>
internal static class Program
{
    private static int Main(string[] arguments)
    {
        Command root = new("referent", "Referent: an image and a phrase in, the mask of what the phrase refers to out.")
        {
            new HelpOption(),
            new VersionOption(),
        };
        root.Subcommands.Add(SegmentCommand.Create());
        root.Subcommands.Add(EvalCommand.Create());
        root.Subcommands.Add(ScoreCommand.Create());
        root.Subcommands.Add(CompareCommand.Create());
        root.Subcommands.Add(DataCommand.Create());
        root.Subcommands.Add(WorldCommand.Create());
        root.Subcommands.Add(LabelCommand.Create());
        root.Subcommands.Add(TrainCommand.Create());
        root.Subcommands.Add(AblateCommand.Create());
        root.Subcommands.Add(ModelsCommand.Create());
        root.Subcommands.Add(EmbedCommand.Create());
        root.Subcommands.Add(CacheCommand.Create());
        root.Subcommands.Add(BenchCommand.Create());
        root.Subcommands.Add(DoctorCommand.Create());

        // A text may begin with @, which would name a file of arguments otherwise.
        ParseResult parsed = root.Parse(arguments, new ParserConfiguration { ResponseFileTokenReplacer = null });
        if (UsageFaults.Of(parsed) is not { Count: > 0 } faults)
        {
            return Invocation.Run(parsed);
        }

        foreach (string fault in faults)
        {
            Console.Error.WriteLine(fault);
        }

        Console.Error.WriteLine($"For help: {string.Join(' ', NamesUpTo(parsed.CommandResult))} --help");
        return ExitCode.Usage;
    }

    /// <summary>A command as it is typed, from the program's name on.</summary>
    private static IEnumerable<string> NamesUpTo(CommandResult result) =>
        result.Parent is CommandResult parent ? NamesUpTo(parent).Append(result.Command.Name) : ["referent"];
}
