namespace Referent.Training.Ppt.Data;

/// <summary>Which sentences D_ref's templates could produce verbatim: what a generator may know by heart.</summary>
public sealed class TemplateCoverage
{
    private readonly HashSet<string> _classes;
    private readonly HashSet<string> _placed;

    /// <param name="classes">Names of the classes that D_ref is composed of.</param>
    public TemplateCoverage(IEnumerable<string> classes)
    {
        _classes = [.. classes.Select(name => name.ToLowerInvariant())];
        _placed = [.. _classes.SelectMany(PlaceWordings.All)];
    }

    /// <summary>Whether some template says this of some classes; case and outer space do not count.</summary>
    public bool Produces(string sentence)
    {
        ArgumentNullException.ThrowIfNull(sentence);
        string said = sentence.Trim().ToLowerInvariant();
        return _placed.Contains(said) || SpatialSentences.RelationPhrases.Any(phrase => Relates(said, $" {phrase} the "));
    }

    private bool Relates(string said, string between)
    {
        int at = said.IndexOf(between, StringComparison.Ordinal);
        return at > 4
            && said.StartsWith("the ", StringComparison.Ordinal)
            && _classes.Contains(said[4..at])
            && _classes.Contains(said[(at + between.Length)..]);
    }
}
