using Referent.Torch.Optim;

namespace Referent.Torch.Tests.Optim;

public sealed class AdamTests
{
    /// <summary>Single precision, five steps.</summary>
    private const float Tolerance = 1e-6f;

    private static readonly AdamOptions Options = new() { Beta1 = 0.9, Beta2 = 0.98, Epsilon = 1e-6 };

    /// <summary>Expected values: torch.optim.AdamW of PyTorch 1.13.1 on the same loss.</summary>
    [Theory]
    [InlineData(0.0, new[] { 0.5183855f, -1.5061769f, 2.5034914f }, new[] { 0.77498978f, -1.9584907f, 2.3790803f }, new[] { 0.41642466f, 2.3368039f, 3.3557844f })]
    [InlineData(0.1, new[] { 0.48197767f, -1.4198161f, 2.3677843f }, new[] { 0.74274224f, -1.8743442f, 2.2765088f }, new[] { 0.39425313f, 2.1799510f, 3.1174531f })]
    public void Five_steps_are_those_of_PyTorch(double decay, float[] parameter, float[] first, float[] second)
    {
        using Tensor weight = Parameter();
        using Adam adam = new([("w", weight, true)], Options with { WeightDecay = decay });
        Steps(adam, weight, 5);

        Equal(parameter, weight);
        Equal(first, adam.State["m.w"]);
        Equal(second, adam.State["v.w"]);
        Assert.Equal(5, adam.Steps);
    }

    [Fact]
    public void A_parameter_that_is_not_to_decay_does_not()
    {
        using Tensor decaying = Parameter();
        using Tensor plain = Parameter();
        using Adam adam = new([("a", decaying, true), ("b", plain, false)], Options with { WeightDecay = 0.1 });
        using TensorScope scope = TensorScope.Begin();
        (Loss(decaying) + Loss(plain)).Backward();
        adam.Step(0.1);
        Assert.Equal(plain.ToArray<float>().Select((value, i) => value - (0.01f * Start[i])), decaying.ToArray<float>(), (a, b) => Math.Abs(a - b) < Tolerance);
    }

    [Fact]
    public void A_parameter_with_a_rate_of_its_own_moves_and_decays_by_that_share()
    {
        using Tensor whole = Parameter();
        using Tensor tenth = Parameter();
        using Adam plain = new([("w", whole, true)], Options with { WeightDecay = 0.1 });
        using Adam scaled = new([("w", tenth, true, 0.1)], Options with { WeightDecay = 0.1 });
        using TensorScope scope = TensorScope.Begin();
        (Loss(whole) + Loss(tenth)).Backward();
        plain.Step(0.01);
        scaled.Step(0.1);
        Assert.Equal(whole.ToArray<float>(), tenth.ToArray<float>(), (a, b) => Math.Abs(a - b) < Tolerance);
    }

    [Fact]
    public void A_restored_optimiser_continues_with_the_same_bytes()
    {
        using Tensor straight = Parameter();
        using Adam through = new([("w", straight, true)], Options);
        Steps(through, straight, 6);

        using Tensor first = Parameter();
        using Adam before = new([("w", first, true)], Options);
        Steps(before, first, 3);
        using Tensor second = TensorScope.Detach(Tensor.From(first.ToArray<float>(), 3));
        second.RequiresGrad = true;
        using Adam after = new([("w", second, true)], Options);
        after.Restore(before.State, before.Steps);
        Steps(after, second, 3);

        Assert.Equal(straight.ToArray<float>(), second.ToArray<float>());
        Assert.Throws<KeyNotFoundException>(() => after.Restore(new Dictionary<string, Tensor>(), 0));
    }

    [Fact]
    public void Clipping_scales_all_gradients_by_their_joint_norm()
    {
        using TensorScope scope = TensorScope.Begin();
        Tensor p = Leaf([3f, 4f]);
        Tensor q = Leaf([12f]);
        Tensor unused = Leaf([1f]);
        using Adam adam = new([("p", p, true), ("q", q, true), ("unused", unused, true)], Options);
        ((p * p).Sum() + (q * q).Sum()).Mul(0.5).Backward();

        foreach (double far in (double[])[20, 0])
        {
            Assert.Equal(13, adam.ClipGradients(far).Item(), 5);
            Assert.Equal([3f, 4f], p.Gradient()!.ToArray<float>());
        }

        Assert.Equal(13, adam.ClipGradients(6.5).Item(), 5);
        Assert.Equal([1.5f, 2f], p.Gradient()!.ToArray<float>());
        Assert.Equal([6f], q.Gradient()!.ToArray<float>());
    }

    [Fact]
    public void Clipping_wants_gradients()
    {
        using Tensor weight = Parameter();
        using Adam adam = new([("w", weight, true)], Options);
        Assert.Contains("backward", Assert.Throws<InvalidOperationException>(() => adam.ClipGradients(1)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_parameter_without_a_gradient_stays()
    {
        using Tensor weight = Parameter();
        using Adam adam = new([("w", weight, true)], Options with { WeightDecay = 0.1 });
        adam.Step(0.1);
        Assert.Equal(Start, weight.ToArray<float>());
    }

    [Fact]
    public void The_schedule_rises_linearly_and_falls_along_half_a_cosine()
    {
        CosineSchedule schedule = new() { Peak = 2, WarmupSteps = 4, TotalSteps = 14, FinalFraction = 0.1 };
        Assert.Equal([0.5, 1, 1.5, 2], Enumerable.Range(0, 4).Select(step => schedule.At(step)));
        Assert.Equal(2, schedule.At(4), 12);
        Assert.Equal(1.1, schedule.At(9), 12);
        Assert.Equal(0.2, schedule.At(14), 12);
        Assert.Equal(0.2, schedule.At(1000), 12);
    }

    private static readonly float[] Start = [1f, -2f, 3f];

    private static Tensor Parameter()
    {
        Tensor tensor = TensorScope.Detach(Tensor.From(Start, 3));
        tensor.RequiresGrad = true;
        return tensor;
    }

    private static Tensor Leaf(float[] values)
    {
        Tensor tensor = Tensor.From(values, values.Length);
        tensor.RequiresGrad = true;
        return tensor;
    }

    private static Tensor Loss(Tensor weight) => (weight.Pow(3) * Tensor.From([1f, -0.5f, 0.25f], 3)).Sum();

    private static void Steps(Adam adam, Tensor weight, int count)
    {
        for (int i = 0; i < count; i++)
        {
            using TensorScope scope = TensorScope.Begin();
            adam.ClearGradients();
            Loss(weight).Backward();
            adam.Step(0.1);
        }
    }

    private static void Equal(float[] expected, Tensor actual) => Assert.Equal(expected, actual.ToArray<float>(), (a, b) => Math.Abs(a - b) < Tolerance);
}
