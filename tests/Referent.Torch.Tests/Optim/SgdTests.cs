using Referent.Torch.Optim;

namespace Referent.Torch.Tests.Optim;

public sealed class SgdTests
{
    private const double Momentum = 0.5;
    private const double Decay = 0.1;

    [Fact]
    public void Steps_are_those_of_torch()
    {
        using TensorScope scope = TensorScope.Begin();
        Tensor parameter = Leaf(2, -3);
        using Sgd optimiser = new([("p", parameter, 1)], Momentum, Decay);
        (double first, double second) = (2, -3);
        (double firstUpdate, double secondUpdate) = (0, 0);
        for (int step = 0; step < 3; step++)
        {
            Descend(optimiser, parameter, 0.1);
            firstUpdate = (Momentum * firstUpdate) + (2 * first) + (Decay * first);
            secondUpdate = (Momentum * secondUpdate) + (2 * second) + (Decay * second);
            (first, second) = (first - (0.1 * firstUpdate), second - (0.1 * secondUpdate));
            Assert.Equal([(float)first, (float)second], parameter.ToArray<float>(), Near);
        }
    }

    [Fact]
    public void A_restored_state_continues_bit_for_bit()
    {
        using TensorScope scope = TensorScope.Begin();
        Tensor parameter = Leaf(2, -3);
        using Sgd optimiser = new([("p", parameter, 1)], Momentum, Decay);
        Descend(optimiser, parameter, 0.1);
        Tensor other = Leaf(parameter.ToArray<float>());
        using Sgd resumed = new([("p", other, 1)], Momentum, Decay);
        resumed.Restore(optimiser.State, optimiser.Steps);
        Assert.Equal(1, resumed.Steps);
        Descend(optimiser, parameter, 0.05);
        Descend(resumed, other, 0.05);
        Assert.Equal(parameter.ToArray<float>(), other.ToArray<float>());
    }

    [Fact]
    public void A_parameter_moves_at_its_own_rate()
    {
        using TensorScope scope = TensorScope.Begin();
        Tensor slow = Leaf(2), fast = Leaf(2);
        using Sgd optimiser = new([("slow", slow, 0.5), ("fast", fast, 1)], momentum: 0, weightDecay: 0);
        (slow + fast).Sum().Backward();
        optimiser.Step(0.1);
        Assert.True(Near(1.95f, slow.ToArray<float>()[0]));
        Assert.True(Near(1.9f, fast.ToArray<float>()[0]));
    }

    [Fact]
    public void A_parameter_without_gradient_stays()
    {
        using TensorScope scope = TensorScope.Begin();
        Tensor parameter = Leaf(2, -3);
        using Sgd optimiser = new([("p", parameter, 1)], Momentum, Decay);
        optimiser.Step(1);
        Assert.Equal([2, -3], parameter.ToArray<float>());
    }

    private static Tensor Leaf(params float[] values)
    {
        Tensor leaf = Tensor.From(values, values.Length);
        leaf.RequiresGrad = true;
        return leaf;
    }

    private static bool Near(float expected, float actual) => Math.Abs(expected - actual) < 1e-5;

    private static void Descend(Sgd optimiser, Tensor parameter, double learningRate)
    {
        using TensorScope scope = TensorScope.Begin();
        optimiser.ClearGradients();
        (parameter * parameter).Sum().Backward();
        optimiser.Step(learningRate);
    }
}
