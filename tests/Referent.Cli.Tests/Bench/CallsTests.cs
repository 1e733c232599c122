using Referent.Cli.Bench;
using Referent.Torch;

namespace Referent.Cli.Tests.Bench;

public sealed class CallsTests
{
    [Fact]
    public void Calls_are_timed()
    {
        using TorchCalls calls = new();
        Assert.True(calls.Add(1) > 0);
        Assert.True(calls.Linear(1) > calls.Add(1));
    }

    [Fact]
    public void The_program_in_CPP_answers_where_it_is_built_and_is_null_elsewhere()
    {
        TorchEnvironment torch = TorchRuntime.Environment;
        Assert.Null(NativeCalls.Start(torch with { Bridge = "/nowhere/libreferent_torch.so" }));
        using NativeCalls? native = NativeCalls.Start(torch);
        if (native is null)
        {
            Assert.Skip("torch_bench is built on demand.");
        }

        Assert.True(native.Add(3) > 0);
        Assert.True(native.Linear(1) > native.Add(1));
    }
}
