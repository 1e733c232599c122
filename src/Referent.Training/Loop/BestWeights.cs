using System.Text.Json;
using Referent.Torch;
using Referent.Torch.Weights;

namespace Referent.Training.Loop;

/// <summary>
/// The weights of a run at its best measure, in the run directory. What was best before is read from the run's metrics, so that a resumed
/// run chooses as an uninterrupted one. Use it after <see cref="RunSession.Begin"/>, and offer before <see cref="RunSession.Record"/>.
/// </summary>
internal sealed class BestWeights
{
    private const string FileName = "best.safetensors";

    private readonly string _path;
    private readonly WeightStore _weights;
    private double _best;

    /// <param name="folder">The run directory.</param>
    /// <param name="weights">Borrowed.</param>
    /// <param name="measure">Its name in the metrics; the greatest value is best, the first of several.</param>
    public BestWeights(string folder, WeightStore weights, string measure)
    {
        _path = Path.Combine(folder, FileName);
        _weights = weights;
        using FileStream file = new(Path.Combine(folder, RunSession.MetricsName), FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
        using StreamReader reader = new(file);
        _best = double.NegativeInfinity;
        while (reader.ReadLine() is { } line)
        {
            using JsonDocument document = JsonDocument.Parse(line);
            if (document.RootElement.TryGetProperty(measure, out JsonElement value) && value.ValueKind == JsonValueKind.Number)
            {
                _best = Math.Max(_best, value.GetDouble());
            }
        }
    }

    /// <summary>Keeps the weights as they are now if they measure better than all before.</summary>
    public void Offer(double value)
    {
        if (value > _best)
        {
            _best = value;
            SafetensorsWriter.Write(_path, _weights.Tensors);
        }
    }

    /// <summary>Puts the best weights in the place of the present ones.</summary>
    /// <exception cref="TrainingException">No value was a number.</exception>
    public void Restore()
    {
        if (double.IsNegativeInfinity(_best))
        {
            throw new TrainingException("No measurement gave a number to select weights by.");
        }

        using NoGrad noGrad = NoGrad.Begin();
        using SafetensorsFile file = SafetensorsFile.Open(_path);
        foreach ((string name, Tensor tensor) in _weights.Tensors)
        {
            using TensorScope scope = TensorScope.Begin();
            tensor.CopyInPlace(file.Read(name));
        }
    }
}
