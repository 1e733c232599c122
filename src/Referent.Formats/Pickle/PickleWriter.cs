using System.Buffers.Binary;
using System.Numerics;
using System.Text;

namespace Referent.Formats.Pickle;

/// <summary>
/// Writes lists, dictionaries, strings and integers as a Python pickle of protocol 2, piece by piece: a list of any length needs memory for one
/// item only. The calls nest as the data do; <see cref="End"/> closes the innermost list or dictionary.
/// </summary>
/// <remarks>Source: CPython's pickle.py. Differs: only dictionary keys are memoised; keys are strings.</remarks>
public sealed class PickleWriter : IDisposable
{
    /// <summary>Items that are collected before they are appended, for the reader's sake. Source: pickle.py, _BATCHSIZE.</summary>
    private const int BatchSize = 1000;

    /// <summary>Keys that get a place in the memo, the most that one byte can number.</summary>
    private const int MemoSize = 256;

    private readonly BufferedStream _stream;
    private readonly Dictionary<string, byte> _memo = [];
    private readonly Stack<(bool IsList, int Count)> _open = new();
    private bool _complete;

    /// <param name="stream">Where to; the writer owns it and closes it.</param>
    public PickleWriter(Stream stream)
    {
        _stream = new BufferedStream(stream, 1 << 16);
        Put(PickleOpcode.Proto);
        _stream.WriteByte(2);
    }

    public void BeginList() => Begin(PickleOpcode.EmptyList, isList: true);

    public void BeginDictionary() => Begin(PickleOpcode.EmptyDict, isList: false);

    /// <summary>Closes the innermost list or dictionary.</summary>
    /// <exception cref="InvalidOperationException">None is open.</exception>
    public void End()
    {
        if (!_open.TryPop(out (bool IsList, int Count) top))
        {
            throw new InvalidOperationException("There is no open list or dictionary to end.");
        }

        Put(top.IsList ? PickleOpcode.Appends : PickleOpcode.SetItems);
        Finish();
    }

    /// <summary>The key of the value that comes next; the innermost open item must be a dictionary.</summary>
    /// <exception cref="InvalidOperationException">It is not.</exception>
    public void Key(string key)
    {
        ArgumentNullException.ThrowIfNull(key);
        if (!_open.TryPeek(out (bool IsList, int Count) top) || top.IsList)
        {
            throw new InvalidOperationException($"The key \"{key}\" stands outside of a dictionary.");
        }

        if (_memo.TryGetValue(key, out byte place))
        {
            Put(PickleOpcode.BinGet);
            _stream.WriteByte(place);
            return;
        }

        PutText(key);
        if (_memo.Count < MemoSize)
        {
            Put(PickleOpcode.BinPut);
            _stream.WriteByte((byte)_memo.Count);
            _memo.Add(key, (byte)_memo.Count);
        }
    }

    public void Write(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        PutText(text);
        Finish();
    }

    public void Write(long number)
    {
        Span<byte> bytes = stackalloc byte[9];
        switch (number)
        {
            case >= 0 and <= byte.MaxValue:
                bytes[0] = (byte)number;
                Put(PickleOpcode.BinInt1, bytes[..1]);
                break;
            case >= 0 and <= ushort.MaxValue:
                BinaryPrimitives.WriteUInt16LittleEndian(bytes, (ushort)number);
                Put(PickleOpcode.BinInt2, bytes[..2]);
                break;
            case >= int.MinValue and <= int.MaxValue:
                BinaryPrimitives.WriteInt32LittleEndian(bytes, (int)number);
                Put(PickleOpcode.BinInt, bytes[..4]);
                break;
            default:
                byte[] shortest = new BigInteger(number).ToByteArray();
                bytes[0] = (byte)shortest.Length;
                shortest.CopyTo(bytes[1..]);
                Put(PickleOpcode.Long1, bytes[..(shortest.Length + 1)]);
                break;
        }

        Finish();
    }

    /// <summary>Closes the stream. A pickle whose one value is not complete stays without its end and is refused by readers.</summary>
    public void Dispose()
    {
        if (_complete)
        {
            Put(PickleOpcode.Stop);
        }

        _stream.Dispose();
    }

    private void Begin(PickleOpcode empty, bool isList)
    {
        Put(empty);
        Put(PickleOpcode.Mark);
        _open.Push((isList, 0));
    }

    /// <summary>Counts a finished value, and appends a full batch to its list.</summary>
    private void Finish()
    {
        if (!_open.TryPop(out (bool IsList, int Count) top))
        {
            _complete = true;
            return;
        }

        bool full = top.Count + 1 == BatchSize;
        if (full)
        {
            Put(top.IsList ? PickleOpcode.Appends : PickleOpcode.SetItems);
            Put(PickleOpcode.Mark);
        }

        _open.Push((top.IsList, full ? 0 : top.Count + 1));
    }

    private void PutText(string text)
    {
        byte[] utf8 = Encoding.UTF8.GetBytes(text);
        Span<byte> length = stackalloc byte[4];
        BinaryPrimitives.WriteInt32LittleEndian(length, utf8.Length);
        Put(PickleOpcode.BinUnicode, length);
        _stream.Write(utf8);
    }

    private void Put(PickleOpcode opcode, ReadOnlySpan<byte> argument = default)
    {
        _stream.WriteByte((byte)opcode);
        _stream.Write(argument);
    }
}
