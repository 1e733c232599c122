using System.CommandLine;
using Referent.Cli.Datasets;
using Referent.Cli.Evaluating;
using Referent.Cli.Parsing;
using Referent.Data;
using Referent.Data.Refer;
using Referent.Formats;

namespace Referent.Cli.Commands;

/// <summary><c>referent data view</c>: a page of pictures with masks and sentences, to look at before trusting a dataset.</summary>
internal static class DataViewCommand
{
    /// <summary>Chosen: a page of a few megabytes.</summary>
    private const int DefaultLimit = 20;

    private static readonly Option<string?> Split = new("--split") { Description = "Only this split; by default all, and the page filters." };

    private static readonly Option<int?> Limit = new Option<int?>("--limit")
    {
        Description = $"Pictures of each split, evenly spread over it; by default {DefaultLimit}.",
        HelpName = "N",
    }.Requiring(count => count >= 1, "at least 1");

    private static readonly Option<FileInfo> Output = new("-o", "--output")
    {
        Description = "The page, with the pictures inside.",
        HelpName = "FILE.html",
        DefaultValueFactory = _ => new FileInfo("view.html"),
    };

    public static Command Create()
    {
        Command command = new("view", "Writes an HTML page with pictures, masks and sentences.")
        {
            DatasetOptions.Root, DatasetOptions.Dataset, DatasetOptions.SplitBy, Split, Limit, Output,
        };
        command.SetAction(parsed => CommandErrors.Catch(() => Run(parsed)));
        return command;
    }

    private static int Run(ParseResult parsed)
    {
        ReferDataset dataset = ReferDataset.Load(DatasetOptions.Locate(parsed));
        IReadOnlyList<Ref> refs = parsed.GetValue(Split) is { } split ? dataset.InSplit(split) : dataset.Refs;
        FileInfo file = parsed.GetRequiredValue(Output);
        OutputPath.RequireFile(Output.Name, file);
        (int pictures, string[] faults) = (0, []);
        OutputPath.Write(Output.Name, file.FullName, () => WholeFile.Write(file.FullName, path =>
        {
            using StreamWriter text = new(path) { NewLine = "\n" };
            DatasetPage page = new(text, dataset);
            pictures = page.Write(refs, parsed.GetValue(Limit) ?? DefaultLimit);
            faults = [.. page.Faults()];
        }));
        Console.Out.WriteLine($"{file.FullName}: {Counted.Of(pictures, "picture")}");
        foreach (string fault in faults)
        {
            Console.Error.WriteLine(fault);
        }

        return faults.Length == 0 ? ExitCode.Done : ExitCode.Partial;
    }
}
