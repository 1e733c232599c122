using System.Security.Cryptography;
using Referent.Cli.Pulling;
using Referent.TestSupport;

namespace Referent.Cli.Tests.Pulling;

public sealed class DownloaderTests : IDisposable
{
    private static readonly byte[] Content = [.. Enumerable.Range(0, 300_000).Select(i => (byte)(i * 31 % 253))];

    private readonly TemporaryFolder _folder = new();
    private readonly HttpClient _client = new();

    private string Target => _folder.PathOf("weights.pt");

    public void Dispose()
    {
        _client.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public async Task A_file_is_fetched_checked_and_put_in_place()
    {
        using LoopbackServer server = new(_ => LoopbackServer.Whole(Content));
        List<long> seen = [];
        await FetchAsync(server, seen);
        AssertInPlace();
        Assert.Equal(Content.Length, seen[^1]);
    }

    [Fact]
    public async Task A_broken_connection_is_continued_where_it_broke()
    {
        using LoopbackServer server = new(request => request.Number == 0
            ? LoopbackServer.Whole(Content)[..100_000]
            : LoopbackServer.Part(Content, request.Start));
        await FetchAsync(server);
        AssertInPlace();
        Assert.InRange(server.Requests[1].Start, 90_000, 100_000);
        Assert.Equal(2, server.Requests.Count);
    }

    [Fact]
    public async Task What_an_earlier_run_left_is_continued()
    {
        await File.WriteAllBytesAsync($"{Target}.part", Content[..5000], Stop);
        using LoopbackServer server = new(request => LoopbackServer.Part(Content, request.Start));
        await FetchAsync(server);
        AssertInPlace();
        Assert.Equal(5000, Assert.Single(server.Requests).Start);
    }

    [Fact]
    public async Task A_server_without_ranges_starts_over()
    {
        await File.WriteAllBytesAsync($"{Target}.part", new byte[5000], Stop);
        using LoopbackServer server = new(_ => LoopbackServer.Whole(Content));
        await FetchAsync(server);
        AssertInPlace();
    }

    [Fact]
    public async Task A_complete_part_needs_no_bytes()
    {
        await File.WriteAllBytesAsync($"{Target}.part", Content, Stop);
        using LoopbackServer server = new(_ => LoopbackServer.Answer("416 Range Not Satisfiable", $"Content-Range: bytes */{Content.Length}\r\nContent-Length: 0", []));
        await FetchAsync(server);
        AssertInPlace();
    }

    [Fact]
    public async Task A_part_longer_than_the_file_is_thrown_away()
    {
        await File.WriteAllBytesAsync($"{Target}.part", new byte[Content.Length + 1], Stop);
        using LoopbackServer server = new(request => request.Start > 0
            ? LoopbackServer.Answer("416 Range Not Satisfiable", $"Content-Range: bytes */{Content.Length}\r\nContent-Length: 0", [])
            : LoopbackServer.Whole(Content));
        await FetchAsync(server);
        AssertInPlace();
    }

    [Fact]
    public async Task Wrong_bytes_are_deleted_and_what_was_there_stays()
    {
        await File.WriteAllTextAsync(Target, "before", Stop);
        using LoopbackServer server = new(_ => LoopbackServer.Whole(new byte[1000]));
        InvalidDataException fault = await Assert.ThrowsAsync<InvalidDataException>(() => FetchAsync(server));
        Assert.Contains("sha256", fault.Message, StringComparison.Ordinal);
        Assert.Equal("before", await File.ReadAllTextAsync(Target, Stop));
        Assert.False(File.Exists($"{Target}.part"));
    }

    [Fact]
    public async Task A_length_that_is_too_short_is_found_by_the_hash()
    {
        using LoopbackServer server = new(_ => LoopbackServer.Answer("200 OK", "Content-Length: 1000", Content));
        await Assert.ThrowsAsync<InvalidDataException>(() => FetchAsync(server));
        Assert.False(File.Exists(Target));
    }

    [Fact]
    public async Task A_length_that_is_too_long_ends_after_some_attempts()
    {
        using LoopbackServer server = new(_ => LoopbackServer.Answer("200 OK", $"Content-Length: {Content.Length * 2}", Content));
        await Assert.ThrowsAsync<UnreachableServerException>(() => FetchAsync(server));
        Assert.Equal(Content.Length, new FileInfo($"{Target}.part").Length);
        Assert.InRange(server.Requests.Count, 2, 10);
        Assert.False(File.Exists(Target));
    }

    [Fact]
    public async Task Redirections_are_followed()
    {
        using LoopbackServer real = new(_ => LoopbackServer.Whole(Content));
        using LoopbackServer front = new(_ => LoopbackServer.Answer("302 Found", $"Location: {real.Address}\r\nContent-Length: 0", []));
        await FetchAsync(front);
        AssertInPlace();
    }

    [Fact]
    public async Task A_redirection_without_end_and_a_refusal_are_told()
    {
        using LoopbackServer? loop = new(_ => LoopbackServer.Answer("302 Found", "Location: /again\r\nContent-Length: 0", []));
        Assert.Contains("302", (await Assert.ThrowsAsync<InvalidDataException>(() => FetchAsync(loop))).Message, StringComparison.Ordinal);
        using LoopbackServer closed = new(_ => LoopbackServer.Answer("404 Not Found", "Content-Length: 0", []));
        Assert.Contains("404", (await Assert.ThrowsAsync<InvalidDataException>(() => FetchAsync(closed))).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_file_without_a_published_hash_is_never_pieced_together()
    {
        await File.WriteAllBytesAsync($"{Target}.part", new byte[5000], Stop);
        using LoopbackServer server = new(_ => LoopbackServer.Whole(Content));
        await NewDownloader([]).FetchAsync(new RemoteFile("weights.pt", server.Address, Sha256: null), Target, Stop);
        AssertInPlace();
        Assert.Equal(0, server.Requests[0].Start);
    }

    private static string Hash => Convert.ToHexStringLower(SHA256.HashData(Content));

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    private Task FetchAsync(LoopbackServer server, List<long>? seen = null) =>
        NewDownloader(seen ?? []).FetchAsync(new RemoteFile("weights.pt", server.Address, Hash), Target, Stop);

    private Downloader NewDownloader(List<long> seen) => new(_client, new Seen(seen)) { Pause = TimeSpan.FromMilliseconds(1) };

    private void AssertInPlace()
    {
        Assert.Equal(Content, File.ReadAllBytes(Target));
        Assert.False(File.Exists($"{Target}.part"));
    }

    private sealed class Seen(List<long> done) : IProgress<(string File, long Done, long? Total)>
    {
        public void Report((string File, long Done, long? Total) value) => done.Add(value.Done);
    }
}
