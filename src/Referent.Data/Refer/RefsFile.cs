using Referent.Formats.Pickle;

namespace Referent.Data.Refer;

/// <summary>Reads <c>refs(*.p)</c>: a pickled list of dicts with <c>ref_id, ann_id, image_id, category_id, split, sentences</c>.</summary>
internal static class RefsFile
{
    /// <summary>All refs in the file's order.</summary>
    /// <exception cref="PickleFormatException">Not a pickle of plain data.</exception>
    /// <exception cref="InvalidDataException">A field is missing or of another type; the message names file, ref and field.</exception>
    public static IReadOnlyList<Ref> Read(string path)
    {
        if (PickleReader.ReadFile(path) is not List<object?> items)
        {
            throw new InvalidDataException($"{path}: expected a list of refs.");
        }

        Ref[] refs = new Ref[items.Count];
        for (int i = 0; i < refs.Length; i++)
        {
            refs[i] = ReadRef(new PickleFields(items[i], path, $"ref {i}"));
            items[i] = null; // The parsed pickle of a whole dataset is large: let each ref go once it is read.
        }

        return refs;
    }

    private static Ref ReadRef(PickleFields fields)
    {
        List<object?> items = fields.Get<List<object?>>("sentences");
        ReferSentence[] sentences = new ReferSentence[items.Count];
        for (int i = 0; i < sentences.Length; i++)
        {
            PickleFields sentence = new(items[i], fields.Path, $"{fields.Where}, sentence {i}");
            sentences[i] = new ReferSentence(sentence.Get<long>("sent_id"), sentence.Get<string>("sent"));
        }

        return new Ref(
            fields.Get<long>("ref_id"),
            fields.Get<long>("ann_id"),
            fields.Get<long>("image_id"),
            fields.Get<long>("category_id"),
            string.Intern(fields.Get<string>("split")),
            sentences);
    }
}
