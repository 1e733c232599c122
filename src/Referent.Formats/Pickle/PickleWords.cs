using System.Text;

namespace Referent.Formats.Pickle;

/// <summary>
/// Short texts that came before: the words and keys of a dataset repeat by the million and then are in memory once. Each has one place,
/// which the next with that place takes over, so that no choice of texts makes it slow or large.
/// </summary>
internal sealed class PickleWords
{
    /// <summary>Chosen: all common words of English fit.</summary>
    private const int Places = 1 << 13;

    /// <summary>Bytes of a text that is kept. Chosen: longer ones are sentences, which hardly repeat.</summary>
    private const int Longest = 16;

    private readonly string?[] _places = new string?[Places];

    public string Latin1(ReadOnlySpan<byte> text)
    {
        if (text.Length > Longest)
        {
            return Encoding.Latin1.GetString(text);
        }

        uint hash = 2166136261; // FNV-1a, as the factor below.
        foreach (byte letter in text)
        {
            hash = (hash ^ letter) * 16777619;
        }

        ref string? known = ref _places[hash % Places];
        return known is not null && Same(known, text) ? known : known = Encoding.Latin1.GetString(text);
    }

    private static bool Same(string known, ReadOnlySpan<byte> text)
    {
        if (known.Length != text.Length)
        {
            return false;
        }

        for (int i = 0; i < text.Length; i++)
        {
            if (known[i] != text[i])
            {
                return false;
            }
        }

        return true;
    }
}
