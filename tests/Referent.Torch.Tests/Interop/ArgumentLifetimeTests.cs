using System.Runtime.CompilerServices;
using Referent.Torch.Interop;

namespace Referent.Torch.Tests.Interop;

/// <summary>Nothing frees a tensor while a call uses it, and nothing keeps it afterwards.</summary>
public sealed unsafe class ArgumentLifetimeTests
{
    [Fact]
    public void A_tensor_disposed_during_a_call_lives_until_the_call_is_over()
    {
        Tensor single = Tensor.Ones([2]);
        Tensor listed = Tensor.Ones([2]);
        long before = LiveTensors.Settled();
        Argument[] arguments = [single, new Tensor?[] { null, listed, listed }];
        NativeValue* values = stackalloc NativeValue[2];
        long* scratch = stackalloc long[3];
        ArgumentWriter writer = new(values, scratch);

        writer.Write(arguments);
        single.Dispose();
        listed.Dispose();
        long during = TorchRuntime.LiveTensors;
        writer.Release(arguments);

        Assert.Equal(before, during);
        Assert.Equal(before - 2, TorchRuntime.LiveTensors);
    }

    [Fact]
    public void A_disposed_argument_is_refused_and_the_others_are_let_go()
    {
        Tensor good = Tensor.Ones([2]);
        Tensor gone = Tensor.Ones([2]);
        gone.Dispose();
        long before = LiveTensors.Settled();

        Assert.Throws<ObjectDisposedException>(() => good.Add(gone));
        Assert.Throws<ObjectDisposedException>(() => Tensor.Cat([good, good, gone], 0));
        good.Dispose();

        Assert.Equal(before - 1, TorchRuntime.LiveTensors);
    }

    [Fact]
    public void A_failed_call_lets_its_arguments_go()
    {
        Tensor left = Tensor.Ones([2, 3]);
        long before = LiveTensors.Settled();
        Assert.Throws<TorchException>(() => left.MatMul(left));
        left.Dispose();
        Assert.Equal(before - 1, TorchRuntime.LiveTensors);
    }

    [Fact]
    public void A_tensor_that_nobody_holds_is_freed_by_the_finaliser()
    {
        long before = LiveTensors.Settled();
        MakeAndForget();
        Assert.Equal(before + 2, TorchRuntime.LiveTensors);
        Assert.Equal(before, LiveTensors.Settled());
    }

    [Fact]
    public void Intermediates_of_one_expression_survive_collections_during_their_calls()
    {
        using CancellationTokenSource stop = new();
        Thread collector = new(() =>
        {
            while (!stop.IsCancellationRequested)
            {
                GC.Collect();
                GC.WaitForPendingFinalizers();
            }
        });
        collector.Start();
        try
        {
            for (int i = 0; i < 300; i++)
            {
                // No scope: each intermediate is held by nothing but the call that reads it.
                using Tensor sum = Tensor.Full(i, [64]).Mul(2.0).Add(Tensor.Full(1, [64])).Sum();
                Assert.Equal(64 * ((2 * i) + 1), sum.Item());
            }
        }
        finally
        {
            stop.Cancel();
            collector.Join();
        }
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void MakeAndForget() => _ = Tensor.Ones([1000]).Mul(2.0);
}
