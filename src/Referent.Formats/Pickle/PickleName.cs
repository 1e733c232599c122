namespace Referent.Formats.Pickle;

/// <summary>
/// One of the two names by which Python 3 writes bytes in protocols 0 to 2, which have no opcode for them: <c>_codecs.encode(text, "latin1")</c>
/// and <c>bytes()</c>. They are read as the bytes they stand for; nothing is looked up or called.
/// </summary>
internal sealed class PickleName
{
    private static readonly PickleName Encode = new();
    private static readonly PickleName Bytes = new();

    private PickleName()
    {
    }

    /// <returns>Null for every other name.</returns>
    public static PickleName? Of(ReadOnlySpan<byte> module, ReadOnlySpan<byte> name) =>
        module.SequenceEqual("_codecs"u8) && name.SequenceEqual("encode"u8) ? Encode
        : (module.SequenceEqual("__builtin__"u8) || module.SequenceEqual("builtins"u8)) && name.SequenceEqual("bytes"u8) ? Bytes
        : null;

    /// <returns>Null where the two do not stand for bytes.</returns>
    public static byte[]? BytesOf(object? name, object? arguments) => arguments switch
    {
        object?[] { Length: 0 } when ReferenceEquals(name, Bytes) => [],
        object?[] and [string text, "latin1"] when ReferenceEquals(name, Encode) && !text.AsSpan().ContainsAnyExceptInRange('\0', '\u00ff') =>
            System.Text.Encoding.Latin1.GetBytes(text),
        _ => null,
    };
}
