using System.Text;

namespace Referent.Formats.Pickle;

/// <summary>
/// The names by which Python writes plain data that a protocol has no opcode for: bytes in protocols 0 to 2, as <c>_codecs.encode(text, "latin1")</c>
/// and <c>bytes()</c>, and sets in 0 to 3, as <c>set([...])</c> and <c>frozenset([...])</c>. They are read as the data they stand for; nothing is
/// looked up or called.
/// </summary>
internal static class PickleBuiltins
{
    private static readonly PickleGlobal Encode = new("_codecs", "encode");
    private static readonly PickleGlobal[] Bytes = [new("__builtin__", "bytes"), new("builtins", "bytes")];
    private static readonly PickleGlobal[] Sets =
        [new("__builtin__", "set"), new("builtins", "set"), new("__builtin__", "frozenset"), new("builtins", "frozenset")];

    public static bool Knows(PickleGlobal name) => name == Encode || Bytes.Contains(name) || Sets.Contains(name);

    /// <returns>Null where the two do not stand for bytes or a set.</returns>
    public static object? Of(PickleGlobal name, object?[] arguments) => arguments switch
    {
        [] when Bytes.Contains(name) => Array.Empty<byte>(),
        [string text, "latin1"] when name == Encode && !text.AsSpan().ContainsAnyExceptInRange('\0', '\u00ff') => Encoding.Latin1.GetBytes(text),
        [List<object?> items] when Sets.Contains(name) && items.TrueForAll(PickleSet.MayHold) => new PickleSet(items),
        _ => null,
    };
}
