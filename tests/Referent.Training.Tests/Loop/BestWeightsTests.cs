using Referent.TestSupport;
using Referent.Torch;
using Referent.Torch.Weights;
using Referent.Training.Loop;

namespace Referent.Training.Tests.Loop;

public sealed class BestWeightsTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly WeightStore _store = WeightStore.Initialise(1);
    private readonly Tensor _weight;

    public BestWeightsTests() => _weight = _store.Root.Parameter("w", Initialiser.Constant(1), 2);

    public void Dispose()
    {
        _store.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public void What_measured_best_comes_back_and_ties_go_to_the_first()
    {
        BestWeights best = Open(string.Empty);
        Offer(best, 3, 0.1);
        Offer(best, 4, 0.3);
        Offer(best, 5, 0.3);
        Offer(best, 6, 0.2);
        best.Restore();
        Assert.Equal([4f, 4f], _weight.ToArray<float>());
    }

    [Fact]
    public void A_resumed_run_remembers_what_the_interrupted_one_measured()
    {
        Offer(Open(string.Empty), 4, 0.3);
        BestWeights best = Open("{\"step\":0,\"loss\":9}\n{\"step\":1,\"fit\":0.3}\n{\"step\":2,\"fit\":0.1}\n");
        Offer(best, 5, 0.2);
        best.Restore();
        Assert.Equal([4f, 4f], _weight.ToArray<float>());
    }

    [Fact]
    public void Without_a_measurement_there_is_nothing_to_select() => Assert.Throws<TrainingException>(Open(string.Empty).Restore);

    private BestWeights Open(string metrics)
    {
        File.WriteAllText(_folder.PathOf("metrics.jsonl"), metrics);
        return new BestWeights(_folder.FullPath, _store, "fit");
    }

    private void Offer(BestWeights best, float weight, double measure)
    {
        using (NoGrad.Begin())
        {
            using Tensor value = Tensor.Full(weight, [2]);
            _weight.CopyInPlace(value);
        }

        best.Offer(measure);
    }
}
