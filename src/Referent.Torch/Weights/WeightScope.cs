namespace Referent.Torch.Weights;

/// <summary>A prefix of state-dict names. Layers name their weights by literals: a grep for a key finds the code.</summary>
public sealed class WeightScope
{
    private readonly WeightStore _store;
    private readonly string _prefix;
    private readonly DType _matrices;

    internal WeightScope(WeightStore store, string prefix, DType matrices = DType.Float32)
    {
        _store = store;
        _prefix = prefix;
        _matrices = matrices;
    }

    /// <summary>The scope of a submodule: <c>prefix.name</c>.</summary>
    public WeightScope In(string name) => new(_store, Join(name), _matrices);

    /// <summary>The scope of a numbered submodule: <c>prefix.index</c>.</summary>
    public WeightScope In(int index) => In(index.ToString());

    /// <summary>The same scope, where every <see cref="Matrix"/> is Float32 or BFloat16, and products with it are made in that type.</summary>
    public WeightScope WithMatrices(DType dtype) => new(_store, _prefix, dtype);

    /// <summary>
    /// A <see cref="Parameter"/> that only ever is the matrix of a <see cref="Nn.Precision.Linear"/>, in the type of <see cref="WithMatrices"/>.
    /// </summary>
    public Tensor Matrix(string name, Initialiser initialiser, params long[] shape) =>
        _store.Get(Join(name), shape, initialiser, isParameter: true, _matrices);

    /// <summary>A trainable tensor of this name and shape, owned by the store.</summary>
    public Tensor Parameter(string name, Initialiser initialiser, params long[] shape) =>
        _store.Get(Join(name), shape, initialiser, isParameter: true);

    /// <summary>A tensor that is stored but not trained, owned by the store.</summary>
    public Tensor Buffer(string name, Initialiser initialiser, params long[] shape) => _store.Get(Join(name), shape, initialiser, isParameter: false);

    /// <summary>An Int64 of rank 0 that is stored but not trained and starts at 0, owned by the store.</summary>
    public Tensor Counter(string name) => _store.Get(Join(name), [], Initialiser.Zeros, isParameter: false, DType.Int64);

    private string Join(string name) => _prefix.Length == 0 ? name : $"{_prefix}.{name}";
}
