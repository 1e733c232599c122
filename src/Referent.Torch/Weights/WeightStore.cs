namespace Referent.Torch.Weights;

/// <summary>
/// Where a model's parameters come from while it is built, and where they stay: read from a state dict, or initialised from a seed.
/// The store owns the tensors; layers borrow them. Build the model over <see cref="Root"/>, then call <see cref="Complete"/>.
/// </summary>
public sealed class WeightStore : IDisposable
{
    private readonly IReadOnlyDictionary<string, Tensor>? _stateDict;
    private readonly string _source;
    private readonly ulong? _seed;
    private readonly bool _trainable;

    /// <summary>Whether tensors of the state dict may become the store's own, instead of copies.</summary>
    private readonly bool _adopts;

    private readonly Device _device;
    private readonly Dictionary<string, Tensor> _tensors = new(StringComparer.Ordinal);
    private readonly List<string> _parameters = [];
    private readonly List<string> _faults = [];

    private WeightStore(IReadOnlyDictionary<string, Tensor>? stateDict, string source, ulong? seed, bool trainable, bool adopts, Device device)
    {
        _stateDict = stateDict;
        _source = source;
        _seed = seed;
        _trainable = trainable;
        _adopts = adopts;
        _device = device;
        Root = new WeightScope(this, string.Empty);
    }

    /// <summary>The scope with the empty prefix.</summary>
    public WeightScope Root { get; }

    /// <summary>Every parameter and buffer by state-dict name.</summary>
    public IReadOnlyDictionary<string, Tensor> Tensors => _tensors;

    /// <summary>Names of the parameters (not the buffers), in the order the model asked for them.</summary>
    public IReadOnlyList<string> ParameterNames => _parameters;

    /// <summary>Number of scalar parameters, buffers not counted.</summary>
    public long ParameterCount => _parameters.Sum(name => _tensors[name].Count);

    /// <summary>Parameters come from a state dict, converted to Float32.</summary>
    /// <param name="stateDict">Borrowed during construction only.</param>
    /// <param name="source">The file's name, for messages.</param>
    public static WeightStore FromStateDict(
        IReadOnlyDictionary<string, Tensor> stateDict, string source, bool trainable = false, Device? device = null) =>
        new(stateDict, source, seed: null, trainable, adopts: false, device ?? Device.Cpu);

    /// <summary>Parameters are drawn from a generator seeded by <paramref name="seed"/> and their own name, so order does not matter.</summary>
    public static WeightStore Initialise(ulong seed, Device? device = null, bool trainable = true) =>
        new(null, "initialisation", seed, trainable, adopts: false, device ?? Device.Cpu);

    /// <summary>Names and shapes of any model in no time and no memory: every tensor is one stored zero, expanded. Not for computing.</summary>
    public static WeightStore ShapesOnly() => new(null, "shapes", seed: null, trainable: false, adopts: false, Device.Cpu);

    /// <summary>
    /// Builds a model over a file of weights; loading is strict. Float32 tensors on the CPU stay in the mapped file's memory, other
    /// floating types are converted.
    /// </summary>
    /// <exception cref="WeightFormatException">The file is malformed, or names, shapes or types do not fit: one report of all faults.</exception>
    public static (TModel Model, WeightStore Store) Load<TModel>(
        string path, Func<WeightScope, TModel> build, bool trainable = false, Device? device = null)
    {
        using WeightFile file = WeightFile.Open(path);
        return Load(file, path, build, trainable, device);
    }

    /// <inheritdoc cref="Load{TModel}(string, Func{WeightScope, TModel}, bool, Device?)"/>
    /// <param name="file">Borrowed during construction only.</param>
    /// <param name="source">The file's name, for messages.</param>
    public static (TModel Model, WeightStore Store) Load<TModel>(
        WeightFile file, string source, Func<WeightScope, TModel> build, bool trainable = false, Device? device = null)
    {
        ArgumentNullException.ThrowIfNull(file);
        using TensorScope scope = TensorScope.Begin();
        Dictionary<string, Tensor> stateDict = file.Tensors.Keys.ToDictionary(name => name, file.Read, StringComparer.Ordinal);
        WeightStore store = new(stateDict, source, seed: null, trainable, adopts: true, device ?? Device.Cpu);
        try
        {
            TModel model = build(store.Root);
            store.Complete();
            return (model, store);
        }
        catch
        {
            store.Dispose();
            throw;
        }
    }

    /// <summary>Ends the construction of the model.</summary>
    /// <exception cref="WeightFormatException">Missing, unexpected and misshaped names, together.</exception>
    public void Complete()
    {
        if (_stateDict is not null)
        {
            _faults.AddRange(_stateDict.Keys
                .Where(name => !_tensors.ContainsKey(name))
                .Order(StringComparer.Ordinal)
                .Select(name => $"unexpected: {name}"));
        }

        if (_faults.Count > 0)
        {
            Dispose();
            throw new WeightFormatException($"{_source} does not fit the model ({_faults.Count} faults):\n  {string.Join("\n  ", _faults)}");
        }
    }

    public void Dispose()
    {
        foreach (Tensor tensor in _tensors.Values)
        {
            tensor.Dispose();
        }
    }

    internal Tensor Get(string name, long[] shape, Initialiser initialiser, bool isParameter, DType dtype = DType.Float32)
    {
        using TensorScope scope = TensorScope.Begin();
        Tensor tensor = TensorScope.Detach(Make(name, shape, initialiser, dtype));
        _tensors.Add(name, tensor);
        if (isParameter)
        {
            _parameters.Add(name);
            tensor.RequiresGrad = _trainable;
        }

        return tensor;
    }

    private Tensor Make(string name, long[] shape, Initialiser initialiser, DType dtype) => (_stateDict, _seed) switch
    {
        (not null, _) => Read(name, shape, dtype),
        (null, ulong seed) => Converted(initialiser.Draw(seed, name, shape, _device), dtype),
        (null, null) => Tensor.Zeros([], dtype).Expand(shape),
    };

    private Tensor Read(string name, long[] shape, DType dtype)
    {
        if (!_stateDict!.TryGetValue(name, out Tensor? stored))
        {
            _faults.Add($"missing: {name} [{string.Join(", ", shape)}]");
            return Tensor.Zeros(shape);
        }

        if (!stored.Shape.SequenceEqual(shape))
        {
            _faults.Add($"misshaped: {name} is [{string.Join(", ", stored.Shape)}], the model wants [{string.Join(", ", shape)}]");
            return Tensor.Zeros(shape);
        }

        if (dtype is DType.Float32 or DType.BFloat16 && stored.DType is not (DType.Float16 or DType.BFloat16 or DType.Float32 or DType.Float64))
        {
            _faults.Add($"mistyped: {name} is {stored.DType}, the model wants a floating type");
            return Tensor.Zeros(shape);
        }

        if (_device.IsCuda)
        {
            return Converted(stored, dtype).To(_device);
        }

        return _adopts || stored.DType != dtype ? Converted(stored, dtype) : stored.Clone();
    }

    private static Tensor Converted(Tensor tensor, DType dtype) => tensor.DType == dtype ? tensor : tensor.To(dtype);
}
