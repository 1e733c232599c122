using System.CommandLine;
using Referent.Cli.Weights;
using Referent.Data;
using Referent.Presets;
using Referent.Training;

namespace Referent.Cli.Commands;

/// <summary><c>referent models</c>: presets and what they are made of.</summary>
internal static class ModelsCommand
{
    private static readonly Option<DirectoryInfo> Out = new("--out")
    {
        Description = "The preset's folder; parts that are not given stay, unless they have learnt with one that goes.",
        Required = true,
    };

    private static readonly Option<string> Name = new("--name") { Description = "The preset's name.", Required = true };
    private static readonly Option<string?> Clip = new("--clip") { Description = "Run folder of train clip, or a preset that has one." };
    private static readonly Option<string?> Sam = new("--sam") { Description = "Run folder of train sam, or a preset that has one." };
    private static readonly Option<string?> Ppt = new("--ppt") { Description = "Run folder of train ppt." };
    private static readonly Option<string?> Tris = new("--tris-stage1") { Description = "Run folder of train tris-stage1, or a preset with one." };
    private static readonly Option<string?> Tris2 = new("--tris-stage2") { Description = "Run folder of train tris-stage2, or a preset with one." };
    private static readonly Option<string?> Note = new("--note") { Description = "One sentence for pictures unlike those of --pictures." };

    private static readonly Option<DirectoryInfo?> Pictures = new("--pictures")
    {
        Description = "Folder of JPEG pictures that the weights know; a few hundred are measured.",
    };

    /// <summary>Chosen: the first hundredth of them settles to two digits.</summary>
    private const int MeasuredPictures = 500;

    public static Command Create()
    {
        Command make = new("make", "Makes a preset of complete training runs and parts of others, or replaces parts of one.")
        {
            Out, Name, Clip, Sam, Ppt, Tris, Tris2, Note, Pictures,
        };
        make.SetAction(parsed => CommandErrors.Catch(() => Make(parsed)));
        Argument<FileInfo> source = new("IN")
        {
            Description = "TorchScript archive, .pth, or safetensors, under the official names or Hugging Face's.",
        };
        Argument<FileInfo> target = new("OUT") { Description = "The safetensors file to write." };
        Command convert = new("convert", "Writes weights as safetensors under the official names; element types stay.") { source, target };
        convert.SetAction(parsed => CommandErrors.Catch(() =>
            Console.Error.WriteLine(WeightConversion.Run(parsed.GetRequiredValue(source).FullName, parsed.GetRequiredValue(target).FullName))));
        Argument<FileInfo> file = new("FILE") { Description = "Weights in any form." };
        Command info = new("info", "Prints the sizes, counts, element types and hash of weights.") { file };
        info.SetAction(parsed => CommandErrors.Catch(() =>
            WeightReport.Write(parsed.GetRequiredValue(file).FullName, Console.Out) ? ExitCode.Done : ExitCode.Failed));
        return new Command("models", "Presets and what they are made of.")
        {
            ModelsPullCommand.CreateList(), ModelsPullCommand.CreatePull(), convert, info, make, ModelsCalibrateCommand.Create(),
        };
    }

    private static void Make(ParseResult parsed)
    {
        string folder = parsed.GetRequiredValue(Out).FullName;
        if (parsed.GetValue(Note) is null != parsed.GetValue(Pictures) is null)
        {
            throw new ArgumentException("--note and --pictures go together.");
        }

        PresetSources sources = new()
        {
            Clip = Source(parsed, Clip),
            Sam = Source(parsed, Sam),
            Ppt = parsed.GetValue(Ppt) is { } run ? Path.GetFullPath(run) : null,
            TrisStage1 = Source(parsed, Tris),
            TrisStage2 = Source(parsed, Tris2),
        };
        bool isThere = File.Exists(Path.Combine(folder, PresetFolder.FileName));
        if (sources == new PresetSources() && !isThere)
        {
            throw new ArgumentException("A preset is made of parts; give at least one, such as --clip or --tris-stage1.");
        }

        string[] pictures = [.. (parsed.GetValue(Pictures)?.EnumerateFiles("*.jpg", SearchOption.AllDirectories) ?? [])
            .Select(file => file.FullName).Order(StringComparer.Ordinal)];
        if (pictures.Length == 0 && parsed.GetValue(Pictures) is { } empty)
        {
            throw new ArgumentException($"{empty} holds no .jpg to measure.");
        }

        IEnumerable<string> before = isThere ? PresetFolder.Open(folder).Preset.PartNames() : [];
        PresetAssembly.Write(folder, parsed.GetRequiredValue(Name), sources);
        if (pictures.Length > 0)
        {
            DomainMeasurement.Write(folder, parsed.GetRequiredValue(Note)!, Spread.Evenly(pictures, MeasuredPictures));
        }

        Preset made = PresetFolder.Open(folder).Preset;
        Report(folder, made, [.. before.Except(made.PartNames())]);
    }

    private static void Report(string folder, Preset made, string[] gone)
    {
        Console.Error.WriteLine($"{folder}: {string.Join(", ", made.PartNames())}; use it with --preset {folder}");
        if (gone.Length > 0)
        {
            Console.Error.WriteLine($"no longer there, since it does not belong to the new parts: {string.Join(", ", gone)}");
        }
    }

    /// <summary>The name of a preset, as for <c>--preset</c>, or the path of a folder.</summary>
    private static string? Source(ParseResult parsed, Option<string?> option) => parsed.GetValue(option) switch
    {
        null => null,
        "" => throw new ArgumentException($"{option.Name} wants a run's folder or a preset."),
        { } preset when PresetFolder.Find(preset) is { } found => found,
        { } folder when Directory.Exists(folder) => Path.GetFullPath(folder),
        { } name => PresetNames.Check(name),
    };
}
