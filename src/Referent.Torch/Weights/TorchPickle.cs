using Referent.Formats.Pickle;

namespace Referent.Torch.Weights;

/// <summary>
/// Reads what PyTorch says about tensors in its pickles. Source: torch/_utils.py, torch/serialization.py and the serializer of TorchScript.
/// Differs: nothing is called; what is not a tensor by name is left out.
/// </summary>
internal static class TorchPickle
{
    /// <summary>Chosen: a hundred times what the largest known state dict needs.</summary>
    public static PickleLimits Limits { get; } = new() { MaxBytes = 64 << 20, MaxValues = 4 << 20 };

    /// <summary>Where TorchScript keeps the classes of an archive.</summary>
    private const string ScriptPackage = "__torch__";

    /// <summary>Modules of a TorchScript archive, those met several times counted again; a few thousand is a lot.</summary>
    private const int MaxModules = 100_000;

    /// <summary>What is beside the tensors in checkpoints, and of no interest.</summary>
    private static readonly string[] Bystanders =
    [
        "argparse.Namespace", "numpy.dtype", "numpy.core.multiarray.scalar", "numpy._core.multiarray.scalar", "torch.Size", "torch.device",
        "torch.jit._pickle.build_boollist", "torch.jit._pickle.build_doublelist", "torch.jit._pickle.build_intlist",
    ];

    /// <summary>Keys under which training programs keep the state dict of the network.</summary>
    private static readonly string[] NetworkKeys = ["model", "state_dict", "model_state_dict"];

    /// <summary>What data-parallel training puts before every name.</summary>
    private const string ParallelPrefix = "module.";

    private static readonly Dictionary<string, DType> Storages = new(StringComparer.Ordinal)
    {
        ["torch.FloatStorage"] = DType.Float32,
        ["torch.HalfStorage"] = DType.Float16,
        ["torch.BFloat16Storage"] = DType.BFloat16,
        ["torch.DoubleStorage"] = DType.Float64,
        ["torch.LongStorage"] = DType.Int64,
        ["torch.IntStorage"] = DType.Int32,
        ["torch.ShortStorage"] = DType.Int16,
        ["torch.CharStorage"] = DType.Int8,
        ["torch.ByteStorage"] = DType.UInt8,
        ["torch.BoolStorage"] = DType.Bool,
    };

    public static PickleGlobals Globals { get; } = new(
        [
            "collections.OrderedDict", "torch._utils._rebuild_tensor_v2", "torch._utils._rebuild_tensor", "torch._utils._rebuild_parameter",
            .. Storages.Keys, .. Bystanders,
        ],
        ScriptPackage);

    /// <summary>The tensors of a checkpoint or of a TorchScript module by state-dict name.</summary>
    /// <exception cref="FormatException">There are none, or one is described wrongly.</exception>
    public static Dictionary<string, TorchTensor> StateDict(object? root)
    {
        Dictionary<string, TorchTensor> tensors = new(StringComparer.Ordinal);
        if (root is PickleObject module && IsModule(module))
        {
            int budget = MaxModules;
            Walk(module, string.Empty, tensors, ref budget);
        }
        else if (root is PickleDict dict)
        {
            Collect(dict, tensors);
            for (int i = 0; tensors.Count == 0 && i < NetworkKeys.Length; i++)
            {
                if (dict.TryGetValue(NetworkKeys[i], out object? network) && network is PickleDict inner)
                {
                    Collect(inner, tensors);
                }
            }
        }

        if (tensors.Count == 0)
        {
            throw new FormatException("it holds no tensors by name, neither at once nor under 'model' or 'state_dict'");
        }

        return tensors.Keys.All(name => name.StartsWith(ParallelPrefix, StringComparison.Ordinal) && name.Length > ParallelPrefix.Length)
            ? tensors.ToDictionary(item => item.Key[ParallelPrefix.Length..], item => item.Value, StringComparer.Ordinal)
            : tensors;
    }

    /// <summary>The element type and key of a storage that a pickle refers to, and its number of elements; null for anything else.</summary>
    public static (DType DType, string Key, long Count)? Storage(PicklePersistent reference) =>
        reference.Id is object?[] id
            && id is ["storage", PickleGlobal type, string key, _, long count, ..]
            && Storages.TryGetValue(type.ToString(), out DType dtype)
            && (id.Length == 5 || (id.Length == 6 && id[5] is null))
            ? (dtype, key, count)
            : null;

