using Referent.Torch.Interop;

namespace Referent.Torch.Tests.Interop;

public sealed class CpuTopologyTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("referent-cpus").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [InlineData("0", new[] { 0 })]
    [InlineData("0-3", new[] { 0, 1, 2, 3 })]
    [InlineData("\t0-1,4,6-7\n", new[] { 0, 1, 4, 6, 7 })]
    [InlineData("", new int[0])]
    public void The_kernels_lists_are_read(string text, int[] expected) => Assert.Equal(expected, CpuTopology.ParseList(text));

    [Fact]
    public void Hyper_threads_of_one_core_count_once()
    {
        Describe((0, "0,2"), (1, "1,3"), (2, "0,2"), (3, "1,3"));
        Assert.Equal(2, CpuTopology.PhysicalCores(_folder, [0, 1, 2, 3], limit: 4));
    }

    [Fact]
    public void Cores_outside_the_affinity_mask_do_not_count()
    {
        Describe((0, "0-1"), (1, "0-1"), (2, "2-3"), (3, "2-3"), (4, "4-5"), (5, "4-5"));
        Assert.Equal(2, CpuTopology.PhysicalCores(_folder, [0, 1, 2, 3], limit: 4));
    }

    [Fact]
    public void A_quota_below_the_cores_is_the_limit()
    {
        Describe((0, "0"), (1, "1"), (2, "2"), (3, "3"));
        Assert.Equal(2, CpuTopology.PhysicalCores(_folder, [0, 1, 2, 3], limit: 2));
    }

    [Fact]
    public void Without_a_topology_every_processor_counts()
    {
        Assert.Equal(3, CpuTopology.PhysicalCores(_folder, [0, 1, 2], limit: 3));
        Assert.Equal(5, CpuTopology.PhysicalCores(_folder, [], limit: 5));
    }

    private void Describe(params (int Processor, string Siblings)[] processors)
    {
        foreach ((int processor, string siblings) in processors)
        {
            string topology = Directory.CreateDirectory(Path.Combine(_folder, $"cpu{processor}", "topology")).FullName;
            File.WriteAllText(Path.Combine(topology, "thread_siblings_list"), siblings + "\n");
        }
    }
}
