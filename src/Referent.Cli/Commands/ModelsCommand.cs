using System.CommandLine;
using Referent.Presets;
using Referent.Training;

namespace Referent.Cli.Commands;

/// <summary><c>referent models</c>: presets and what they are made of.</summary>
internal static class ModelsCommand
{
    private static readonly Option<DirectoryInfo> Out = new("--out") { Description = "The preset's folder; parts that are not given stay as they are.", Required = true };
    private static readonly Option<string> Name = new("--name") { Description = "The preset's name.", Required = true };
    private static readonly Option<DirectoryInfo?> Clip = new("--clip") { Description = "Run folder of train clip." };
    private static readonly Option<DirectoryInfo?> Sam = new("--sam") { Description = "Run folder of train sam." };
    private static readonly Option<DirectoryInfo?> Ppt = new("--ppt") { Description = "Run folder of train ppt." };
    private static readonly Option<string?> Note = new("--note") { Description = "One sentence on what the weights do not understand." };
    private static readonly Option<double> ScoreBelow = new("--score-below") { Description = "The note is shown for results whose score is lower." };

    public static Command Create()
    {
        Command make = new("make", "Makes a preset of complete training runs, or replaces parts of one.") { Out, Name, Clip, Sam, Ppt, Note, ScoreBelow };
        make.SetAction(parsed => CommandErrors.Catch(() => PresetAssembly.Write(
            parsed.GetRequiredValue(Out).FullName,
            parsed.GetRequiredValue(Name),
            parsed.GetValue(Clip)?.FullName,
            parsed.GetValue(Sam)?.FullName,
            parsed.GetValue(Ppt)?.FullName,
            parsed.GetValue(Note) is { } note ? new DomainPart(note, parsed.GetValue(ScoreBelow)) : null)));
        return new Command("models", "Presets and what they are made of.") { make };
    }
}
