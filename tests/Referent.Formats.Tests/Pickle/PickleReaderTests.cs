using System.Numerics;
using System.Text;
using Referent.Formats.Pickle;

namespace Referent.Formats.Tests.Pickle;

/// <summary>Plain data as Python writes it, in every protocol.</summary>
public sealed class PickleReaderTests
{
    /// <summary>One value pickled by CPython 3.11 with each protocol: numbers of every size, tuples, text outside the BMP, a shared list.</summary>
    [Theory]
    [InlineData(0, "KGRwMApWYQpwMQoobHAyCkkxCmFJLTEKYUkyNTUKYUkyNTYKYUk2NTUzNQphSTY1NTM2CmFJLTIxNDc0ODM2NDgKYUwyMTQ3NDgzNjQ4TAphTC05MjIzMzcyMDM2ODU0Nzc1ODA4TAphTDExODA1OTE2MjA3MTc0MTEzMDM0MjRMCmFMLTExODA1OTE2MjA3MTc0MTEzMDM0MjRMCmFJMDEKYUkwMAphTmFGMS41CmFGaW5mCmFGMWUtMzAwCmFzVnQKcDMKKGxwNAoodGEoSTEKdHA1CmEoSTEKSTIKdHA2CmEoSTEKSTIKSTMKdHA3CmEoSTEKSTIKSTMKSTQKdHA4CmFzVnMKcDkKKGxwMTAKVgpwMTEKYVbpXHUyMGFjXFUwMDAxZjYwMFx1MDA1Y3UwMDQxXHUwMDBhXHUwMDAwJyIKcDEyCmFWeHh4CnAxMwphc1ZzaGFyZWQKcDE0CihscDE1CmcxMAphZzEwCmFzSTcKVnNldmVuCnAxNgpzZzYKVnBhaXIKcDE3CnMu")]
    [InlineData(1, "fXEAKFgBAAAAYXEBXXECKEsBSv////9L/00AAU3//0oAAAEASgAAAIBMMjE0NzQ4MzY0OEwKTC05MjIzMzcyMDM2ODU0Nzc1ODA4TApMMTE4MDU5MTYyMDcxNzQxMTMwMzQyNEwKTC0xMTgwNTkxNjIwNzE3NDExMzAzNDI0TApJMDEKSTAwCk5HP/gAAAAAAABHf/AAAAAAAABHAaVuH8L481llWAEAAAB0cQNdcQQoKShLAXRxBShLAUsCdHEGKEsBSwJLA3RxByhLAUsCSwNLBHRxCGVYAQAAAHNxCV1xCihYAAAAAHELWBMAAADDqeKCrPCfmIBcdTAwNDEKACcicQxYAwAAAHh4eHENZVgGAAAAc2hhcmVkcQ5dcQ8oaApoCmVLB1gFAAAAc2V2ZW5xEGgGWAQAAABwYWlycRF1Lg==")]
    [InlineData(2, "gAJ9cQAoWAEAAABhcQFdcQIoSwFK/////0v/TQABTf//SgAAAQBKAAAAgIoFAAAAgACKCAAAAAAAAACAigkAAAAAAAAAAECKCQAAAAAAAAAAwIiJTkc/+AAAAAAAAEd/8AAAAAAAAEcBpW4fwvjzWWVYAQAAAHRxA11xBCgpSwGFcQVLAUsChnEGSwFLAksDh3EHKEsBSwJLA0sEdHEIZVgBAAAAc3EJXXEKKFgAAAAAcQtYEwAAAMOp4oKs8J+YgFx1MDA0MQoAJyJxDFgDAAAAeHh4cQ1lWAYAAABzaGFyZWRxDl1xDyhoCmgKZUsHWAUAAABzZXZlbnEQaAZYBAAAAHBhaXJxEXUu")]
    [InlineData(3, "gAN9cQAoWAEAAABhcQFdcQIoSwFK/////0v/TQABTf//SgAAAQBKAAAAgIoFAAAAgACKCAAAAAAAAACAigkAAAAAAAAAAECKCQAAAAAAAAAAwIiJTkc/+AAAAAAAAEd/8AAAAAAAAEcBpW4fwvjzWWVYAQAAAHRxA11xBCgpSwGFcQVLAUsChnEGSwFLAksDh3EHKEsBSwJLA0sEdHEIZVgBAAAAc3EJXXEKKFgAAAAAcQtYEwAAAMOp4oKs8J+YgFx1MDA0MQoAJyJxDFgDAAAAeHh4cQ1lWAYAAABzaGFyZWRxDl1xDyhoCmgKZUsHWAUAAABzZXZlbnEQaAZYBAAAAHBhaXJxEXUu")]
    [InlineData(4, "gASV3AAAAAAAAAB9lCiMAWGUXZQoSwFK/////0v/TQABTf//SgAAAQBKAAAAgIoFAAAAgACKCAAAAAAAAACAigkAAAAAAAAAAECKCQAAAAAAAAAAwIiJTkc/+AAAAAAAAEd/8AAAAAAAAEcBpW4fwvjzWWWMAXSUXZQoKUsBhZRLAUsChpRLAUsCSwOHlChLAUsCSwNLBHSUZYwBc5RdlCiMAJSME8Op4oKs8J+YgFx1MDA0MQoAJyKUjAN4eHiUZYwGc2hhcmVklF2UKGgKaAplSweMBXNldmVulGgGjARwYWlylHUu")]
    [InlineData(5, "gAWV3AAAAAAAAAB9lCiMAWGUXZQoSwFK/////0v/TQABTf//SgAAAQBKAAAAgIoFAAAAgACKCAAAAAAAAACAigkAAAAAAAAAAECKCQAAAAAAAAAAwIiJTkc/+AAAAAAAAEd/8AAAAAAAAEcBpW4fwvjzWWWMAXSUXZQoKUsBhZRLAUsChpRLAUsCSwOHlChLAUsCSwNLBHSUZYwBc5RdlCiMAJSME8Op4oKs8J+YgFx1MDA0MQoAJyKUjAN4eHiUZYwGc2hhcmVklF2UKGgKaAplSweMBXNldmVulGgGjARwYWlylHUu")]
    public void Every_protocol_reads_to_the_same_value(int protocol, string base64)
    {
        PickleDict value = Assert.IsType<PickleDict>(PickleReader.Read(Convert.FromBase64String(base64)));

        Assert.InRange(protocol, 0, 5);
        BigInteger wide = BigInteger.Pow(2, 70);
        object?[] numbers =
        [
            1L, -1L, 255L, 256L, 65535L, 65536L, (long)int.MinValue, 1L << 31, long.MinValue, wide, -wide,
            true, false, null, 1.5, double.PositiveInfinity, 1e-300,
        ];
        Assert.Equal(numbers, List(value, "a"));
        Assert.Equal(
            [[], [1L], [1L, 2L], [1L, 2L, 3L], [1L, 2L, 3L, 4L]],
            List(value, "t").Select(tuple => Assert.IsType<object?[]>(tuple)));
        Assert.Equal(["", "\u00e9\u20ac\U0001f600\\u0041\n\0'\"", "xxx"], List(value, "s"));
        Assert.All(List(value, "shared"), shared => Assert.Same(List(value, "s"), shared));
        Assert.Equal("seven", value.Items.Single(item => item.Key is 7L).Value);
        Assert.Equal("pair", value.Items.Single(item => item.Key is object?[]).Value);
    }

