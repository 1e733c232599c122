using Referent.Torch.Interop;

namespace Referent.Torch.Tests;

/// <summary>Random state, determinism, grad mode and threads.</summary>
public sealed class TorchRuntimeTests
{
    private static readonly Operator Randn = new("aten::randn");

    [Fact]
    public void One_seed_gives_one_sequence_and_another_seed_another()
    {
        using TensorScope scope = TensorScope.Begin();
        TorchRuntime.Seed(7);
        float[] first = Draw();
        float[] second = Draw();
        TorchRuntime.Seed(7);

        Assert.Equal(first, Draw());
        Assert.Equal(second, Draw());
        TorchRuntime.Seed(8);
        Assert.NotEqual(first, Draw());
    }

    [Fact]
    public void The_generators_state_goes_to_bytes_and_back()
    {
        using TensorScope scope = TensorScope.Begin();
        TorchRuntime.Seed(7);
        _ = Randn.Call(new long[] { 3 }); // an odd count leaves a cached second normal behind
        byte[] saved = TorchRuntime.GeneratorState(Device.Cpu).ToArray<byte>();
        float[] expected = Draw();
        TorchRuntime.Seed(99);
        _ = Draw();

        TorchRuntime.RestoreGeneratorState(Device.Cpu, Tensor.From<byte>(saved, [saved.Length]));

        Assert.Equal(expected, Draw());
    }

    [Fact]
    public void A_broken_state_is_refused()
    {
        using TensorScope scope = TensorScope.Begin();
        Assert.StartsWith(
            "generator state: ", Assert.Throws<TorchException>(() => TorchRuntime.RestoreGeneratorState(Device.Cpu, Tensor.Zeros([3], DType.UInt8))).Message);
    }

    [Fact]
    public void Accumulation_by_index_gives_the_same_bytes_every_time_on_two_threads()
    {
        using TensorScope scope = TensorScope.Begin();
        int before = TorchRuntime.Threads;
        TorchRuntime.Threads = 2;
        try
        {
            const int count = 400_000;
            Random random = new(5);
            Tensor values = Tensor.From([.. Enumerable.Range(0, count).Select(_ => random.NextSingle())], count);
            Tensor indices = Tensor.From([.. Enumerable.Range(0, count).Select(_ => (long)random.Next(7))], count);
            Operator accumulate = new("aten::index_put");
            float[] Sum() => accumulate.Call(Tensor.Zeros([7]), new Tensor?[] { indices }, values, true).ToArray<float>();

            float[] first = Sum();

            Assert.All(Enumerable.Range(0, 20), _ => Assert.Equal(first, Sum()));
        }
        finally
        {
            TorchRuntime.Threads = before;
        }
    }

    [Fact]
    public void Grad_mode_is_each_threads_own_and_blocks_nest()
    {
        bool onOther = false;
        using (NoGrad outer = NoGrad.Begin())
        {
            using (NoGrad inner = NoGrad.Begin())
            {
                Assert.False(Records());
            }

            Assert.False(Records());
            Thread other = new(() => onOther = Records());
            other.Start();
            other.Join();
        }

        Assert.True(onOther);
        Assert.True(Records());

        static bool Records()
        {
            using TensorScope scope = TensorScope.Begin();
            Tensor leaf = Tensor.Ones([1]);
            leaf.RequiresGrad = true;
            return leaf.Mul(2.0).RequiresGrad;
        }
    }

    [Fact]
    public void The_thread_count_is_settable_and_nonsense_is_refused()
    {
        int before = TorchRuntime.Threads;
        try
        {
            TorchRuntime.Threads = 1;
            Assert.Equal(1, TorchRuntime.Threads);
            Assert.StartsWith("threads: ", Assert.Throws<TorchException>(() => TorchRuntime.Threads = 0).Message);
        }
        finally
        {
            TorchRuntime.Threads = before;
        }
    }

    [Fact]
    public void The_environment_tells_what_is_used()
    {
        TorchEnvironment environment = TorchRuntime.Environment;
        Assert.Matches(@"^\d+\.\d+", environment.Libtorch);
        Assert.True(File.Exists(environment.Bridge), environment.Bridge);
        Assert.Equal(TorchRuntime.BridgePath, environment.Bridge);
        Assert.NotEqual("unknown", environment.CpuCapability);
        Assert.NotEqual("unknown", environment.Blas);
        Assert.Equal(TorchRuntime.Threads, environment.Threads);
    }

    private static float[] Draw()
    {
        using TensorScope scope = TensorScope.Begin();
        return Randn.Call(new long[] { 8 }).ToArray<float>();
    }
}
