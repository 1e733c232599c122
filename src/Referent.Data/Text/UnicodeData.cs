using System.Text;

namespace Referent.Data.Text;

/// <summary>The part of the Unicode Character Database that canonical composition and width folding need, read once on first use.</summary>
/// <remarks>The program runs without the system's Unicode library (InvariantGlobalization), where string.Normalize does nothing.</remarks>
internal sealed class UnicodeData
{
    private readonly Dictionary<int, byte> _classes = [];
    private readonly Dictionary<int, int[]> _decompositions = [];
    private readonly Dictionary<long, int> _compositions = [];
    private readonly Dictionary<int, string> _widths = [];
    private readonly HashSet<int> _composingSeconds = [];

    private UnicodeData()
    {
        foreach (string line in EmbeddedText.Lines("unicode.txt"))
        {
            string[] fields = line.Split(' ');
            int first = Convert.ToInt32(fields[1], 16);
            switch (fields[0])
            {
                case "c":
                    for (int code = first; code <= Convert.ToInt32(fields[2], 16); code++)
                    {
                        _classes.Add(code, byte.Parse(fields[3]));
                    }

                    break;
                case "w":
                    _widths.Add(first, string.Concat(fields.Skip(2).Select(hex => new Rune(Convert.ToInt32(hex, 16)).ToString())));
                    break;
                default:
                    AddDecomposition(first, [.. fields.Skip(2).Select(hex => Convert.ToInt32(hex, 16))], composes: fields[0] == "d");
                    break;
            }
        }
    }

    /// <summary>The data; the first use reads it (a few milliseconds).</summary>
    public static UnicodeData Instance { get; } = new();

    /// <summary>Canonical combining class, 0 for a starter.</summary>
    public int CombiningClass(int code) => _classes.GetValueOrDefault(code);

    /// <summary>One step of canonical decomposition: one or two code points, or null. Hangul syllables are not in here.</summary>
    public int[]? Decomposition(int code) => _decompositions.GetValueOrDefault(code);

    /// <summary>The code point that two compose to, or null. Hangul is not in here.</summary>
    public int? Composition(int first, int second) => _compositions.TryGetValue(Key(first, second), out int code) ? code : null;

    /// <summary>
    /// Whether text with this code point may change under canonical composition (it combines, decomposes, or joins its left neighbour).
    /// </summary>
    public bool MayChange(int code)
    {
        return code >= 0x300 && (_classes.ContainsKey(code) || _composingSeconds.Contains(code)
            || (_decompositions.TryGetValue(code, out int[]? parts) && !(parts.Length == 2 && Composition(parts[0], parts[1]) == code))
            || code is >= 0x1161 and <= 0x11C2);
    }

    /// <summary>The usual form of a full- or half-width character, or null.</summary>
    public string? UsualWidth(int code) => _widths.GetValueOrDefault(code);

    private static long Key(int first, int second) => ((long)first << 32) | (uint)second;

    private void AddDecomposition(int code, int[] parts, bool composes)
    {
        _decompositions.Add(code, parts);
        if (composes)
        {
            _compositions.Add(Key(parts[0], parts[1]), code);
            _composingSeconds.Add(parts[1]);
        }
    }
}
