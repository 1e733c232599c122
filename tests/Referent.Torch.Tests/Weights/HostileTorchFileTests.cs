using System.IO.Compression;
using System.Text;
using Referent.TestSupport;
using Referent.Torch.Weights;

namespace Referent.Torch.Tests.Weights;

/// <summary>Files made to run code, to exhaust memory or merely damaged: one line of error, without any work done for them.</summary>
public sealed class HostileTorchFileTests : IDisposable
{
    /// <summary>Far below what any of these files asks for. Reading the largest fixture's directory and pickle takes a tenth of it.</summary>
    private const long Allowance = 64 << 20;

    private readonly string _path = Path.Combine(Path.GetTempPath(), $"{Guid.NewGuid():N}.pth");

    public static TheoryData<string, string> Pickles => new()
    {
        { "cos\nsystem\n(S'true'\ntR.", "os.system" },
        { "cbuiltins\neval\n(S'1'\ntR.", "builtins.eval" },
        { "cnumpy\nload\n(S'x'\ntR.", "numpy.load" },
        { "ctorch._utils\n_rebuild_tensor_v3\n.", "_rebuild_tensor_v3" },
        { "c__torch__evil\nX\n.", "__torch__evil" },
        { "ccollections\nOrderedDict\n(I1\ntR.", "OrderedDict" },
        { "I1\nI1\nI2\n\u0086R.", "call" },
        { "\u0082\u0001.", "Ext1" },
        { "(dN}b.", "attributes" },
        { "N.", "no tensors" },
        { "(dS'w'\nI3\ns.", "no tensors" },
        { Dict("w", "(S'storage'\nctorch\nFloatStorage\nS'0'\nS'cpu'\nI4\nt", "I0\n", "(I2\nI2\nt", "(I2\nt"), "'w'" },
        { Dict("w", "(S'storage'\nctorch\nFloatStorage\nS'0'\nS'cpu'\nI4\nt", "I0\n", "(I-2\nt", "(I1\nt"), "'w'" },
        { Dict("w", "(S'storage'\nctorch\nFloatStorage\nS'0'\nS'cpu'\nI4\nt", "I-1\n", "(I2\nt", "(I1\nt"), "'w'" },
        { Dict("w", "(S'storage'\nctorch\nFloatStorage\nS'0'\nS'cpu'\nI4\nt", "I3\n", "(I2\nt", "(I1\nt"), "reaches out" },
        { Dict("w", "(S'storage'\nctorch\nFloatStorage\nS'0'\nS'cpu'\nI4\nt", "I0\n", "(I1000000\nI1000000\nt", "(I0\nI0\nt"), "reaches out" },
        { Dict("w", "(S'storage'\nctorch\nFloatStorage\nS'0'\nS'cpu'\nI4\nt", "I0\n", "(I9223372036854775807\nI9223372036854775807\nt", "(I1\nI1\nt"), "counted" },
        { Dict("w", "(S'storage'\nctorch\nFloatStorage\nS'0'\nS'cpu'\nI4\nt", "I0\n", "(I2\nt", "(I9223372036854775807\nt"), "'w'" },
        { Dict("w", "(S'storage'\nctorch\nFloatStorage\nS'0'\nS'cpu'\nI999999999\nt", "I0\n", "(I999999999\nt", "(I1\nt"), "too short" },
        { Dict("w", "(S'storage'\nctorch\nFloatStorage\nS'7'\nS'cpu'\nI4\nt", "I0\n", "(I4\nt", "(I1\nt"), "missing" },
        { Dict("w", "(S'storage'\nS'FloatStorage'\nS'0'\nS'cpu'\nI4\nt", "I0\n", "(I4\nt", "(I1\nt"), "'w'" },
        { Dict("w", "(S'module'\nctorch\nFloatStorage\nS'0'\nS'cpu'\nI4\nt", "I0\n", "(I4\nt", "(I1\nt"), "'w'" },
    };

    public void Dispose() => File.Delete(_path);

    [Theory]
    [MemberData(nameof(Pickles))]
    public void A_pickle_that_asks_for_more_than_tensors_is_refused(string pickle, string reason)
    {
        WriteArchive(pickle);
        Assert.Contains(reason, Refused(), StringComparison.Ordinal);
    }

