using System.Text.Json;
using Referent.Formats.Pickle;
using Referent.TestSupport;

namespace Referent.Formats.Tests.Pickle;

/// <summary>The sample refs files, one per writer, against the same data as JSON.</summary>
public sealed class RefsFileTests
{
    [Theory]
    [InlineData("refs(unc).p")]
    [InlineData("refs(protocol2).p")]
    [InlineData("refs(protocol4).p")]
    public void Refs_files_of_protocol_0_2_and_4_hold_the_same_refs(string name)
    {
        using JsonDocument expected = JsonDocument.Parse(File.ReadAllBytes(Fixtures.PathOf("refer/expected.json")));
        AssertSame(expected.RootElement.GetProperty("refs"), PickleReader.ReadFile(Fixtures.PathOf($"refer/refcoco/{name}")));
    }

    private static void AssertSame(JsonElement expected, object? actual)
    {
        switch (expected.ValueKind)
        {
            case JsonValueKind.Array:
                List<object?> list = Assert.IsType<List<object?>>(actual);
                Assert.Equal(expected.GetArrayLength(), list.Count);
                Assert.All(expected.EnumerateArray().Zip(list), pair => AssertSame(pair.First, pair.Second));
                break;
            case JsonValueKind.Object:
                PickleDict dict = Assert.IsType<PickleDict>(actual);
                Assert.Equal(expected.EnumerateObject().Select(property => property.Name).Order(), dict.Items.Select(item => (string)item.Key).Order());
                foreach (JsonProperty property in expected.EnumerateObject())
                {
                    Assert.True(dict.TryGetValue(property.Name, out object? value));
                    AssertSame(property.Value, value);
                }

                break;
            case JsonValueKind.Number:
                Assert.Equal(expected.GetInt64(), actual);
                break;
            default:
                Assert.Equal(expected.GetString(), actual);
                break;
        }
    }
}
