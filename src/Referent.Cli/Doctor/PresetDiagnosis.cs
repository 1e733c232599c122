using Referent.Cli.Pulling;
using Referent.Presets;

namespace Referent.Cli.Doctor;

/// <summary>Looks at the presets of this machine: what they are made of, and whether every file is the one that its preset names.</summary>
internal static class PresetDiagnosis
{
    /// <summary>The preset that photographs want. Not everybody needs it, but who looks for it here learns how to get it.</summary>
    private const string ForPhotographs = "base";

    public static IEnumerable<Finding> All()
    {
        string standard = new SegmenterOptions().Preset;
        return PresetFolder.All().Select(folder => Path.GetFileName(folder)).Union([standard, ForPhotographs])
            .Select(name => Of(name, isNeeded: name == standard));
    }

    /// <param name="name">Of the preset, or its folder.</param>
    /// <param name="isNeeded">Whether the program is of little use without it.</param>
    internal static Finding Of(string name, bool isNeeded)
    {
        Standing broken = isNeeded ? Standing.Missing : Standing.Note;
        string? fix = FixOf(name, isNeeded);
        if (PresetFolder.Find(name) is null)
        {
            string absence = name == ForPhotographs ? $"{name} is not there; only photographs need it" : $"{name} is not there";
            return new Finding(broken, "preset", absence, fix);
        }

        try
        {
            PresetFolder folder = PresetFolder.Open(name);
            folder.Verify();
            return new Finding(
                Standing.Ok,
                "preset",
                $"{folder.Preset.Name} in {folder.FullPath}: {string.Join(", ", folder.Preset.PartNames())}; the hashes are right");
        }
        catch (Exception fault) when (fault is PresetException or IOException or UnauthorizedAccessException)
        {
            return new Finding(broken, "preset", $"{name}: {fault.Message}", fix);
        }
    }

    private static string? FixOf(string name, bool isStandard) =>
        isStandard ? $"git checkout -- models/{name} (in the checkout; for a program of your own, restore the package Referent again)"
        : ModelSource.All.Any(source => source.Name == name) ? $"referent models pull {name}"
        : null;
}
