namespace Referent.Torch.Weights;

/// <summary>Another file's tensors under other names. Owns the file.</summary>
/// <param name="file">Where the tensors are; the caller's no longer.</param>
/// <param name="recipes">What each tensor is made of, by its new name; all sources are in the file. What no recipe names is left out.</param>
public sealed class RenamedWeights(WeightFile file, IReadOnlyDictionary<string, WeightRecipe> recipes) : WeightFile
{
    public override IReadOnlyDictionary<string, TensorInfo> Tensors { get; } =
        recipes.ToDictionary(item => item.Key, item => item.Value.InfoIn(file), StringComparer.Ordinal);

    public override IReadOnlyDictionary<string, string> Metadata => file.Metadata;

    public override string Form => file.Form;

    public override Tensor Read(string name)
    {
        WeightRecipe recipe = recipes[name];
        using TensorScope scope = TensorScope.Begin();
        Tensor[] parts = [.. recipe.Sources.Select(file.Read)];
        Tensor joined = parts is [Tensor only] ? only : Tensor.Cat(parts, 0);
        return scope.Keep(recipe.Transposed ? joined.Transpose(0, 1).Contiguous() : joined);
    }

    protected override void Dispose(bool disposing) => file.Dispose();
}

/// <summary>How one tensor is made of others.</summary>
/// <param name="Sources">Their names; several are put one after another along the first axis.</param>
/// <param name="Transposed">Whether the two axes change places.</param>
public sealed record WeightRecipe(IReadOnlyList<string> Sources, bool Transposed = false)
{
    /// <exception cref="WeightFormatException">The sources do not fit together.</exception>
    internal TensorInfo InfoIn(WeightFile file)
    {
        TensorInfo[] parts = [.. Sources.Select(name => file.Tensors[name])];
        (DType dtype, long[] shape) = (parts[0].DType, parts[0].Shape);
        if (parts.Any(part => part.DType != dtype || part.Shape.Length != shape.Length || !part.Shape.Skip(1).SequenceEqual(shape.Skip(1)))
            || (parts.Length > 1 && shape.Length == 0)
            || (Transposed && shape.Length != 2))
        {
            throw new WeightFormatException($"{string.Join(", ", Sources)} do not have shapes and types that belong together.");
        }

        long[] joined = parts.Length == 1 ? shape : [parts.Sum(part => part.Shape[0]), .. shape.Skip(1)];
        return new TensorInfo(dtype, Transposed ? [joined[1], joined[0]] : joined);
    }
}