    [Fact]
    public void Many_tensors_over_one_storage_are_refused()
    {
        StringBuilder pickle = new("(d");
        for (int i = 0; i < 10_000; i++)
        {
            pickle.Append(Dict($"w{i}", "(S'storage'\nctorch\nFloatStorage\nS'0'\nS'cpu'\nI1024\nt", "I0\n", "(I1024\nt", "(I1\nt")[2..^1]);
        }

        WriteArchive(pickle.Append('.').ToString(), storage: 4096);
        Assert.Contains("times the file", Refused(), StringComparison.Ordinal);
    }

    /// <summary>Each module holds the one below it ten times: 10^20 modules from a few hundred bytes.</summary>
    [Fact]
    public void Modules_that_are_shared_too_often_are_refused()
    {
        StringBuilder pickle = new("c__torch__.m\nM\n)\u0081(dbq\u00000");
        for (int level = 1; level <= 20; level++)
        {
            pickle.Append("c__torch__.m\nM\n)\u0081(");
            for (int i = 0; i < 10; i++)
            {
                pickle.Append($"S'{i}'\nh{(char)(level - 1)}");
            }

            pickle.Append($"dbq{(char)level}0");
        }

        WriteArchive(pickle.Append("h\u0014.").ToString());
        Assert.Contains("modules", Refused(), StringComparison.Ordinal);
    }

    [Fact]
    public void A_compressed_pickle_is_refused_before_it_can_grow()
    {
        using (ZipArchive zip = ZipFile.Open(_path, ZipArchiveMode.Create))
        {
            using Stream stream = zip.CreateEntry("a/data.pkl", CompressionLevel.SmallestSize).Open();
            stream.Write(new byte[1 << 20]);
        }

        Assert.Contains("compressed", Refused(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("weights/every-kind.pth")]
    [InlineData("weights/every-kind.legacy.pth")]
    [InlineData("weights/checkpoint.pth")]
    [InlineData("weights/checkpoint.legacy.pth")]
    public void Every_cut_is_refused_and_every_changed_byte_is_refused_or_read(string fixture)
    {
        byte[] bytes = File.ReadAllBytes(Fixtures.PathOf(fixture));
        for (int length = 1; length < bytes.Length; length += 1 + (bytes.Length / 60))
        {
            File.WriteAllBytes(_path, bytes[..length]);
            Refused();
        }

        Random random = new(5);
        for (int trial = 0; trial < 150; trial++)
        {
            byte[] changed = (byte[])bytes.Clone();
            changed[random.Next(bytes.Length)] = (byte)random.Next(256);
            File.WriteAllBytes(_path, changed);
            try
            {
                using TensorScope scope = TensorScope.Begin();
                using WeightFile file = WeightFile.Open(_path);
                Assert.All(file.Tensors.Keys, name => file.Read(name));
            }
            catch (WeightFormatException)
            {
                // Expected; any other exception fails the test.
            }
        }
    }

    [Theory]
    [InlineData("")]
    [InlineData("P")]
    [InlineData("PK\u0003\u0004")]
    [InlineData("\u0080\u0002.")]
    [InlineData("\u0080\u0002N.")]
    [InlineData("\u0080\u0002\u008a\nl\u00fc\u009cF\u00f9 j\u00a8P\u0019.\u0080\u0002M\u00ea\u0003.")]
    [InlineData("not weights at all")]
    public void Something_else_is_refused(string content)
    {
        File.WriteAllBytes(_path, Encoding.Latin1.GetBytes(content));
        Refused();
    }

    /// <summary>The pickle of one tensor by name, of a storage, a start, sizes and strides.</summary>
    private static string Dict(string name, string storage, string start, string sizes, string strides) =>
        $"(dS'{name}'\nctorch._utils\n_rebuild_tensor_v2\n({storage}Q{start}{sizes}{strides}I00\nNtRs.";

    private void WriteArchive(string pickle, int storage = 16)
    {
        using ZipArchive zip = ZipFile.Open(_path, ZipArchiveMode.Create);
        foreach ((string name, byte[] content) in new[] { ("a/data.pkl", Encoding.Latin1.GetBytes(pickle)), ("a/data/0", new byte[storage]) })
        {
            using Stream stream = zip.CreateEntry(name, CompressionLevel.NoCompression).Open();
            stream.Write(content);
        }
    }

    private string Refused()
    {
        long before = GC.GetAllocatedBytesForCurrentThread();
        WeightFormatException fault = Assert.Throws<WeightFormatException>(() => WeightFile.Open(_path));
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, Allowance);
        Assert.Contains(_path, fault.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', fault.Message);
        return fault.Message;
    }
}
