using Referent.Torch.Optim;

namespace Referent.Torch.Tests;

public sealed class TensorScopeTests
{
    private readonly long _before = LiveTensors.Settled();

    private long Made => TorchRuntime.LiveTensors - _before;

    [Fact]
    public void A_scope_frees_its_intermediates_and_the_caller_owns_what_it_keeps()
    {
        Tensor kept;
        using (TensorScope scope = TensorScope.Begin())
        {
            Tensor x = Tensor.Ones([4]);
            kept = scope.Keep(x + x);
        }

        Assert.Equal(1, Made);
        Assert.Equal([2f, 2f, 2f, 2f], kept.ToArray<float>());
        kept.Dispose();
        Assert.Equal(0, Made);
    }

    [Fact]
    public void An_inner_scope_hands_what_it_keeps_to_the_outer_one()
    {
        using (TensorScope outer = TensorScope.Begin())
        {
            Tensor ofOuter = Tensor.Ones([1]);
            Tensor kept;
            using (TensorScope inner = TensorScope.Begin())
            {
                kept = inner.Keep(ofOuter + Tensor.Ones([1]));
                Assert.Equal(3, Made);
            }

            Assert.Equal(2, Made);
            Assert.Equal(3, (kept + ofOuter).Item());
        }

        Assert.Equal(0, Made);
    }

    [Fact]
    public void A_scope_leaves_tensors_of_the_outer_one_alone_even_when_told_to_keep_them()
    {
        using (TensorScope outer = TensorScope.Begin())
        {
            Tensor ofOuter = Tensor.Ones([1]);
            using (TensorScope inner = TensorScope.Begin())
            {
                Assert.Same(ofOuter, inner.Keep(ofOuter));
            }

            Assert.Equal(1, ofOuter.Item());
        }

        Assert.Equal(0, Made);
    }

    [Fact]
    public void A_detached_tensor_outlives_every_scope()
    {
        Tensor detached;
        using (TensorScope outer = TensorScope.Begin())
        {
            using TensorScope inner = TensorScope.Begin();
            detached = TensorScope.Detach(Tensor.Ones([1]));
        }

        Assert.Equal(1, Made);
        detached.Dispose();
        Assert.Equal(0, Made);
    }

    [Fact]
    public void Without_a_scope_results_belong_to_the_caller()
    {
        Tensor x = Tensor.Ones([1]);
        Assert.Equal(1, Made);
        x.Dispose();
        x.Dispose();
        Assert.Equal(0, Made);
        Assert.Equal("Tensor (disposed)", x.ToString());
    }

    [Fact]
    public void A_tensor_may_be_disposed_before_its_scope_ends()
    {
        using (TensorScope scope = TensorScope.Begin())
        {
            Tensor x = Tensor.Ones([1]);
            x.Dispose();
            Assert.Equal(0, Made);
        }

        Assert.Equal(0, Made);
    }

    [Fact]
    public void An_exception_frees_the_intermediates_it_leaves()
    {
        Assert.Throws<TorchException>(() =>
        {
            using TensorScope scope = TensorScope.Begin();
            Tensor x = Tensor.Ones([2, 3]);
            return scope.Keep(x.MatMul(x));
        });
        Assert.Equal(0, Made);
    }

    [Fact]
    public void Lists_and_pairs_of_results_belong_to_the_scope_too()
    {
        using (TensorScope scope = TensorScope.Begin())
        {
            Tensor x = Tensor.From([1f, 2f, 3f], 3);
            _ = x.Unbind(0);
            _ = x.TopK(2);
            Assert.Equal(6, Made);
        }

        Assert.Equal(0, Made);
    }

    [Fact]
    public void Tensors_of_another_thread_belong_to_its_own_scopes()
    {
        Tensor? ofOther = null;
        using (TensorScope scope = TensorScope.Begin())
        {
            Thread other = new(() => ofOther = Tensor.Ones([1]));
            other.Start();
            other.Join();
        }

        Assert.Equal(1, ofOther!.Item());
        ofOther.Dispose();
    }

    [Fact]
    public void A_scope_ended_on_another_thread_or_out_of_order_is_refused()
    {
        ScopeFrame outer = ScopeFrame.Push();
        ScopeFrame inner = ScopeFrame.Push();
        Exception? fault = null;
        Thread other = new(() => fault = Record.Exception(inner.Pop));
        other.Start();
        other.Join();

        Assert.IsType<InvalidOperationException>(fault);
        Assert.Throws<InvalidOperationException>(outer.Pop);
        inner.Pop();
        outer.Pop();
    }

    [Fact]
    public void A_training_step_leaves_as_many_tensors_as_it_found()
    {
        using Tensor weight = TensorScope.Detach(Tensor.Full(0.5, [3, 2]));
        weight.RequiresGrad = true;
        using Adam optimiser = new([("weight", weight, true)], new AdamOptions());
        for (int i = 0; i < 3; i++)
        {
            long before = LiveTensors.Settled();
            using (TensorScope scope = TensorScope.Begin())
            {
                Tensor loss = Tensor.Ones([4, 2]).Linear(weight, null).GeluErf().Mean();
                optimiser.ClearGradients();
                loss.Backward();
                optimiser.ClipGradients(1);
                optimiser.Step(0.1);
            }

            Assert.Equal(before, TorchRuntime.LiveTensors);
        }
    }
}
