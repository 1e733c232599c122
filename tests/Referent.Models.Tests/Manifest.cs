using Referent.TestSupport;
using Referent.Torch;
using Referent.Torch.Weights;

namespace Referent.Models.Tests;

/// <summary>
/// Committed lists of the names, element types and shapes in published state dicts: <c>NAME F16|F32|I64 AxB</c>, by name. Made from the
/// published classes, converted as their files are stored (CLIP, model.py, convert_weights), not from this code.
/// </summary>
internal static class Manifest
{
    /// <summary>The model asks for exactly these names and shapes, for integers where they are and for floating types elsewhere.</summary>
    public static void AssertHolds(string name, WeightStore store)
    {
        string[] expected = [.. File.ReadLines(Fixtures.PathOf($"models/{name}.manifest.txt")).Select(line => line.Replace(" F16 ", " F32 ", StringComparison.Ordinal))];
        string[] actual =
        [
            .. store.Tensors.OrderBy(item => item.Key, StringComparer.Ordinal)
                .Select(item => $"{item.Key} {(item.Value.DType == DType.Int64 ? "I64" : "F32")} {string.Join('x', item.Value.Shape)}"),
        ];
        Assert.Equal(expected, actual);
    }
}
