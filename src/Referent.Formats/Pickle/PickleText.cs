using System.Globalization;
using System.Numerics;
using System.Text;

namespace Referent.Formats.Pickle;

/// <summary>The text arguments of protocol 0: numbers in decimal, strings with escapes, each on a line of its own.</summary>
internal static class PickleText
{
    /// <summary>INT: <c>01</c> and <c>00</c> are True and False, anything else is a decimal integer.</summary>
    public static object IntegerOrBoolean(ref PickleInput input, PickleLimits limits)
    {
        ReadOnlySpan<byte> line = input.Line();
        return line.SequenceEqual("01"u8) ? true : line.SequenceEqual("00"u8) ? false : Integer(ref input, line, limits);
    }

    /// <summary>LONG: a decimal integer that Python 2 ends with an L.</summary>
    public static object Long(ref PickleInput input, PickleLimits limits)
    {
        ReadOnlySpan<byte> line = input.Line();
        return Integer(ref input, line.EndsWith("L"u8) ? line[..^1] : line, limits);
    }

    public static double Float(ref PickleInput input)
    {
        ReadOnlySpan<byte> line = input.Line();
        return line switch
        {
            _ when line.SequenceEqual("inf"u8) => double.PositiveInfinity,
            _ when line.SequenceEqual("-inf"u8) => double.NegativeInfinity,
            _ when line.SequenceEqual("nan"u8) => double.NaN,
            _ when double.TryParse(line, NumberStyles.Float, CultureInfo.InvariantCulture, out double value) => value,
            _ => throw input.Fault("a float that is not a number."),
        };
    }

    public static long MemoIndex(ref PickleInput input) =>
        uint.TryParse(input.Line(), NumberStyles.None, CultureInfo.InvariantCulture, out uint index)
            ? index
            : throw input.Fault("a memo index that is not a number.");

    /// <summary>Python's <c>repr</c> of a byte string: in quotes, with backslash escapes; read as Latin-1.</summary>
    public static string Quoted(ref PickleInput input)
    {
        ReadOnlySpan<byte> line = input.Line().TrimEnd((byte)'\r');
        if (line.Length < 2 || line[0] != line[^1] || line[0] is not ((byte)'\'' or (byte)'"'))
        {
            throw input.Fault("a string without its quotes.");
        }

        ReadOnlySpan<byte> quoted = line[1..^1];
        return quoted.Contains((byte)'\\') ? Unescape(ref input, quoted) : input.Latin1(quoted);
    }

    /// <summary>Python's raw-unicode-escape: Latin-1 with \uXXXX and \UXXXXXXXX.</summary>
    public static string RawUnicode(ref PickleInput input)
    {
        ReadOnlySpan<byte> line = input.Line();
        if (!line.Contains((byte)'\\'))
        {
            return input.Latin1(line);
        }

        StringBuilder text = new(line.Length);
        for (int i = 0; i < line.Length; i++)
        {
            int digits = line[i] == '\\' && i + 1 < line.Length ? (char)line[i + 1] switch { 'u' => 4, 'U' => 8, _ => 0 } : 0;
            if (digits == 0)
            {
                text.Append((char)line[i]);
                if (line[i] == '\\' && i + 1 < line.Length)
                {
                    text.Append((char)line[++i]);
                }

                continue;
            }

            AppendCodePoint(ref input, text, Hexadecimal(ref input, line, i + 2, digits));
            i += 1 + digits;
        }

        return text.ToString();
    }

    /// <summary>A <see cref="long"/> where it fits.</summary>
    public static object Narrow(BigInteger value) => value >= long.MinValue && value <= long.MaxValue ? (object)(long)value : value;

    private static object Integer(ref PickleInput input, ReadOnlySpan<byte> digits, PickleLimits limits)
    {
        if (long.TryParse(digits, NumberStyles.Integer, CultureInfo.InvariantCulture, out long value))
        {
            return value;
        }

        if (digits.Length > limits.MaxIntegerDigits)
        {
            throw input.Fault($"an integer of {digits.Length} digits.");
        }

        return BigInteger.TryParse(Encoding.Latin1.GetString(digits), NumberStyles.Integer, CultureInfo.InvariantCulture, out BigInteger wide)
            ? wide
            : throw input.Fault("an integer that is not a number.");
    }

    private static string Unescape(ref PickleInput input, ReadOnlySpan<byte> quoted)
    {
        StringBuilder text = new(quoted.Length);
        for (int i = 0; i < quoted.Length; i++)
        {
            if (quoted[i] != '\\')
            {
                text.Append((char)quoted[i]);
                continue;
            }

            if (++i == quoted.Length)
            {
                throw input.Fault("a string that ends in a backslash.");
            }

            char escape = (char)quoted[i];
            switch (escape)
            {
                case 'x':
                    text.Append((char)Hexadecimal(ref input, quoted, i + 1, 2));
                    i += 2;
                    break;
                case >= '0' and <= '7':
                    int end = i;
                    int octal = 0;
                    for (; end < quoted.Length && end < i + 3 && quoted[end] is >= (byte)'0' and <= (byte)'7'; end++)
                    {
                        octal = (octal * 8) + quoted[end] - '0';
                    }

                    text.Append((char)(octal & 0xff));
                    i = end - 1;
                    break;
                default:
                    Append(text, escape);
                    break;
            }
        }

        return text.ToString();
    }

    private static void Append(StringBuilder text, char escape)
    {
        int index = "\\'\"abfnrtv".IndexOf(escape, StringComparison.Ordinal);
        if (index >= 0)
        {
            text.Append("\\'\"\a\b\f\n\r\t\v"[index]);
        }
        else
        {
            text.Append('\\').Append(escape);
        }
    }

    private static uint Hexadecimal(ref PickleInput input, ReadOnlySpan<byte> text, int start, int digits) =>
        start + digits <= text.Length
        && uint.TryParse(text.Slice(start, digits), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out uint value)
            ? value
            : throw input.Fault($"an escape without its {digits} hexadecimal digits.");

    private static void AppendCodePoint(ref PickleInput input, StringBuilder text, uint codePoint)
    {
        if (codePoint <= 0xffff)
        {
            text.Append((char)codePoint);
        }
        else if (Rune.IsValid(codePoint))
        {
            text.Append(new Rune(codePoint).ToString());
        }
        else
        {
            throw input.Fault($"U+{codePoint:X} is not a character.");
        }
    }
}
