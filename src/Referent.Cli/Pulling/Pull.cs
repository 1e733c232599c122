using Referent.Formats;
using Referent.Models;
using Referent.Presets;
using Referent.Torch.Weights;

namespace Referent.Cli.Pulling;

/// <summary>Brings the files of a model together in one folder and makes it a preset.</summary>
/// <param name="downloader">Fetches what is not there.</param>
/// <param name="note">Takes a line about each file.</param>
internal sealed class Pull(Downloader downloader, Action<string> note)
{
    /// <param name="source">What to bring.</param>
    /// <param name="folder">Where to; files that are there already and right stay.</param>
    /// <param name="given">Files that the user fetched, known by their hash, or by their name where the publisher tells no hash.</param>
    /// <param name="stop">Ends the transfer; what has arrived stays for the next time.</param>
    /// <exception cref="InvalidDataException">A file is not the published one.</exception>
    /// <exception cref="WeightFormatException">A file without a published hash holds no weights.</exception>
    /// <exception cref="IOException">A file cannot be fetched, read or written.</exception>
    public async Task RunAsync(ModelSource source, string folder, IReadOnlyList<FileInfo> given, CancellationToken stop)
    {
        Directory.CreateDirectory(folder);
        Dictionary<RemoteFile, FileInfo> byFile = Match(source, given);
        foreach (RemoteFile file in source.Files)
        {
            string target = Path.Combine(folder, file.Name);
            if (byFile.TryGetValue(file, out FileInfo? own))
            {
                Install(own, file, target);
            }
            else if (File.Exists(target) && (file.Sha256 is null || FileHash.Sha256(target) == file.Sha256))
            {
                note($"{target}: there already");
                continue;
            }
            else
            {
                await downloader.FetchAsync(file, target, stop);
            }

            if (file.Sha256 is null)
            {
                int tensors = CountFetched(target, file);
                note($"{target}: {tensors} tensors, sha256 {FileHash.Sha256(target)}; its publisher names no hash to compare with");
            }
            else
            {
                note($"{target}: sha256 is right");
            }
        }

        PresetWriter.Write(folder, source.Preset(folder));
    }

    /// <exception cref="InvalidDataException">A file is none of the source's.</exception>
    private static Dictionary<RemoteFile, FileInfo> Match(ModelSource source, IReadOnlyList<FileInfo> given)
    {
        Dictionary<RemoteFile, FileInfo> matches = [];
        foreach (FileInfo own in given)
        {
            string hash = FileHash.Sha256(own.FullName);
            RemoteFile file = source.Files.FirstOrDefault(file => file.Sha256 == hash)
                ?? source.Files.FirstOrDefault(file => file.Sha256 is null && file.Name == own.Name)
                ?? throw new InvalidDataException(
                    $"{own.FullName} (sha256 {hash}) is none of the files of '{source.Name}', known by hash, or by name where there is none: "
                    + $"{string.Join(", ", source.Files.Select(file => $"{file.Name} {file.Sha256}".TrimEnd()))}.");
            matches[file] = own;
        }

        return matches;
    }

    private static void Install(FileInfo own, RemoteFile file, string target)
    {
        if (file.Sha256 is null)
        {
            _ = CountTensors(own.FullName, file);
        }

        string copy = $"{target}.{Environment.ProcessId}.tmp";
        try
        {
            own.CopyTo(copy, overwrite: true);
            File.Move(copy, target, overwrite: true);
        }
        finally
        {
            File.Delete(copy);
        }
    }

    /// <summary>What cannot be opened does not stay: the next pull would take it for what it should be.</summary>
    private static int CountFetched(string target, RemoteFile file)
    {
        try
        {
            return CountTensors(target, file);
        }
        catch (WeightFormatException)
        {
            File.Delete(target);
            throw;
        }
    }
    /// <exception cref="WeightFormatException">The file holds no weights, or those of something else.</exception>
    private static int CountTensors(string path, RemoteFile file)
    {
        using WeightFile weights = FoundationWeights.Open(path);
        string? kind = FoundationModel.KindOf(weights);
        return file.Model is null || kind == file.Model
            ? weights.Tensors.Count
            : throw new WeightFormatException($"{path}: expected weights of {file.Model}, found {kind ?? "neither CLIP's nor SAM's nor TRIS's"}.");
    }
}
