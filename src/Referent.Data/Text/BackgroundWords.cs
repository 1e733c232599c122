namespace Referent.Data.Text;

/// <summary>
/// What a picture shows beside its objects: texts that a phrase competes with, so that a map of the phrase leaves out what only goes with it,
/// such as the rails under a train. Source: CLIP-ES, clip_text.py, the words for COCO.
/// </summary>
public static class BackgroundWords
{
    /// <summary>The words; Pascal VOC's list has "keyboard" and "sign" too, which are objects in COCO.</summary>
    public static IReadOnlyList<string> All { get; } =
    [
        "ground", "land", "grass", "tree", "building", "wall", "sky", "lake", "water", "river", "sea", "railway", "railroad", "helmet",
        "cloud", "house", "mountain", "ocean", "road", "rock", "street", "valley", "bridge",
    ];

    /// <summary>Those that a phrase does not speak of itself, with or without an s at the end; all where it speaks of every one.</summary>
    /// <param name="words">Each one or several words.</param>
    /// <param name="phrase">What is looked for.</param>
    public static IReadOnlyList<string> Without(IReadOnlyList<string> words, string phrase)
    {
        ArgumentNullException.ThrowIfNull(words);
        ArgumentNullException.ThrowIfNull(phrase);
        HashSet<string> said = [.. ExpressionWords.Split(phrase).Select(word => Stem(word.Lower))];
        string[] others = [.. words.Where(word => !word.Split(' ').Any(part => said.Contains(Stem(part))))];
        return others.Length > 0 ? others : words;
    }

    private static string Stem(string word) => word.TrimEnd('s');
}
