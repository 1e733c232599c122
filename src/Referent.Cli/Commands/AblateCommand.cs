using System.CommandLine;
using Referent.Cli.Ablating;
using Referent.Cli.Parsing;
using Referent.Data.Refer;
using Referent.Evaluation.Reports;

namespace Referent.Cli.Commands;

/// <summary><c>referent ablate</c>: the ablation table of a paper, from one plan.</summary>
internal static class AblateCommand
{
    private const string TableName = "table.md";

    private static readonly Option<FileInfo> Config = new("--config")
    {
        Description = "JSON with the trainings and the rows, such as configs/ablate-ppt.json.",
        Required = true,
    };

    private static readonly SetOption Set = new(
        "value of the plan, such as common.batchSize=24, or common.stages.ris.steps=100 where the plan has a list of stages");

    private static readonly Option<string> Paper = new("--paper")
    {
        Description = $"Whose trainings they are: {string.Join(" or ", AblatedPaper.ByName.Keys)}.",
        DefaultValueFactory = _ => "ppt",
    };

    private static readonly Option<string?> Rows = new("--rows")
    {
        Description = "Names of rows, or ranges of the numbers that names begin with, such as 1-9 (4-5 takes 5-paper, too); by default all.",
        HelpName = "ROWS",
    };

    private static readonly SeedsOption Seeds = new();

    private static readonly Option<string> Preset = new("--preset")
    {
        Description = "Whose CLIP and SAM are frozen: name or folder.",
        DefaultValueFactory = _ => "tiny",
    };

    private static readonly Option<DirectoryInfo> Data = new("--data")
    {
        Description = "The training data's folder, with its pseudo-labels.",
        Required = true,
    };

    private static readonly Option<DirectoryInfo?> Questions = new("--eval-data")
    {
        Description = "The data root that rows are evaluated on; by default --data.",
    };

    private static readonly Option<string> Dataset = new("--dataset")
    {
        Description = string.Join(", ", ReferFiles.DatasetNames) + ".",
        DefaultValueFactory = _ => "world",
    };

    private static readonly Option<string?> SplitBy = new("--split-by")
    {
        Description = "Who made the split; by default the only one there, else unc or umd.",
    };

    private static readonly Option<string> Split = new("--split")
    {
        Description = "The split that rows are evaluated on.",
        DefaultValueFactory = _ => "val",
    };

    private static readonly Option<int?> Limit = new Option<int?>("--limit")
    {
        Description = "Only the first pictures of the split; by default all.",
        HelpName = "N",
    }.Requiring(count => count >= 1, "at least 1");

    private static readonly Option<DirectoryInfo> Out = new("--out")
    {
        Description = $"Folder for runs, reports and {TableName}; what is there is gone on with.",
        Required = true,
    };

    public static Command Create()
    {
        Command command = new("ablate", "Trains and evaluates the rows of a paper's ablation table and writes it, the paper's numbers beside ours.")
        {
            Config, Set, Paper, Rows, Seeds, Preset, Data, Questions, Dataset, SplitBy, Split, Limit, Out,
        };
        Paper.AcceptOnly([.. AblatedPaper.ByName.Keys]);
        command.SetAction(parsed => TrainingErrors.Catch(stop => Run(parsed, stop)));
        return command;
    }

    private static bool Run(ParseResult parsed, CancellationToken stop)
    {
        FileInfo config = parsed.GetRequiredValue(Config);
        AblationPlan plan = Set.Load<AblationPlan>(parsed, config);
        plan.Validate();
        IReadOnlyList<AblationRow> rows = RowSelection.Of(plan.Rows, parsed.GetValue(Rows));
        AblatedPaper paper = AblatedPaper.ByName[parsed.GetRequiredValue(Paper)];
        string data = parsed.GetRequiredValue(Data).FullName, output = parsed.GetRequiredValue(Out).FullName;
        string asked = parsed.GetValue(Questions)?.FullName ?? data;
        QuestionSource questions = new(
            asked,
            ReferDataset.Load(asked, parsed.GetRequiredValue(Dataset), parsed.GetValue(SplitBy)),
            parsed.GetRequiredValue(Split),
            parsed.GetValue(Limit));
        Ablation ablation = new(plan, config.DirectoryName!, paper, output, PresetNames.Check(parsed.GetRequiredValue(Preset)));
        IReadOnlyList<int> seeds = Seeds.Of(parsed);
        bool complete = ablation.Run(rows, seeds, data, questions, new StepProgress(), stop);
        Dictionary<string, IReadOnlyList<ReportFile>> reports = rows
            .Select(row => (row.Name, Files: seeds.Select(seed => ablation.ReportOf(row, seed)).Distinct().Where(File.Exists)))
            .Where(row => row.Files.Any())
            .ToDictionary(row => row.Name, row => (IReadOnlyList<ReportFile>)[.. row.Files.Select(ReportFile.Read)]);
        if (reports.Count > 0)
        {
            string plain = new AblationTable(plan, paper.Metrics).Render(reports);
            string table = parsed.GetValue(Set) is { Length: > 0 } set ? $"{plain}\nThe plan with {string.Join(", ", set)}.\n" : plain;
            File.WriteAllText(Path.Combine(output, TableName), table);
            Console.Out.Write(table);
        }

        return complete;
    }
}
