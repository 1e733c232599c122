using Referent.Presets;
using Referent.Training.Foundations;

namespace Referent.Cli.Weights;

/// <summary>Where the merges of CLIP's tokenizer are.</summary>
internal static class VocabularyFile
{
    /// <summary>Its published name. Source: clip/simple_tokenizer.py, default_bpe.</summary>
    public const string Name = "bpe_simple_vocab_16e6.txt.gz";

    /// <param name="given">By the user; null to look beside the weights, then in the folders of downloaded models.</param>
    /// <param name="weights">The file of CLIP's weights, or of TRIS's.</param>
    /// <param name="prefix">What the name that runs and presets give it begins with in presets.</param>
    /// <exception cref="FileNotFoundException">It is nowhere.</exception>
    public static string Find(string? given, string weights, string prefix = "")
    {
        if (given is not null)
        {
            return given;
        }

        string cache = PresetFolder.CacheFolder;
        IEnumerable<string> downloads = Directory.Exists(cache) ? Directory.EnumerateDirectories(cache).Order(StringComparer.Ordinal) : [];
        string beside = Path.GetDirectoryName(Path.GetFullPath(weights))!;
        IEnumerable<string> names = new[] { Name, prefix + ClipTrainer.VocabularyName, ClipTrainer.VocabularyName }.Distinct();
        IEnumerable<string> paths = names.Select(name => Path.Combine(beside, name)).Concat(downloads.Select(folder => Path.Combine(folder, Name)));
        return paths.FirstOrDefault(File.Exists) ?? throw new FileNotFoundException(
            $"The vocabulary {Name} is neither beside {weights} nor in {cache}; name it with --vocabulary, or fetch it with `referent models pull`.");
    }
}
