namespace Referent.Data.Text;

/// <summary>The printable character CLIP's vocabulary files write for each byte, and its place in the vocabulary.</summary>
/// <remarks>Source: clip/simple_tokenizer.py, bytes_to_unicode. Bytes 33-126, 161-172 and 174-255 stand for themselves and come first;
/// the other 68 follow in increasing order as U+0100, U+0101, ... Differs: none.</remarks>
internal static class ByteAlphabet
{
    /// <summary>Number of byte symbols.</summary>
    public const int Count = 256;

    private static readonly int[] IdOfByte = new int[Count];
    private static readonly byte[] ByteOfId = new byte[Count];
    private static readonly char[] CharOfId = new char[Count];
    private static readonly Dictionary<char, int> IdOfChar = [];

    static ByteAlphabet()
    {
        int next = 0;
        for (int value = 0; value < Count; value++)
        {
            if (StandsForItself(value))
            {
                Add(next++, (byte)value, (char)value);
            }
        }

        int self = next;
        for (int value = 0; value < Count; value++)
        {
            if (!StandsForItself(value))
            {
                Add(next, (byte)value, (char)(0x100 + next - self));
                next++;
            }
        }
    }

    /// <summary>Vocabulary id of a byte in the middle of a word, 0 to 255; the form that ends a word is 256 higher.</summary>
    public static int Id(byte value) => IdOfByte[value];

    /// <summary>The character of a byte symbol. <paramref name="id"/> is 0 to 255.</summary>
    public static char Character(int id) => CharOfId[id];

    /// <summary>The byte a vocabulary character stands for; false if it stands for none.</summary>
    public static bool TryGetByte(char character, out byte value)
    {
        bool known = IdOfChar.TryGetValue(character, out int id);
        value = known ? ByteOfId[id] : default;
        return known;
    }

    private static bool StandsForItself(int value) => value is (>= 33 and <= 126) or (>= 161 and <= 172) or >= 174;

    private static void Add(int id, byte value, char character)
    {
        IdOfByte[value] = id;
        ByteOfId[id] = value;
        CharOfId[id] = character;
        IdOfChar.Add(character, id);
    }
}