    /// <summary>Bytes of one element by storage key, of every storage that is mentioned anywhere.</summary>
    public static Dictionary<string, int> ElementSizes(object? root)
    {
        Dictionary<string, int> sizes = new(StringComparer.Ordinal);
        HashSet<object> seen = new(ReferenceEqualityComparer.Instance);
        Stack<object?> open = new([root]);
        while (open.TryPop(out object? value))
        {
            if (value is PicklePersistent reference && Storage(reference) is { } storage)
            {
                sizes.TryAdd(storage.Key, storage.DType.SizeOf());
            }
            else if (value is not null && seen.Add(value))
            {
                foreach (object? child in ChildrenOf(value))
                {
                    open.Push(child);
                }
            }
        }

        return sizes;
    }

    private static IEnumerable<object?> ChildrenOf(object value) => value switch
    {
        PickleDict dict => dict.Items.Select(item => item.Value),
        PickleObject called => called.Arguments.Append(called.State),
        IEnumerable<object?> items => items,
        _ => [],
    };

    private static void Collect(PickleDict dict, Dictionary<string, TorchTensor> tensors)
    {
        foreach ((object key, object? value) in dict.Items)
        {
            if (key is string name && Tensor(name, value) is { } tensor)
            {
                tensors[name] = tensor;
            }
        }
    }

    private static void Walk(PickleObject module, string prefix, Dictionary<string, TorchTensor> tensors, ref int budget)
    {
        if (--budget < 0)
        {
            throw new FormatException($"more than the {MaxModules} modules allowed");
        }

        if (module.State is not PickleDict attributes)
        {
            return;
        }

        foreach ((object key, object? value) in attributes.Items)
        {
            string name = $"{prefix}{key as string}";
            if (value is PickleObject child && IsModule(child))
            {
                Walk(child, $"{name}.", tensors, ref budget);
            }
            else if (key is string && Tensor(name, value) is { } tensor)
            {
                tensors[name] = tensor;
            }
        }
    }

    private static bool IsModule(PickleObject value) => value.Type.Module.StartsWith(ScriptPackage, StringComparison.Ordinal);

    /// <summary>The tensor that a call describes, a parameter's too; null where the value is something else.</summary>
    private static TorchTensor? Tensor(string name, object? value) => value is PickleObject call ? Rebuilt(name, call) : null;

    private static TorchTensor? Rebuilt(string name, PickleObject call) => (call.Type.ToString(), call.Arguments) switch
    {
        ("torch._utils._rebuild_parameter", [PickleObject { Type.Name: not "_rebuild_parameter" } data, ..]) => Tensor(name, data),
        (
            "torch._utils._rebuild_tensor_v2" or "torch._utils._rebuild_tensor",
            [PicklePersistent storage, long start, object?[] sizes, object?[] strides, ..]
        ) => Checked(name, storage, start, sizes, strides),
        ("torch._utils._rebuild_tensor_v2" or "torch._utils._rebuild_tensor" or "torch._utils._rebuild_parameter", _) =>
            throw new FormatException($"'{name}' is a tensor with arguments of the wrong kinds"),
        _ => null,
    };

    private static TorchTensor Checked(string name, PicklePersistent storage, long start, object?[] sizes, object?[] strides)
    {
        if (Storage(storage) is not { } where
            || sizes.Length != strides.Length
            || start < 0
            || !Array.TrueForAll([.. sizes, .. strides], value => value is long and >= 0))
        {
            throw new FormatException($"'{name}' has a storage, a start, sizes or strides that no tensor has");
        }

        TorchTensor tensor = new(where.DType, [.. sizes.Cast<long>()], where.Key, start, [.. strides.Cast<long>()]);
        try
        {
            // A stride of 0 repeats elements: a small file could ask for any amount of memory.
            _ = checked(tensor.Shape.Aggregate(1L, (product, size) => checked(product * size)));
            long extent = tensor.Count == 0
                ? 0
                : tensor.Shape.Zip(tensor.Strides).Aggregate(1L, (sum, axis) => checked(sum + ((axis.First - 1) * axis.Second)));
            return tensor.Count <= where.Count && extent <= checked(where.Count - start)
                ? tensor
                : throw new FormatException($"'{name}' reaches out of its storage of {where.Count} elements");
        }
        catch (OverflowException)
        {
            throw new FormatException($"'{name}' has more elements than can be counted");
        }
    }
}
