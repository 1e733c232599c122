using System.Text;
using Referent.Formats.Pickle;

namespace Referent.Formats.Tests.Pickle;

/// <summary>Names that the caller lists are written down as what they say; nothing is looked up.</summary>
public sealed class PickleObjectTests
{
    private static readonly PickleGlobals Known = new(["collections.OrderedDict", "shapes.Point"], package: "own");

    [Fact]
    public void A_call_of_a_listed_name_becomes_its_name_and_arguments()
    {
        PickleObject point = Assert.IsType<PickleObject>(Read("cshapes\nPoint\n(I1\nI2\ntR."));
        Assert.Equal("shapes.Point", point.Type.ToString());
        Assert.Equal([1L, 2L], point.Arguments);
        Assert.Null(point.State);
    }

    [Theory]
    [InlineData("cshapes\nPoint\n)\u0081}S'x'\nI3\nsb.")]
    [InlineData("\u008c\u0006shapes\u008c\u0005Point\u0093)R}S'x'\nI3\nsb.")]
    public void Attributes_stand_in_the_state(string pickle)
    {
        PickleObject point = Assert.IsType<PickleObject>(Read(pickle));
        Assert.True(Assert.IsType<PickleDict>(point.State).TryGetValue("x", out object? x));
        Assert.Equal(3L, x);
    }

    [Theory]
    [InlineData("ccollections\nOrderedDict\n)R(S'a'\nI1\nS'b'\nI2\nu}S'version'\nI1\nsb.")]
    [InlineData("ccollections\nOrderedDict\n(((S'a'\nI1\nl(S'b'\nI2\ntltR.")]
    public void An_ordered_dictionary_is_a_dictionary(string pickle) =>
        Assert.Equal(["a", "b"], Assert.IsType<PickleDict>(Read(pickle)).Items.Select(item => item.Key));

    [Fact]
    public void A_package_allows_its_own_names_and_no_other_that_begins_alike()
    {
        Assert.Equal(new PickleGlobal("own.inner", "Thing"), Read("cown.inner\nThing\n."));
        Assert.Throws<PickleFormatException>(() => Read("cowner\nThing\n."));
    }

    [Fact]
    public void A_persistent_reference_keeps_its_id() => Assert.Equal(new PicklePersistent(7L), Read("I7\nQ."));

    [Theory]
    [InlineData("cos\nsystem\n.", "os.system")]
    [InlineData("I1\nI2\n\u0093.", "two texts")]
    [InlineData("cshapes\nPoint\nI1\nR.", "tuple")]
    [InlineData("I1\n)R.", "call")]
    [InlineData("ccollections\nOrderedDict\n(I1\ntR.", "OrderedDict")]
    [InlineData("ccollections\nOrderedDict\n((I1\nltR.", "pairs")]
    [InlineData("I1\n}b.", "attributes")]
    [InlineData("cshapes\nPoint\n)\u0081q\0h\0b.", "nested")]
    [InlineData("(I1\nishapes\nPoint\n.", "Inst")]
    [InlineData("Pid\n.", "PersId")]
    public void Anything_else_is_refused(string pickle, string reason) =>
        Assert.Contains(reason, Assert.Throws<PickleFormatException>(() => Read(pickle)).Message, StringComparison.Ordinal);

    [Fact]
    public void The_length_of_a_pickle_tells_where_the_next_begins()
    {
        byte[] two = Encoding.Latin1.GetBytes("I1\n.I2\n.");
        Assert.Equal(1L, PickleReader.Read(two, new PickleLimits(), Known, out int length));
        Assert.Equal(2L, PickleReader.Read(two.AsSpan(length), new PickleLimits(), Known, out _));
    }

    private static object? Read(string pickle) => PickleReader.Read(Encoding.Latin1.GetBytes(pickle), new PickleLimits(), Known, out _);
}
