using System.Text;

namespace Referent.Formats.Pickle;

/// <summary>Opcodes that name, call and fill objects: they run where the caller allows names, and then they only write down what is said.</summary>
internal ref partial struct PickleMachine
{
    /// <summary>A dictionary that keeps its order, as <see cref="PickleDict"/> does.</summary>
    private static readonly PickleGlobal OrderedDictionary = new("collections", "OrderedDict");

    private void StepObject(PickleOpcode opcode)
    {
        switch (opcode)
        {
            case PickleOpcode.Global: PushGlobal(opcode, [Encoding.Latin1.GetString(_input.Line()), Encoding.Latin1.GetString(_input.Line())]); break;
            case PickleOpcode.StackGlobal: PushGlobal(opcode, Take(_stack.Count - 2)); break;
            case PickleOpcode.Reduce or PickleOpcode.NewObj: PushObject(opcode, Take(_stack.Count - 2)); break;
            case PickleOpcode.Build when _globals is not null: Fill(Take(_stack.Count - 1)[0]); break;
            case PickleOpcode.BinPersId when _globals is not null: Push(new PicklePersistent(Take(_stack.Count - 1)[0])); break;
            default: throw Refusal(opcode);
        }
    }

    private void PushGlobal(PickleOpcode opcode, object?[] pair)
    {
        if (pair is not [string module, string name])
        {
            throw _input.Fault($"{opcode} of a name that is not two texts.");
        }

        PickleGlobal global = new(module, name);
        if (!PickleBuiltins.Knows(global) && _globals?.Allow(global) != true)
        {
            string shown = (global.ToString() is { Length: > 80 } text ? text[..80] + "..." : global.ToString()).ReplaceLineEndings(" ");
            throw _input.Fault($"opcode {opcode} mentions {shown}, which no file of this kind needs; it is refused, never run.");
        }

        Push(global);
    }

    private void PushObject(PickleOpcode opcode, object?[] pair)
    {
        if (pair is not [PickleGlobal type, object?[] arguments])
        {
            throw _input.Fault($"{opcode}: a call of something that is not a name, or without a tuple of arguments.");
        }

        Push(PickleBuiltins.Of(type, arguments)
            ?? (_globals is null ? throw Refusal(opcode)
                : type == OrderedDictionary ? DictionaryOf(arguments)
                : (object)new PickleObject(type, arguments)));
    }

    /// <summary>OrderedDict() or, from Python 2, OrderedDict([[key, value], ...]).</summary>
    private readonly PickleDict DictionaryOf(object?[] arguments)
    {
        PickleDict dict = new();
        if (arguments is [])
        {
            return dict;
        }

        if (arguments is not [List<object?> pairs])
        {
            throw _input.Fault("an OrderedDict of something that is not a list.");
        }

        foreach (object? pair in pairs)
        {
            IList<object?> item = pair as IList<object?> is { Count: 2 } two
                ? two
                : throw _input.Fault("an OrderedDict of something that is not pairs.");
            dict.Add(Key(item[0]), item[1]);
        }

        return dict;
    }

    /// <summary>Attributes of a dictionary are dropped: they are notes about the versions of modules.</summary>
    private readonly void Fill(object? state)
    {
        switch (Top())
        {
            case PickleObject target: target.State = state; break;
            case PickleDict: break;
            default: throw _input.Fault("attributes for something that is not an object.");
        }
    }
}
