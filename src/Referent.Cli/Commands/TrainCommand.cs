using System.CommandLine;
using Referent.Cli.Parsing;
using Referent.Data.Features;
using Referent.Training.Configuration;
using Referent.Training.Foundations;
using Referent.Training.Loop;
using Referent.Training.Ppt;
using Referent.Training.Ppt.Planning;
using Referent.Training.Tris;

namespace Referent.Cli.Commands;

/// <summary><c>referent train</c>: one subcommand per thing that is trained.</summary>
internal static class TrainCommand
{
    private static readonly Option<FileInfo> Config = new("--config")
    {
        Description = "JSON with what differs from the defaults; what several trainings need may stand in one file, each under its name.",
        Required = true,
    };

    private static readonly SetOption Set = new();
    private static readonly Option<DirectoryInfo> Data = new("--data") { Description = "The data set's folder.", Required = true };

    private static readonly Option<DirectoryInfo?> Out = new("--out") { Description = "The run's folder; new or empty unless resuming. Required except with --dry-run." };

    private static readonly Option<bool> Resume = new("--resume") { Description = "Go on from the newest checkpoint, or start where there is none." };

    private static readonly Option<bool> DryRun = new("--dry-run")
    {
        Description = "Check the configuration, print all its values and, for ppt, what memory, disk and time the run will want, and stop.",
    };

    private static readonly Option<DirectoryInfo?> Cache = new("--cache")
    {
        Description = "Where frozen features are kept for all trainings; by default features/ in the data set's folder.",
    };

    private static readonly Option<double> CacheLimit = new("--cache-limit")
    {
        Description = "GB of features there at most; what was used longest ago makes room.",
        DefaultValueFactory = _ => FeatureCacheOptions.DefaultLimit / 1e9,
    };

    private static readonly DeviceOption Device = new();

    private delegate bool Trainer<TConfig>(TConfig config, string dataDirectory, RunOptions options);

    public static Command Create() => new("train", "Trains a model; an interrupted run goes on with --resume.")
    {
        Subcommand<ClipTrainingConfig>("clip", "A small CLIP from a caption corpus.", ClipTrainer.Run),
        Subcommand<SamTrainingConfig>("sam", "A small SAM from a mask corpus.", SamTrainer.Run),
        Subcommand<PptConfig>("ppt", "A point generator between a frozen CLIP and a frozen SAM.", PptTrainer.Run, Cache, CacheLimit, Device),
        Subcommand<TrisStage1TrainingConfig>("tris-stage1", "The first stage of TRIS from pictures and sentences.", TrisStage1Trainer.Run),
        Subcommand<IrNetTrainingConfig>("irnet", "IRNet from response maps of the first stage of TRIS.", IrNetTrainer.Run),
        Subcommand<TrisStage2TrainingConfig>("tris-stage2", "The second stage of TRIS from pseudo-masks.", TrisStage2Trainer.Run),
    };

    private static Command Subcommand<TConfig>(string name, string description, Trainer<TConfig> trainer, params ReadOnlySpan<Option> more)
        where TConfig : class, new()
    {
        Command command = new(name, description) { Config, Set, Data, Out, Resume, DryRun };
        foreach (Option option in more)
        {
            command.Options.Add(option);
        }

        command.Validators.Add(result =>
        {
            if (result.GetResult(Out) is null && !result.GetValue(DryRun))
            {
                result.AddError("Option '--out' is required except with --dry-run.");
            }
        });
        command.SetAction(parsed => Run(trainer, parsed));
        return command;
    }

    private static int Run<TConfig>(Trainer<TConfig> trainer, ParseResult parsed)
        where TConfig : class, new() => TrainingErrors.Catch(stop =>
    {
        TConfig config = Set.Load<TConfig>(parsed, parsed.GetRequiredValue(Config), parsed.CommandResult.Command.Name);
        if (parsed.GetValue(DryRun))
        {
            Console.Out.Write(ConfigFile.Resolve(config));
            if (config is PptConfig ppt)
            {
                WriteForecast(ppt, parsed.GetRequiredValue(Data).FullName, Device.Of(parsed));
            }

            return true;
        }

        string data = parsed.GetRequiredValue(Data).FullName;
        if (!Directory.Exists(data))
        {
            throw new ArgumentException($"There is no folder {data}.");
        }

        StepProgress progress = new();
        string folder = parsed.GetRequiredValue(Out)!.FullName;
        RunOptions options = new()
        {
            Device = Device.Of(parsed),
            OutputDirectory = folder,
            Resume = parsed.GetValue(Resume),
            Stop = stop,
            Progress = progress,
            Notes = progress,
            FeatureFolder = parsed.GetValue(Cache)?.FullName,
            FeatureLimit = (long)(parsed.GetValue(CacheLimit) * 1e9),
        };
        bool wasEmpty = RunSession.IsEmpty(folder);
        try
        {
            return trainer(config, data, options);
        }
        catch (Exception) when (wasEmpty && Directory.Exists(folder))
        {
            RunSession.Withdraw(folder);
            throw;
        }
    });

    /// <summary>On stderr, so that stdout is the configuration alone.</summary>
    private static void WriteForecast(PptConfig config, string dataDirectory, DeviceChoice device)
    {
        foreach (string line in PptForecast.Make(config, dataDirectory, device).Lines())
        {
            Console.Error.WriteLine(line);
        }
    }
}
