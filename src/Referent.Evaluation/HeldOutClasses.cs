using System.Text.Json;

namespace Referent.Evaluation;

/// <summary>
/// The classes that a generated world keeps out of a pretraining corpus: <c>heldOut</c> of <c>world.json</c>, class names by corpus. What
/// models make of them tells understanding from memory.
/// </summary>
public sealed class HeldOutClasses
{
    private readonly IReadOnlyList<(string Corpus, HashSet<string> Classes)> _groups;

    private HeldOutClasses(IReadOnlyList<(string Corpus, HashSet<string> Classes)> groups) => _groups = groups;

    /// <param name="root">The data root; a root without <c>world.json</c> holds nothing out.</param>
    /// <exception cref="InvalidDataException">The <c>world.json</c> there is damaged.</exception>
    public static HeldOutClasses Read(string root)
    {
        string path = Path.Combine(root, "world.json");
        if (!File.Exists(path))
        {
            return new HeldOutClasses([]);
        }

        try
        {
            using JsonDocument json = JsonDocument.Parse(File.ReadAllBytes(path));
            return new HeldOutClasses([.. json.RootElement.GetProperty("heldOut").EnumerateObject().Select(corpus =>
                (corpus.Name, corpus.Value.EnumerateArray().Select(name => name.GetString()!).ToHashSet(StringComparer.Ordinal)))]);
        }
        catch (Exception fault) when (fault is JsonException or KeyNotFoundException or InvalidOperationException)
        {
            throw new InvalidDataException(
                $"{path} does not list the classes held out, as {{\"heldOut\":{{\"CORPUS\":[\"CLASS\"]}}}}: {fault.Message}");
        }
    }

    /// <summary>One score per corpus whose held-out classes any sentence is about, in the file's order.</summary>
    public IReadOnlyList<GroupScore> Score(IReadOnlyList<SampleScore> samples)
    {
        List<GroupScore> scores = [];
        foreach ((string corpus, HashSet<string> classes) in _groups)
        {
            SampleScore[] group = [.. samples.Where(sample => sample.Category is { } category && classes.Contains(category))];
            if (group.Length > 0)
            {
                scores.Add(GroupScore.Of(corpus, group));
            }
        }

        return scores;
    }
}
