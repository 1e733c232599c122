using Referent.Cli.Pulling;
using Referent.Formats;
using Referent.Presets;

namespace Referent.Cli;

/// <summary>What <c>--preset</c> may name: presets on this machine, and those that <c>models pull</c> fetches.</summary>
internal static class PresetNames
{
    /// <summary>The same name or folder. A folder that is no preset is left to who opens it.</summary>
    /// <exception cref="ArgumentException">Nothing has this name; the message names the nearest.</exception>
    /// <exception cref="PresetException">It is a published preset that has not been fetched.</exception>
    public static string Check(string nameOrFolder)
    {
        if (string.IsNullOrWhiteSpace(nameOrFolder))
        {
            throw new ArgumentException("--preset wants the name of a preset, or a folder with one.");
        }

        if (!PresetFolder.IsName(nameOrFolder) || PresetFolder.Find(nameOrFolder) is not null)
        {
            return nameOrFolder;
        }

        string[] published = [.. ModelSource.All.Select(source => source.Name)];
        if (published.Contains(nameOrFolder))
        {
            throw new PresetException($"There is no preset '{nameOrFolder}' on this machine; `referent models pull {nameOrFolder}` fetches it.");
        }

        string[] known = [.. PresetFolder.All().Select(folder => Path.GetFileName(folder)).Union(published)];
        throw new ArgumentException(
            $"There is no preset '{nameOrFolder}'; the nearest is '{NearestName.Of(nameOrFolder, known)}', known are {string.Join(", ", known)}.");
    }
}
