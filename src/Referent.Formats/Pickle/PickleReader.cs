namespace Referent.Formats.Pickle;

/// <summary>
/// Reads pickles of protocols 0 to 5 that hold plain data, as Python 2 and 3 write them. Nothing in a file is ever called, imported or
/// resolved: an opcode that would do so is an error, or, for names that the caller lists, written down as what it says. Bytes in protocols
/// 0 to 2 and sets in 0 to 3 only look like a call.
/// </summary>
/// <remarks>
/// Python to .NET: None null; bool; int <see cref="long"/>, or <see cref="System.Numerics.BigInteger"/> past 64 bits; float
/// <see cref="double"/>; str, and Python 2 str read as Latin-1, <see cref="string"/>; bytes and bytearray <c>byte[]</c>; list
/// <c>List&lt;object?&gt;</c>; tuple <c>object?[]</c>; dict <see cref="PickleDict"/>; set and frozenset <see cref="PickleSet"/>.
/// A value that Python shared is shared here; a list that contains itself is refused.
/// Source: CPython's <c>Lib/pickle.py</c> and <c>pickletools.py</c>. Differs: everything but plain data is refused unless its name is
/// listed, and so is a stack that holds more than the result at the end.
/// </remarks>
public static class PickleReader
{
    /// <summary>Reads the first pickle of a file; bytes after its end are ignored, as in Python.</summary>
    /// <exception cref="PickleFormatException">The file is not a pickle of plain data or exceeds a limit; the message names the file.</exception>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public static object? ReadFile(string path, PickleLimits? limits = null)
    {
        limits ??= new PickleLimits();
        long length = FileLength.Of(path);
        if (length > Math.Min(limits.MaxBytes, Array.MaxLength))
        {
            throw new PickleFormatException($"{path}: {length} bytes, more than the {limits.MaxBytes} allowed for a pickle.");
        }

        try
        {
            return Read(File.ReadAllBytes(path), limits);
        }
        catch (PickleFormatException fault)
        {
            throw new PickleFormatException($"{path}: {fault.Message}");
        }
    }

    /// <summary>Reads the first pickle of a buffer; bytes after its end are ignored.</summary>
    /// <exception cref="PickleFormatException">The bytes are not a pickle of plain data or exceed a limit.</exception>
    public static object? Read(ReadOnlySpan<byte> bytes, PickleLimits? limits = null) =>
        Read(bytes, limits ?? new PickleLimits(), globals: null, out _);

    /// <summary>
    /// As the other, for files that describe objects: a listed name becomes a <see cref="PickleGlobal"/>, a call of one a <see cref="PickleObject"/>.
    /// </summary>
    /// <param name="globals">The names that may be mentioned; null for none.</param>
    /// <param name="length">Bytes up to the end of the pickle.</param>
    /// <exception cref="PickleFormatException">The bytes are not such a pickle, mention another name or exceed a limit.</exception>
    public static object? Read(ReadOnlySpan<byte> bytes, PickleLimits limits, PickleGlobals? globals, out int length)
    {
        ArgumentNullException.ThrowIfNull(limits);
        if (bytes.Length > limits.MaxBytes)
        {
            throw new PickleFormatException($"{bytes.Length} bytes, more than the {limits.MaxBytes} allowed for a pickle.");
        }

        PickleMachine machine = new(bytes, limits, globals);
        object? result = machine.Run();
        length = machine.Position;
        PickleDepth.Check(result, limits.MaxDepth, namesAllowed: globals is not null);
        return result;
    }
}
