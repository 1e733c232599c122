using System.CommandLine;
using Referent.Cli.Pulling;
using Referent.Formats;
using Referent.Presets;

namespace Referent.Cli.Commands;

/// <summary><c>referent models pull</c> and <c>models list</c>: the published weights. The only command that opens a socket.</summary>
internal static class ModelsPullCommand
{
    public static Command CreatePull()
    {
        Argument<string> name = new("NAME") { Description = "As `models list` shows it; `base` is CLIP ViT-B/16 and SAM ViT-B." };
        Option<FileInfo[]> from = new("--from")
        {
            Description = "A file that was fetched by hand, in place of the network; repeat for several.",
            DefaultValueFactory = _ => [],
        };
        Command pull = new(
            "pull",
            $"Fetches published weights into the folder of models ({PresetFolder.FolderVariable} names another) and makes a preset of them.")
        {
            name, from,
        };
        pull.SetAction((parsed, stop) => RunAsync(parsed.GetRequiredValue(name), parsed.GetValue(from)!, stop));
        return pull;
    }

    public static Command CreateList()
    {
        Command list = new("list", "Lists the published weights, what is there of them, and the other presets of this machine.");
        list.SetAction(_ => List(Console.Out));
        return list;
    }

    private static void List(TextWriter output)
    {
        foreach (ModelSource source in ModelSource.All)
        {
            string folder = Path.Combine(PresetFolder.CacheFolder, source.Name);
            string state = source.Files.All(file => File.Exists(Path.Combine(folder, file.Name))) ? folder : "not there";
            output.WriteLine($"{source.Name,-28} {state}");
        }

        string[] published = [.. ModelSource.All.Select(source => Path.Combine(PresetFolder.CacheFolder, source.Name))];
        foreach (string folder in PresetFolder.All().Except(published))
        {
            output.WriteLine($"{Path.GetFileName(folder),-28} {folder}");
        }
    }

    private static async Task<int> RunAsync(string name, FileInfo[] from, CancellationToken stop)
    {
        if (ModelSource.All.FirstOrDefault(known => known.Name == name) is not { } source)
        {
            string? nearest = NearestName.Of(name, ModelSource.All.Select(known => known.Name));
            Console.Error.WriteLine($"There is no model '{name}' to pull; the nearest is '{nearest}'. See `referent models list`.");
            return ExitCode.Usage;
        }

        using HttpClient client = new() { Timeout = Timeout.InfiniteTimeSpan };     // the downloader watches over silence itself
        string folder = Path.Combine(PresetFolder.CacheFolder, source.Name);
        await new Pull(new Downloader(client, new TransferProgress()), Console.Error.WriteLine).RunAsync(source, folder, from, stop);
        Console.Error.WriteLine($"{folder}: use it with --preset {name}");
        return ExitCode.Done;
    }
}