    /// <summary>The list [b"\x00\xff", b""] in protocols 0, 1, 2, 3 and 5; the first three have no opcode for bytes.</summary>
    [Theory]
    [InlineData("KGxwMApjX2NvZGVjcwplbmNvZGUKcDEKKFZcdTAwMDD/CnAyClZsYXRpbjEKcDMKdHA0ClJwNQphY19fYnVpbHRpbl9fCmJ5dGVzCnA2Cih0UnA3CmEu")]
    [InlineData("XXEAKGNfY29kZWNzCmVuY29kZQpxAShYAwAAAADDv3ECWAYAAABsYXRpbjFxA3RxBFJxBWNfX2J1aWx0aW5fXwpieXRlcwpxBilScQdlLg==")]
    [InlineData("gAJdcQAoY19jb2RlY3MKZW5jb2RlCnEBWAMAAAAAw79xAlgGAAAAbGF0aW4xcQOGcQRScQVjX19idWlsdGluX18KYnl0ZXMKcQYpUnEHZS4=")]
    [InlineData("gANdcQAoQwIA/3EBQwBxAmUu")]
    [InlineData("gAWVDQAAAAAAAABdlChDAgD/lEMAlGUu")]
    public void Bytes_stay_bytes(string base64)
    {
        List<object?> list = Assert.IsType<List<object?>>(PickleReader.Read(Convert.FromBase64String(base64)));
        Assert.Equal(2, list.Count);
        Assert.Equal([0, 255], Assert.IsType<byte[]>(list[0]));
        Assert.Empty(Assert.IsType<byte[]>(list[1]));
    }

