namespace Referent.Data.ObjectCentric;

/// <summary>Words for WordNet ids, by which ImageNet names its classes: <c>n02119789 kit fox, Vulpes macrotis</c> a line.</summary>
public sealed class SynsetNames
{
    /// <summary>As Kaggle and the ImageNet development kit call it.</summary>
    private static readonly string[] FileNames = ["LOC_synset_mapping.txt", "words.txt"];

    /// <summary>Folders above that are searched. Source: ImageNet's own depth, <c>ILSVRC/Data/CLS-LOC/train</c>.</summary>
    private const int FoldersUp = 4;

    private readonly Dictionary<string, string> _words = [];
    private readonly string _folder;

    private SynsetNames(string folder) => _folder = folder;

    /// <summary>Reads the first such file in a folder or one above; there need be none.</summary>
    public static SynsetNames Near(string folder)
    {
        SynsetNames names = new(folder);
        DirectoryInfo? at = new(folder);
        for (int up = 0; up <= FoldersUp && at is not null; up++, at = at.Parent)
        {
            if (FileNames.Select(name => Path.Combine(at.FullName, name)).FirstOrDefault(File.Exists) is { } file)
            {
                names.Read(file);
                break;
            }
        }

        return names;
    }

    /// <summary>The first of an id's names, or the class name itself where it is no id.</summary>
    /// <exception cref="InvalidDataException">An id without words: a phrase made of it would mean nothing.</exception>
    public string WordsOf(string className) =>
        _words.TryGetValue(className, out string? words) ? words
        : !IsId(className) ? className
        : throw new InvalidDataException($"The class {className} in {_folder} has no words; put {FileNames[0]} there or in a folder above.");

    private static bool IsId(string name) => name.Length == 9 && name[0] == 'n' && name.AsSpan(1).IndexOfAnyExceptInRange('0', '9') < 0;

    private void Read(string file)
    {
        foreach (string line in File.ReadLines(file))
        {
            int end = line.IndexOfAny([' ', '\t']);
            if (end > 0 && IsId(line[..end]))
            {
                _words[line[..end]] = line[end..].Split(',')[0].Trim();
            }
        }
    }
}
