using Referent.Models.IrNet;
using Referent.TestSupport;
using Referent.Torch;
using Referent.Torch.Weights;
using Referent.Training.Losses;

namespace Referent.Training.Tests.Losses;

public sealed class AffinityLossTests
{
    /// <summary>Largest deviation in units of the expected value's largest magnitude: above Float32 rounding, below any real difference.</summary>
    private const double Tolerance = 1e-4;

    /// <summary>Against a PyTorch rendition of IRNet written for these tests, pairs within 4 places.</summary>
    [Fact]
    public void Loss_and_gradients_of_a_training_step_are_those_of_the_official_program()
    {
        using TensorScope scope = TensorScope.Begin();
        using SafetensorsFile file = SafetensorsFile.Open(Fixtures.PathOf("models/irnet_tiny.safetensors"));
        Dictionary<string, Tensor> weights = file.Header.Entries.Keys.Where(name => name.StartsWith("w.", StringComparison.Ordinal))
            .ToDictionary(name => name[2..], file.Read, StringComparer.Ordinal);
        using WeightStore store = WeightStore.FromStateDict(weights, "parity file", trainable: true);
        IrNetModel model = new(store.Root, new IrNetConfig { Width = 4, Blocks = [1, 1, 2, 1], EdgeWidth = 8, DisplacementWidth = 16 });
        store.Complete();

        (Tensor edge, Tensor displacement) = model.Forward(file.Read("in.batch").To(DType.Float32));
        Tensor loss = new AffinityLoss(radius: 4).Compute(edge, displacement, file.Read("in.labels").To(DType.Float32));
        loss.Backward();

        AssertClose(file.Read("out.loss"), loss);
        string[] names = ["fc_edge3.0.weight", "fc_edge6.bias", "fc_dp5.1.weight", "fc_dp7.3.weight"];
        Assert.All(names, name => AssertClose(file.Read($"grad.{name}"), store.Tensors[name].Gradient()!));
    }

    private static void AssertClose(Tensor expected, Tensor actual)
    {
        double scale = expected.Abs().Max([]).Item();
        Assert.InRange((actual - expected).Abs().Max([]).Item() / scale, 0, Tolerance);
    }
}