    /// <summary>The list [{1}, frozenset({"a"}), set(), frozenset()] in protocols 0, 2, 3, 4 and 5; the first three have no opcodes for sets.</summary>
    [Theory]
    [InlineData("KGxwMApjX19idWlsdGluX18Kc2V0CnAxCigobHAyCkkxCmF0cDMKUnA0CmFjX19idWlsdGluX18KZnJvemVuc2V0CnA1CigobHA2ClZhCnA3CmF0cDgKUnA5CmFnMQooKGxwMTAKdHAxMQpScDEyCmFnNQooKGxwMTMKdHAxNApScDE1CmEu")]
    [InlineData("gAJdcQAoY19fYnVpbHRpbl9fCnNldApxAV1xAksBYYVxA1JxBGNfX2J1aWx0aW5fXwpmcm96ZW5zZXQKcQVdcQZYAQAAAGFxB2GFcQhScQloAV1xCoVxC1JxDGgFXXENhXEOUnEPZS4=")]
    [InlineData("gANdcQAoY2J1aWx0aW5zCnNldApxAV1xAksBYYVxA1JxBGNidWlsdGlucwpmcm96ZW5zZXQKcQVdcQZYAQAAAGFxB2GFcQhScQloAV1xCoVxC1JxDGgFXXENhXEOUnEPZS4=")]
    [InlineData("gASVFwAAAAAAAABdlCiPlChLAZAojAFhlJGUj5QokZRlLg==")]
    [InlineData("gAWVFwAAAAAAAABdlCiPlChLAZAojAFhlJGUj5QokZRlLg==")]
    public void Sets_keep_their_items(string base64)
    {
        List<object?> list = Assert.IsType<List<object?>>(PickleReader.Read(Convert.FromBase64String(base64)));
        Assert.Equal([[1L], ["a"], [], []], list.Select(set => Assert.IsType<PickleSet>(set).Items));
    }

    [Theory]
    [InlineData("S'caf\\xe9'\n.", "caf\u00e9")]
    [InlineData("S\"it's\"\n.", "it's")]
    [InlineData("S'a\\\\b\\'c\\n\\t\\q\\101'\n.", "a\\b'c\n\t\\qA")]
    [InlineData("T\u0004\0\0\0caf\u00e9.", "caf\u00e9")]
    [InlineData("U\u0004caf\u00e9.", "caf\u00e9")]
    [InlineData("Vcaf\u00e9 \\u20ac \\U0001f600 \\\\u0041\n.", "caf\u00e9 \u20ac \U0001f600 \\\\u0041")]
    public void Python_2_strings_read_as_Latin_1_with_their_escapes(string pickle, string expected) =>
        Assert.Equal(expected, PickleReader.Read(Latin1(pickle)));

    [Fact]
    public void A_key_written_twice_gives_its_last_value()
    {
        PickleDict dict = Assert.IsType<PickleDict>(PickleReader.Read(Latin1("(dS'k'\nI1\nsS'k'\nI2\ns.")));
        Assert.True(dict.TryGetValue("k", out object? value));
        Assert.Equal(2L, value);
        Assert.False(dict.TryGetValue("missing", out _));
    }

    /// <summary>More texts than the reader has places for: each is itself, whatever came before.</summary>
    [Fact]
    public void Texts_that_repeat_are_in_memory_once_and_never_mixed_up()
    {
        string[] texts = [.. Enumerable.Range(0, 30_000).Select(number => $"w{number * 7919 % 20_011}\u00e9"), "the", "the"];
        List<object?> list = Assert.IsType<List<object?>>(PickleReader.Read(Latin1($"](U{string.Join('U', texts.Select(text => $"{(char)text.Length}{text}"))}e.")));
        Assert.Equal(texts, list);
        Assert.Same(list[^1], list[^2]);
    }

    [Fact]
    public void Bytes_after_the_end_are_ignored_as_in_Python() => Assert.Equal(5L, PickleReader.Read(Latin1("I5\n.rest")));

    private static List<object?> List(PickleDict dict, string key)
    {
        Assert.True(dict.TryGetValue(key, out object? value));
        return Assert.IsType<List<object?>>(value);
    }

    private static byte[] Latin1(string text) => Encoding.Latin1.GetBytes(text);
}
