using Referent.Models;
using Referent.Torch;
using Referent.Torch.Weights;

namespace Referent.Training.Loop;

/// <summary>Lets a run begin from the weights of an earlier one.</summary>
internal static class StartingWeights
{
    /// <summary>
    /// Replaces the fresh weights whose names begin with <paramref name="prefix"/> by those of the file, whose names begin with another one.
    /// </summary>
    /// <param name="store">Of the run.</param>
    /// <param name="path">Weights in any form that can be read; empty leaves all as it is.</param>
    /// <param name="prefix">Empty for all.</param>
    /// <param name="filePrefix">What names begin with there, in the place of <paramref name="prefix"/>.</param>
    /// <exception cref="TrainingException">Tensors are missing, or of another shape.</exception>
    public static void Fill(WeightStore store, string path, string prefix = "", string filePrefix = "")
    {
        ArgumentNullException.ThrowIfNull(store);
        if (path.Length == 0)
        {
            return;
        }

        using WeightFile file = FoundationWeights.Open(path);
        string[] names = [.. store.Tensors.Keys.Where(name => name.StartsWith(prefix, StringComparison.Ordinal))];
        string[] unfit = [.. names.Where(name => !Fits(name))];
        if (unfit.Length > 0)
        {
            throw new TrainingException(
                $"{path} misses {unfit.Length} tensors of the model, or has them in other shapes: {string.Join(", ", unfit)}.");
        }

        using NoGrad noGrad = NoGrad.Begin();
        foreach (string name in names)
        {
            using TensorScope scope = TensorScope.Begin();
            store.Tensors[name].CopyInPlace(file.Read(There(name)));
        }

        bool Fits(string name) =>
            file.Tensors.TryGetValue(There(name), out TensorInfo? found) && found.Shape.SequenceEqual(store.Tensors[name].Shape);

        string There(string name) => filePrefix + name[prefix.Length..];
    }
}
