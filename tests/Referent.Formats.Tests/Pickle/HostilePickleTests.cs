using System.Diagnostics;
using System.Text;
using Referent.Formats.Pickle;
using Referent.TestSupport;

namespace Referent.Formats.Tests.Pickle;

/// <summary>Files made to run code, to exhaust memory or merely damaged: one line of error, at once.</summary>
public sealed class HostilePickleTests
{
    /// <summary>Far above what a refusal takes, far below what giving in to the file would take.</summary>
    private static readonly TimeSpan AtOnce = TimeSpan.FromMilliseconds(500);

    [Theory]
    [InlineData("cos\nsystem\n(S'true'\ntR.", "Global")]
    [InlineData("\u008c\u0002os\u008c\u0006system\u0093.", "StackGlobal")]
    [InlineData("(S'true'\nios\nsystem\n.", "Inst")]
    [InlineData("(]]o.", "Obj")]
    [InlineData("]]\u0081.", "NewObj")]
    [InlineData("]]]\u0092.", "NewObjEx")]
    [InlineData("])R.", "Reduce")]
    [InlineData("c_codecs\nencode\n(Vabc\nVrot13\ntR.", "Reduce")]
    [InlineData("c_codecs\nencode\n(V\\u20ac\nVlatin1\ntR.", "Reduce")]
    [InlineData("c_codecs\nencode\n(I1\nVlatin1\ntR.", "Reduce")]
    [InlineData("c__builtin__\nbytes\n(I99\ntR.", "Reduce")]
    [InlineData("c__builtin__\nbytearray\n)R.", "Global")]
    [InlineData("(c__builtin__\nbytes\nl.", "name")]
    [InlineData("]}b.", "Build")]
    [InlineData("\u0082\u0001.", "Ext1")]
    [InlineData("\u0083\u0001\0.", "Ext2")]
    [InlineData("\u0084\u0001\0\0\0.", "Ext4")]
    [InlineData("Pid\n.", "PersId")]
    [InlineData("NQ.", "BinPersId")]
    [InlineData("\u0097.", "NextBuffer")]
    [InlineData("c__builtin__\nset\n(I1\ntR.", "Reduce")]
    [InlineData("c__builtin__\nset\n((l(latR.", "Reduce")]
    [InlineData("cbuiltins\nlist\n((ltR.", "Global")]
    public void An_opcode_that_would_call_or_import_is_refused_by_name(string pickle, string opcode) =>
        Assert.Contains(opcode, Refused(pickle), StringComparison.Ordinal);

    [Theory]
    [InlineData("")]
    [InlineData(".")]
    [InlineData("NN.")]
    [InlineData("(N.")]
    [InlineData("N")]
    [InlineData("\u0080\u0006N.")]
    [InlineData("e.")]
    [InlineData("a.")]
    [InlineData("Na.")]
    [InlineData("NNa.")]
    [InlineData("}Ns.")]
    [InlineData("}(Nu.")]
    [InlineData("}]Ns.")]
    [InlineData("N(0u.")]
    [InlineData("](a.")]
    [InlineData("(\u0085.")]
    [InlineData("\u0090.")]
    [InlineData("](N\u0090.")]
    [InlineData("\u008f(]\u0090.")]
    [InlineData("\u008f(\u008f\u0090.")]
    [InlineData("(}\u0091.")]
    [InlineData("}\u008fNs.")]
    [InlineData("0.")]
    [InlineData("g0\n.")]
    [InlineData("h\u0000.")]
    [InlineData("Nq\u0001h\0.")]
    [InlineData("Nr\u00ff\u00ff\u00ff\u007f.")]
    [InlineData("Np4000000000\n.")]
    [InlineData("Np-1\n.")]
    [InlineData("T\u00ff\u00ff\u00ff\u00ff.")]
    [InlineData("X\u00ff\u00ff\u00ff\u00ff.")]
    [InlineData("\u008d\u00ff\u00ff\u00ff\u00ff\u00ff\u00ff\u00ff\u007f.")]
    [InlineData("\u0095\u00ff\u00ff\u00ff\u00ff\u00ff\u00ff\u00ff\u007fN.")]
    [InlineData("\u008b\u00ff\u00ff\u00ff\u007f.")]
    [InlineData("X\u0001\0\0\0\u00ff.")]
    [InlineData("I1x\n.")]
    [InlineData("I\n.")]
    [InlineData("L\n.")]
    [InlineData("Fone\n.")]
    [InlineData("S'open\n.")]
    [InlineData("Sbare\n.")]
    [InlineData("S'\\x4'\n.")]
    [InlineData("V\\u12\n.")]
    [InlineData("V\\U00110000\n.")]
    [InlineData("\u0000.")]
    [InlineData("hello world")]
    [InlineData("{\"refs\": []}")]
    public void A_damaged_stream_gives_one_line(string pickle) => Refused(pickle);

