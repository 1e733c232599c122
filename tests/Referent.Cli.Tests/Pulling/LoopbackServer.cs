using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Referent.Cli.Tests.Pulling;

/// <summary>A server on this machine that answers each request with whatever bytes the test says, then closes the connection.</summary>
internal sealed class LoopbackServer : IDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly Func<Request, byte[]> _answer;
    private readonly Task _loop;

    /// <param name="answer">From the number of the request and the bytes it wants to the whole answer, head and all.</param>
    public LoopbackServer(Func<Request, byte[]> answer)
    {
        _answer = answer;
        _listener.Start();
        _loop = Task.Run(LoopAsync);
    }

    public List<Request> Requests { get; } = [];

    public Uri Address => new($"http://127.0.0.1:{((IPEndPoint)_listener.LocalEndpoint).Port}/file");

    public static byte[] Whole(byte[] body) => Answer("200 OK", $"Content-Length: {body.Length}", body);

    public static byte[] Part(byte[] whole, int start) =>
        Answer("206 Partial Content", $"Content-Length: {whole.Length - start}\r\nContent-Range: bytes {start}-{whole.Length - 1}/{whole.Length}", whole[start..]);

    public static byte[] Answer(string status, string heads, byte[] body) => [.. Encoding.ASCII.GetBytes($"HTTP/1.1 {status}\r\nConnection: close\r\n{heads}\r\n\r\n"), .. body];

    public void Dispose()
    {
        _listener.Stop();
        _loop.Wait();
    }

    private async Task LoopAsync()
    {
        try
        {
            while (true)
            {
                using TcpClient client = await _listener.AcceptTcpClientAsync();
                NetworkStream stream = client.GetStream();
                Request request = new(Requests.Count, await HeadAsync(stream));
                Requests.Add(request);
                await stream.WriteAsync(_answer(request));
            }
        }
        catch (Exception fault) when (fault is SocketException or InvalidOperationException or IOException)
        {
            // The listener was stopped.
        }
    }

    private static async Task<string> HeadAsync(NetworkStream stream)
    {
        StringBuilder head = new();
        byte[] one = new byte[1];
        while (!head.ToString().EndsWith("\r\n\r\n", StringComparison.Ordinal) && await stream.ReadAsync(one) == 1)
        {
            head.Append((char)one[0]);
        }

        return head.ToString();
    }

    /// <param name="Number">From 0.</param>
    /// <param name="Head">The lines of the request.</param>
    internal sealed record Request(int Number, string Head)
    {
        /// <summary>The first byte that is wanted; 0 where the whole is.</summary>
        public int Start => Head.Split("Range: bytes=") is [_, string range] ? int.Parse(range.Split('-')[0]) : 0;
    }
}
