using System.Diagnostics;
using Referent.Torch.Interop;

namespace Referent.Torch.Tests.Interop;

public sealed class HostileEnvironmentTests
{
    [Theory]
    [InlineData("Prescott", "1")]
    [InlineData("sandybridge", "7")]
    public async Task An_inherited_older_kernel_and_thread_count_change_nothing(string kernel, string threads)
    {
        (int status, string output) = await RunCpuSetupTests(kernel, threads);
        Assert.True(status == 0, output);
    }

    [Theory]
    [InlineData("Haswell", CpuGeneration.Avx512, true)]
    [InlineData("HASWELL", CpuGeneration.Avx512, true)]
    [InlineData("Zen", CpuGeneration.Avx512, true)]
    [InlineData("Nehalem", CpuGeneration.Avx, true)]
    [InlineData("Haswell", CpuGeneration.Avx2, false)]
    [InlineData("SkylakeX", CpuGeneration.Avx512, false)]
    [InlineData("Cooperlake", CpuGeneration.Avx512, false)]
    [InlineData("SkylakeX", CpuGeneration.Avx2, false)]
    [InlineData("a kernel to come", CpuGeneration.Avx512, false)]
    internal void Only_a_kernel_older_than_the_CPU_is_set_aside(string kernel, CpuGeneration cpu, bool older) =>
        Assert.Equal(older, OpenBlas.IsOlder(kernel, cpu));

    /// <summary>Runs <see cref="CpuSetupTests"/> in a process of its own.</summary>
    private static async Task<(int Status, string Output)> RunCpuSetupTests(string kernel, string threads)
    {
        string program = Path.ChangeExtension(typeof(HostileEnvironmentTests).Assembly.Location, null);
        ProcessStartInfo start = new(program, ["-class", typeof(CpuSetupTests).FullName!]) { RedirectStandardOutput = true };
        start.Environment[OpenBlas.KernelVariable] = kernel;
        start.Environment["OMP_NUM_THREADS"] = threads;
        using Process child = Process.Start(start)!;
        string output = await child.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        await child.WaitForExitAsync(TestContext.Current.CancellationToken);
        return (child.ExitCode, output);
    }
}
