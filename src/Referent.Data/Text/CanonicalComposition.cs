using System.Text;

namespace Referent.Data.Text;

/// <summary>Unicode normalisation form C.</summary>
/// <remarks>Source: Unicode Standard Annex 15 and chapter 3.11-3.12 (canonical ordering, composition, Hangul arithmetic). Differs: none.</remarks>
internal static class CanonicalComposition
{
    private const int SyllableBase = 0xAC00;
    private const int LeadBase = 0x1100;
    private const int VowelBase = 0x1161;
    private const int TailBase = 0x11A7;
    private const int LeadCount = 19;
    private const int VowelCount = 21;
    private const int TailCount = 28;

    /// <summary>The composed form. <paramref name="text"/> holds no unpaired surrogates.</summary>
    public static string Compose(string text)
    {
        if (!MayChange(text))
        {
            return text;
        }

        UnicodeData data = UnicodeData.Instance;
        List<int> codes = [];
        foreach (Rune rune in text.EnumerateRunes())
        {
            Decompose(rune.Value, data, codes);
        }

        OrderMarks(codes, data);
        var result = new StringBuilder(text.Length);
        foreach (int code in Join(codes, data))
        {
            result.Append(new Rune(code).ToString());
        }

        return result.ToString();
    }

    private static bool MayChange(string text)
    {
        if (!text.AsSpan().ContainsAnyExceptInRange('\0', '\u02FF'))
        {
            return false;
        }

        foreach (Rune rune in text.EnumerateRunes())
        {
            if (UnicodeData.Instance.MayChange(rune.Value))
            {
                return true;
            }
        }

        return false;
    }

    private static void Decompose(int code, UnicodeData data, List<int> result)
    {
        int syllable = code - SyllableBase;
        if (syllable is >= 0 and < LeadCount * VowelCount * TailCount)
        {
            result.Add(LeadBase + (syllable / (VowelCount * TailCount)));
            result.Add(VowelBase + (syllable / TailCount % VowelCount));
            if (syllable % TailCount != 0)
            {
                result.Add(TailBase + (syllable % TailCount));
            }
        }
        else if (data.Decomposition(code) is { } parts)
        {
            foreach (int part in parts)
            {
                Decompose(part, data, result);
            }
        }
        else
        {
            result.Add(code);
        }
    }

    /// <summary>Sorts each run of marks by combining class, keeping the order of equals.</summary>
    private static void OrderMarks(List<int> codes, UnicodeData data)
    {
        for (int start = 0; start < codes.Count; start++)
        {
            int end = start;
            while (end < codes.Count && data.CombiningClass(codes[end]) != 0)
            {
                end++;
            }

            if (end - start > 1)
            {
                int[] ordered = [.. codes.GetRange(start, end - start).OrderBy(data.CombiningClass)];
                for (int i = 0; i < ordered.Length; i++)
                {
                    codes[start + i] = ordered[i];
                }
            }

            start = Math.Max(start, end - 1);
        }
    }

    private static List<int> Join(List<int> codes, UnicodeData data)
    {
        List<int> result = new(codes.Count);
        int starter = -1;
        int lastClass = 0;
        foreach (int code in codes)
        {
            int combiningClass = data.CombiningClass(code);
            bool adjacent = starter == result.Count - 1;
            bool reachable = starter >= 0 && (adjacent || lastClass < combiningClass);
            if (reachable && Pair(result[starter], code, data) is { } joined)
            {
                result[starter] = joined;
                continue;
            }

            if (combiningClass == 0)
            {
                starter = result.Count;
            }

            lastClass = combiningClass;
            result.Add(code);
        }

        return result;
    }

    private static int? Pair(int first, int second, UnicodeData data)
    {
        int lead = first - LeadBase;
        int vowel = second - VowelBase;
        if (lead is >= 0 and < LeadCount && vowel is >= 0 and < VowelCount)
        {
            return SyllableBase + (((lead * VowelCount) + vowel) * TailCount);
        }

        int syllable = first - SyllableBase;
        int tail = second - TailBase;
        if (syllable is >= 0 and < LeadCount * VowelCount * TailCount && syllable % TailCount == 0 && tail is > 0 and < TailCount)
        {
            return first + tail;
        }

        return data.Composition(first, second);
    }
}
