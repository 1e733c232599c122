using System.Numerics;
using System.Runtime.InteropServices;

namespace Referent.Formats.Pickle;

/// <summary>The stack machine of one pickle: a closed switch over opcodes that build plain data.</summary>
internal ref partial struct PickleMachine
{
    private static readonly object NeverPut = new();

    private readonly PickleLimits _limits;
    private readonly PickleGlobals? _globals;
    private readonly List<object?> _stack = [];
    private readonly List<int> _marks = [];
    private readonly List<object?> _memo = [];
    private PickleInput _input;
    private int _pushed;

    public PickleMachine(ReadOnlySpan<byte> bytes, PickleLimits limits, PickleGlobals? globals)
    {
        _input = new PickleInput(bytes);
        _limits = limits;
        _globals = globals;
    }

    /// <summary>Bytes read so far.</summary>
    public readonly int Position => _input.Position;

    /// <summary>Runs to STOP and returns the one value left.</summary>
    /// <exception cref="PickleFormatException">As <see cref="PickleReader"/>.</exception>
    public object? Run()
    {
        while (true)
        {
            PickleOpcode opcode = (PickleOpcode)_input.Byte();
            if (opcode == PickleOpcode.Stop)
            {
                return _stack.Count == 1 && _marks.Count == 0
                    ? _stack[0]
                    : throw _input.Fault($"STOP with {_stack.Count} values and {_marks.Count} marks left, expected one value.");
            }

            Step(opcode);
        }
    }

    private void Step(PickleOpcode opcode)
    {
        switch (opcode)
        {
            case PickleOpcode.Proto: CheckProtocol(_input.Byte()); break;
            case PickleOpcode.Frame: _input.CheckFrame(); break;

            case PickleOpcode.Mark: _marks.Add(_stack.Count); Count(); break;
            case PickleOpcode.Pop: PopValueOrMark(); break;
            case PickleOpcode.PopMark: Truncate(CloseMark()); break;
            case PickleOpcode.Dup: Push(Top()); break;

            case PickleOpcode.None: Push(null); break;
            case PickleOpcode.NewTrue: Push(true); break;
            case PickleOpcode.NewFalse: Push(false); break;
            case PickleOpcode.Int: Push(PickleText.IntegerOrBoolean(ref _input, _limits)); break;
            case PickleOpcode.Long: Push(PickleText.Long(ref _input, _limits)); break;
            case PickleOpcode.BinInt: Push((long)_input.Int32()); break;
            case PickleOpcode.BinInt1: Push((long)_input.Byte()); break;
            case PickleOpcode.BinInt2: Push((long)_input.UInt16()); break;
            case PickleOpcode.Long1: Push(BinaryLong(_input.Byte())); break;
            case PickleOpcode.Long4: Push(BinaryLong(_input.Int32())); break;
            case PickleOpcode.Float: Push(PickleText.Float(ref _input)); break;
            case PickleOpcode.BinFloat: Push(_input.BigEndianDouble()); break;

            case PickleOpcode.String: Push(PickleText.Quoted(ref _input)); break;
            case PickleOpcode.BinString: Push(_input.Latin1(_input.Int32())); break;
            case PickleOpcode.ShortBinString: Push(_input.Latin1(_input.Byte())); break;
            case PickleOpcode.Unicode: Push(PickleText.RawUnicode(ref _input)); break;
            case PickleOpcode.BinUnicode: Push(_input.Utf8(_input.UInt32())); break;
            case PickleOpcode.ShortBinUnicode: Push(_input.Utf8(_input.Byte())); break;
            case PickleOpcode.BinUnicode8: Push(_input.Utf8(_input.Int64())); break;
            case PickleOpcode.BinBytes: Push(_input.Bytes(_input.UInt32()).ToArray()); break;
            case PickleOpcode.ShortBinBytes: Push(_input.Bytes(_input.Byte()).ToArray()); break;
            case PickleOpcode.BinBytes8 or PickleOpcode.ByteArray8: Push(_input.Bytes(_input.Int64()).ToArray()); break;

            case PickleOpcode.EmptyList: Push(new List<object?>()); break;
            case PickleOpcode.List: Push(new List<object?>(Take(CloseMark()))); break;
            case PickleOpcode.Append: AppendFrom(_stack.Count - 1); break;
            case PickleOpcode.Appends: AppendFrom(CloseMark()); break;
            case PickleOpcode.EmptyTuple: Push(Array.Empty<object?>()); break;
            case PickleOpcode.Tuple: Push(Take(CloseMark())); break;
            case PickleOpcode.Tuple1 or PickleOpcode.Tuple2 or PickleOpcode.Tuple3:
                Push(Take(_stack.Count - (opcode - PickleOpcode.Tuple1 + 1)));
                break;
            case PickleOpcode.EmptyDict: Push(new PickleDict()); break;
            case PickleOpcode.Dict: PushDict(); break;
            case PickleOpcode.SetItem: SetItemsFrom(_stack.Count - 2); break;
            case PickleOpcode.SetItems: SetItemsFrom(CloseMark()); break;
            case PickleOpcode.EmptySet: Push(new PickleSet([])); break;
            case PickleOpcode.AddItems: AddMembersFrom(CloseMark()); break;
            case PickleOpcode.FrozenSet: PushSet(); break;

            case PickleOpcode.Get: Push(Recall(PickleText.MemoIndex(ref _input))); break;
            case PickleOpcode.BinGet: Push(Recall(_input.Byte())); break;
            case PickleOpcode.LongBinGet: Push(Recall(_input.UInt32())); break;
            case PickleOpcode.Put: Remember(PickleText.MemoIndex(ref _input)); break;
            case PickleOpcode.BinPut: Remember(_input.Byte()); break;
            case PickleOpcode.LongBinPut: Remember(_input.UInt32()); break;
            case PickleOpcode.Memoize: Remember(_memo.Count); break;

            default: StepObject(opcode); break;
        }
    }

    private readonly PickleFormatException Refusal(PickleOpcode opcode) => _input.Fault(Enum.IsDefined(opcode)
        ? $"opcode {opcode} asks for more than plain data; it is refused, never run."
        : $"0x{(byte)opcode:x2} is not a pickle opcode.");

    private readonly void CheckProtocol(byte protocol)
    {
        if (protocol > 5)
        {
            throw _input.Fault($"protocol {protocol}, expected 0 to 5.");
        }
    }

    private void Count()
    {
        if (++_pushed > _limits.MaxValues)
        {
            throw _input.Fault($"more than the {_limits.MaxValues} values allowed.");
        }
    }

    private void Push(object? value)
    {
        Count();
        _stack.Add(value);
    }

    /// <summary>The lowest index that belongs to the innermost open mark; what lies below may not be taken.</summary>
    private readonly int Floor => _marks.Count > 0 ? _marks[^1] : 0;

    private readonly object? Top() => Below(_stack.Count);

    private readonly int CloseMark()
    {
        if (_marks.Count == 0)
        {
            throw _input.Fault("no mark is open.");
        }

        int start = _marks[^1];
        _marks.RemoveAt(_marks.Count - 1);
        return start;
    }

    private readonly void PopValueOrMark()
    {
        if (_marks.Count > 0 && _marks[^1] == _stack.Count)
        {
            _marks.RemoveAt(_marks.Count - 1);
            return;
        }

        Truncate(_stack.Count - 1);
    }

    private readonly void Truncate(int start)
    {
        CheckFloor(start);
        CollectionsMarshal.SetCount(_stack, start);
    }

    private readonly void CheckFloor(int start)
    {
        if (start < Floor)
        {
            throw _input.Fault("the stack holds too few values.");
        }
    }

    /// <summary>The values from a stack index on, taken off the stack.</summary>
    private readonly object?[] Take(int start)
    {
        CheckFloor(start);
        object?[] taken = CollectionsMarshal.AsSpan(_stack)[start..].ToArray();
        Truncate(start);
        return taken;
    }

    /// <summary>The container that the values from a stack index on go into.</summary>
    private readonly object? Below(int start)
    {
        CheckFloor(start - 1);
        return _stack[start - 1];
    }

    private readonly void AppendFrom(int start)
    {
        if (Below(start) is not List<object?> list)
        {
            throw _input.Fault("append to something that is not a list.");
        }

        list.AddRange(CollectionsMarshal.AsSpan(_stack)[start..]);
        Truncate(start);
    }

    private void PushDict()
    {
        int start = CloseMark();
        PickleDict dict = new();
        AddItems(dict, start);
        Push(dict);
    }

    private readonly void SetItemsFrom(int start)
    {
        if (Below(start) is not PickleDict dict)
        {
            throw _input.Fault("item set in something that is not a dict.");
        }

        AddItems(dict, start);
    }

    private readonly void AddItems(PickleDict dict, int start)
    {
        ReadOnlySpan<object?> flat = CollectionsMarshal.AsSpan(_stack)[start..];
        if (flat.Length % 2 != 0)
        {
            throw _input.Fault("a dict key without a value.");
        }

        for (int i = 0; i < flat.Length; i += 2)
        {
            dict.Add(Key(flat[i]), flat[i + 1]);
        }

        Truncate(start);
    }

    private void PushSet()
    {
        int start = CloseMark();
        PickleSet set = new([]);
        AddMembers(set, start);
        Push(set);
    }

    private readonly void AddMembersFrom(int start)
    {
        if (Below(start) is not PickleSet set)
        {
            throw _input.Fault("item added to something that is not a set.");
        }

        AddMembers(set, start);
    }

    private readonly void AddMembers(PickleSet set, int start)
    {
        foreach (object? item in CollectionsMarshal.AsSpan(_stack)[start..])
        {
            set.Add(PickleSet.MayHold(item) ? item : throw _input.Fault("a member of a set that is a list, a dict or a set."));
        }

        Truncate(start);
    }

    private readonly object Key(object? value) => value is { } hashable && PickleSet.MayHold(hashable)
        ? hashable
        : throw _input.Fault("a dict key that is a list, a dict, a set or None.");

    private readonly object? Recall(long index) => index < _memo.Count && !ReferenceEquals(_memo[(int)index], NeverPut)
        ? _memo[(int)index]
        : throw _input.Fault($"memo {index} was never stored.");

    /// <summary>Python numbers its memo from 0 or 1 upwards, one per value at most, so a larger index is hostile.</summary>
    private readonly void Remember(long index)
    {
        object? value = Top();
        if (index > _pushed)
        {
            throw _input.Fault($"memo index {index} after only {_pushed} values.");
        }

        while (_memo.Count <= index)
        {
            _memo.Add(NeverPut);
        }

        _memo[(int)index] = value;
    }

    /// <summary>Two's complement, little-endian, shortest form.</summary>
    private object BinaryLong(int length)
    {
        // Source for the digits of a byte: log10(256).
        if (length * 2.41 > _limits.MaxIntegerDigits)
        {
            throw _input.Fault($"an integer of {length} bytes.");
        }

        return PickleText.Narrow(new BigInteger(_input.Bytes(length)));
    }
}
