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
    /// <exception cref="WeightFormatException">A file without a published hash holds no weights, or those of another model.</exception>
    /// <exception cref="UnreachableServerException">
    /// A file cannot be fetched; the message has the addresses of all that are still to come.
    /// </exception>
    /// <exception cref="IOException">A file cannot be read or written.</exception>
    public async Task RunAsync(ModelSource source, string folder, IReadOnlyList<FileInfo> given, CancellationToken stop)
    {
        Directory.CreateDirectory(folder);
        Dictionary<RemoteFile, FileInfo> byFile = Match(source, given);
        RemoteFile[] missing = [.. source.Files.Where(file => !byFile.ContainsKey(file) && !IsRight(file, Path.Combine(folder, file.Name)))];
        foreach (RemoteFile file in source.Files)
        {
            string target = Path.Combine(folder, file.Name);
            if (!byFile.TryGetValue(file, out FileInfo? own) && !missing.Contains(file))
            {
                note($"{target}: there already");
                continue;
            }

            string arrived = own?.FullName ?? (file.Sha256 is null ? $"{target}.unchecked" : target);
            if (own is null)
            {
                await FetchAsync(file, arrived);
            }

            string check = Check(arrived, file, isFetched: own is null);
            if (own is not null)
            {
                Install(own, target);
            }
            else if (arrived != target)
            {
                File.Move(arrived, target, overwrite: true);
            }

            note($"{target}: {check}");
        }

        PresetWriter.Write(folder, source.Preset(folder));

        async Task FetchAsync(RemoteFile file, string target)
        {
            try
            {
                await downloader.FetchAsync(file, target, stop);
            }
            catch (UnreachableServerException fault)
            {
                string addresses = string.Join(", ", missing.SkipWhile(other => other != file).Select(other => other.Address));
                throw new UnreachableServerException($"{fault.Message} Without a network, fetch these elsewhere and pass them with --from: {addresses}", fault);
            }
        }
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

    private static void Install(FileInfo own, string target)
    {
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

    /// <summary>Whether the file is there and what it should be; another one is fetched again.</summary>
    private static bool IsRight(RemoteFile file, string target)
    {
        if (!File.Exists(target))
        {
            return false;
        }

        if (file.Sha256 is not null)
        {
            return FileHash.Sha256(target) == file.Sha256;
        }

        try
        {
            _ = CountTensors(target, file);
            return true;
        }
        catch (WeightFormatException)
        {
            return false;
        }
    }

    /// <summary>Looks into what has no published hash; the others have been compared with theirs. What was fetched and is wrong goes.</summary>
    private static string Check(string arrived, RemoteFile file, bool isFetched)
    {
        if (file.Sha256 is not null)
        {
            return "sha256 is right";
        }

        try
        {
            return $"{CountTensors(arrived, file)} tensors, sha256 {FileHash.Sha256(arrived)}; its publisher names no hash to compare with";
        }
        catch (WeightFormatException) when (isFetched)
        {
            File.Delete(arrived);
            throw;
        }
    }

    /// <exception cref="WeightFormatException">The file holds no weights, or those of another model.</exception>
    private static int CountTensors(string path, RemoteFile file)
    {
        using WeightFile weights = FoundationWeights.Open(path);
        string? kind = FoundationModel.KindOf(weights);
        return file.Model is null || kind == file.Model
            ? weights.Tensors.Count
            : throw new WeightFormatException($"{path}: expected weights of {file.Model}, found {kind ?? "neither CLIP's nor SAM's nor TRIS's"}.");
    }
}
