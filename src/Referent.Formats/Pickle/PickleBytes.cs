using System.Text;

namespace Referent.Formats.Pickle;

/// <summary>
/// The names by which Python 3 writes bytes in protocols 0 to 2, which have no opcode for them: <c>_codecs.encode(text, "latin1")</c>
/// and <c>bytes()</c>. They are read as the bytes they stand for; nothing is looked up or called.
/// </summary>
internal static class PickleBytes
{
    private static readonly PickleGlobal Encode = new("_codecs", "encode");
    private static readonly PickleGlobal[] Empty = [new("__builtin__", "bytes"), new("builtins", "bytes")];

    public static bool Knows(PickleGlobal name) => name == Encode || Empty.Contains(name);

    /// <returns>Null where the two do not stand for bytes.</returns>
    public static byte[]? Of(PickleGlobal name, object?[] arguments) => arguments switch
    {
        [] when Empty.Contains(name) => [],
        [string text, "latin1"] when name == Encode && !text.AsSpan().ContainsAnyExceptInRange('\0', '\u00ff') => Encoding.Latin1.GetBytes(text),
        _ => null,
    };
}