    [Fact]
    public void A_list_that_holds_itself_is_refused() => Assert.Contains("nested", Refused("]q\0h\0a."), StringComparison.Ordinal);

    [Fact]
    public void Nesting_has_a_limit_on_both_ways_of_writing_it()
    {
        Refused(new string(']', 100_000) + new string('a', 99_999) + ".");
        Refused(new string('(', 100_000) + new string('t', 100_000) + ".");
        PickleReader.Read(Encoding.Latin1.GetBytes(new string(']', 64) + new string('a', 63) + "."));
        Refused(new string(']', 65) + new string('a', 64) + ".");
    }

    /// <summary>Each level holds the level below ten times: 10^60 leaves from a few hundred bytes.</summary>
    [Fact]
    public void Shared_lists_are_walked_once()
    {
        StringBuilder laughs = new("]q\0");
        for (int level = 1; level <= 60; level++)
        {
            laughs.Append("](").Insert(laughs.Length, $"h{(char)(level - 1)}", 10).Append('e').Append('q').Append((char)level).Append('0');
        }

        laughs.Insert(3, "0").Append("h\u003c.");
        long start = Stopwatch.GetTimestamp();
        Assert.IsType<List<object?>>(PickleReader.Read(Encoding.Latin1.GetBytes(laughs.ToString())));
        Assert.True(Stopwatch.GetElapsedTime(start) < AtOnce);
    }

    [Fact]
    public void An_integer_with_too_many_digits_is_refused() => Refused("L" + new string('9', 1_000_000) + "L\n.");

    [Fact]
    public void The_number_of_values_and_the_size_are_limited()
    {
        byte[] ones = Encoding.Latin1.GetBytes("](" + new string('N', 1000) + "e.");
        Assert.Throws<PickleFormatException>(() => PickleReader.Read(ones, new PickleLimits { MaxValues = 1000 }));
        Assert.Throws<PickleFormatException>(() => PickleReader.Read(ones, new PickleLimits { MaxBytes = 1000 }));
        PickleReader.Read(ones, new PickleLimits { MaxValues = 1002 });
    }

    [Fact]
    public void Every_cut_of_a_real_file_is_refused_and_every_changed_byte_is_refused_or_read()
    {
        foreach (string name in new[] { "refs(unc).p", "refs(protocol2).p", "refs(protocol4).p" })
        {
            byte[] bytes = File.ReadAllBytes(Fixtures.PathOf($"refer/refcoco/{name}"));
            for (int length = 0; length < bytes.Length; length += 7)
            {
                Assert.Throws<PickleFormatException>(() => PickleReader.Read(bytes.AsSpan(0, length)));
            }

            Random random = new(17);
            for (int trial = 0; trial < 3000; trial++)
            {
                byte[] changed = (byte[])bytes.Clone();
                changed[random.Next(bytes.Length)] = (byte)random.Next(256);
                try
                {
                    PickleReader.Read(changed);
                }
                catch (PickleFormatException)
                {
                    // Expected; any other exception fails the test.
                }
            }
        }
    }

    [Fact]
    public void The_error_for_a_file_names_the_file()
    {
        string path = Fixtures.PathOf("refer/refcoco/instances.json");
        PickleFormatException fault = Assert.Throws<PickleFormatException>(() => PickleReader.ReadFile(path));
        Assert.StartsWith(path, fault.Message, StringComparison.Ordinal);
    }

    private static string Refused(string pickle)
    {
        byte[] bytes = Encoding.Latin1.GetBytes(pickle);
        long start = Stopwatch.GetTimestamp();
        PickleFormatException fault = Assert.Throws<PickleFormatException>(() => PickleReader.Read(bytes));
        Assert.True(Stopwatch.GetElapsedTime(start) < AtOnce);
        Assert.DoesNotContain('\n', fault.Message);
        return fault.Message;
    }
}
