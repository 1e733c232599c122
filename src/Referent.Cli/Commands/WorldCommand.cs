using System.CommandLine;
using Referent.Data.World;
using Referent.Data.World.Packs;
using Referent.Imaging.Codecs;

namespace Referent.Cli.Commands;

/// <summary><c>referent world</c>: generates a small world with the structure of RefCOCO.</summary>
internal static class WorldCommand
{
    /// <summary>JPEG quality of the contact sheet. Chosen: its small text stays readable.</summary>
    private const int SheetQuality = 85;

    private static readonly Option<DirectoryInfo> Out = new("--out") { Description = "Folder to write to; new or empty.", Required = true };

    private static readonly Option<long> Seed = new("--seed")
    {
        Description = "0-999 pretraining corpora, 1000-1999 training and development worlds, 10000 and above tests.",
        Required = true,
    };

    private static readonly Option<int> Scenes = new("--scenes") { Description = "Scenes with expressions; 0 makes none." };

    private static readonly Option<int> Objects = new("--objects")
    {
        Description = "Object-centric pictures, spread evenly over the classes; 0 makes none.",
    };

    private static readonly Option<int> Captions = new("--captions") { Description = "Pictures with captions; 0 makes none." };
    private static readonly Option<int> Masks = new("--masks") { Description = "Pictures with class-agnostic masks; 0 makes none." };

    private static readonly Option<SplitShares> Splits = new("--splits")
    {
        Description = $"Shares of the splits, such as val=1 (default {SplitShares.Default}).",
        DefaultValueFactory = _ => SplitShares.Default,
        CustomParser = result =>
        {
            try
            {
                return SplitShares.Parse(result.Tokens[0].Value);
            }
            catch (FormatException error)
            {
                result.AddError(error.Message);
                return null;
            }
        },
    };

    private static readonly Option<string> Pack = new("--pack")
    {
        Description = "noto (the system's colour emoji font) or a folder of RGBA PNGs named CLASS.png or CLASS/FILE.png.",
        DefaultValueFactory = _ => "noto",
    };

    private static readonly Option<FileInfo> Sheet = new("--sheet")
    {
        Description = "Also write a contact sheet (JPEG) of the first pictures with their sentences.",
    };

    public static Command Create()
    {
        Command command = new("world", "Generates pictures with expressions, captions and masks, the same bytes for the same seed.")
        {
            Out, Seed, Scenes, Objects, Captions, Masks, Splits, Pack, Sheet,
        };
        command.SetAction(Run);
        return command;
    }

    private static int Run(ParseResult parsed)
    {
        using StopSignals stop = new();
        WorldOptions options = new()
        {
            Seed = parsed.GetValue(Seed),
            Scenes = parsed.GetValue(Scenes),
            Objects = parsed.GetValue(Objects),
            Captions = parsed.GetValue(Captions),
            Masks = parsed.GetValue(Masks),
            Splits = parsed.GetRequiredValue(Splits),
        };
        try
        {
            options.Validate();
            SpritePack pack = SpritePack.Open(parsed.GetRequiredValue(Pack));
            WorldGenerator.Generate(options, pack, parsed.GetRequiredValue(Out).FullName, what => new CountProgress(what), stop.Token);
            if (parsed.GetValue(Sheet) is { } sheet)
            {
                File.WriteAllBytes(sheet.FullName, JpegEncoder.Encode(WorldSheet.Compose(options, pack), SheetQuality));
            }

            return ExitCode.Done;
        }
        catch (ArgumentException error)
        {
            Console.Error.WriteLine(error.Message);
            return ExitCode.Usage;
        }
        catch (OperationCanceledException)
        {
            Console.Error.WriteLine("Stopped; the world is not complete and has no world.json.");
            return stop.ExitCode;
        }
        catch (Exception error) when (error is IOException or InvalidDataException or UnauthorizedAccessException or DllNotFoundException)
        {
            Console.Error.WriteLine(error.Message);
            return ExitCode.Failed;
        }
    }
}
