using Referent.TestSupport;
using Referent.Torch;
using Referent.Torch.Weights;

namespace Referent.Models.Tests.Clip;

/// <summary>A file with the weights (<c>w.*</c>), inputs (<c>in.*</c>) and outputs (<c>out.*</c>) of a published implementation.</summary>
internal sealed class ParityFile : IDisposable
{
    /// <summary>Largest deviation in units of the output's largest magnitude: far above Float32 rounding, far below any real difference.</summary>
    private const double Tolerance = 1e-4;

    private readonly SafetensorsFile _file;

    private ParityFile(SafetensorsFile file) => _file = file;

    public IReadOnlyDictionary<string, long[]> WeightShapes =>
        WeightNames.ToDictionary(name => name, name => _file.Header.Entries[$"w.{name}"].Shape, StringComparer.Ordinal);

    private IEnumerable<string> WeightNames =>
        _file.Header.Entries.Keys.Where(name => name.StartsWith("w.", StringComparison.Ordinal)).Select(name => name[2..]);

    public static ParityFile Open(string name) => new(SafetensorsFile.Open(Fixtures.PathOf($"models/{name}")));

    public Tensor Read(string name) => _file.Read(name);

    public WeightStore Load(Action<WeightScope> build)
    {
        using TensorScope scope = TensorScope.Begin();
        Dictionary<string, Tensor> stateDict = WeightNames.ToDictionary(name => name, name => _file.Read($"w.{name}"), StringComparer.Ordinal);
        WeightStore store = WeightStore.FromStateDict(stateDict, "parity file");
        build(store.Root);
        store.Complete();
        return store;
    }

    public void AssertClose(string name, Tensor actual)
    {
        using TensorScope scope = TensorScope.Begin();
        Tensor expected = Read(name);
        Assert.Equal(expected.Shape, actual.Shape);
        double scale = expected.Abs().Max([]).Item();
        Assert.InRange((actual - expected).Abs().Max([]).Item() / scale, 0, Tolerance);
    }

    public void Dispose() => _file.Dispose();
}
