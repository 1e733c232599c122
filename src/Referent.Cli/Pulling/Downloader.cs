using System.Net;
using System.Net.Http.Headers;
using System.Net.Sockets;
using System.Security.Cryptography;

namespace Referent.Cli.Pulling;

/// <summary>
/// Fetches a file: what has arrived is kept beside the target and continued after a break, and becomes the target in one step once its
/// hash is right.
/// </summary>
/// <param name="client">Sends the requests.</param>
/// <param name="progress">Takes bytes there and bytes in all, which is null where the server does not tell.</param>
internal sealed class Downloader(HttpClient client, IProgress<(string File, long Done, long? Total)> progress)
{
    /// <summary>Connections in a row that may bring nothing new. Chosen: a minute of trouble is waited out, a dead link is not.</summary>
    private const int MaxFruitless = 5;

    /// <summary>Chosen: half as much again as the largest published file; no server may fill the disk.</summary>
    private const long MaxBytes = 4L << 30;

    /// <summary>Chosen: longer than any pause of a server that is alive.</summary>
    private static readonly TimeSpan Silence = TimeSpan.FromSeconds(60);

    /// <summary>Waiting time before the first new attempt; each next one waits twice as long.</summary>
    public TimeSpan Pause { get; init; } = TimeSpan.FromSeconds(2);

    /// <param name="file">What to fetch.</param>
    /// <param name="target">Where it goes; replaced in one step.</param>
    /// <param name="stop">Ends the transfer; what has arrived stays for the next time.</param>
    /// <exception cref="InvalidDataException">What arrived is not the file; it is deleted.</exception>
    /// <exception cref="UnreachableServerException">The server cannot be reached or keeps breaking off.</exception>
    /// <exception cref="IOException">The disk cannot be written.</exception>
    public async Task FetchAsync(RemoteFile file, string target, CancellationToken stop)
    {
        string part = $"{target}.part";
        if (file.Sha256 is null)
        {
            File.Delete(part);      // Nothing would tell whether the two halves belong together.
        }

        await using (FileStream stream = new(part, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None))
        {
            try
            {
                await FillAsync(file, stream, stop);
                stream.Flush(flushToDisk: true);
                stream.Position = 0;
                string found = Convert.ToHexStringLower(await SHA256.HashDataAsync(stream, stop));
                if (file.Sha256 is { } expected && found != expected)
                {
                    stream.SetLength(0);
                    throw new InvalidDataException(
                        $"{file.Name}: what {file.Address.Host} sent has sha256 {found}, expected {expected}; it was deleted, nothing was installed.");
                }
            }
            catch (Exception) when (stream.Length == 0)
            {
                File.Delete(part);
                throw;
            }
        }

        File.Move(part, target, overwrite: true);
    }

    private async Task FillAsync(RemoteFile file, FileStream stream, CancellationToken stop)
    {
        int fruitless = 0;
        while (true)
        {
            long before = stream.Length;
            try
            {
                await ReceiveAsync(file, stream, stop);
                return;
            }
            catch (Exception fault) when (IsPassing(fault) && !stop.IsCancellationRequested)
            {
                // A server without ranges starts over, which is no progress either.
                fruitless = stream.Length > before ? 0 : fruitless + 1;
                if (fruitless == MaxFruitless || fault is HttpRequestException { HttpRequestError: HttpRequestError.NameResolutionError })
                {
                    throw new UnreachableServerException(
                        $"{file.Name}: {file.Address.Host} cannot be reached or keeps breaking off ({fault.Message.TrimEnd('.')}).", fault);
                }

                await Task.Delay(Pause * Math.Pow(2, fruitless), stop);
            }
        }
    }

    private async Task ReceiveAsync(RemoteFile file, FileStream stream, CancellationToken stop)
    {
        using CancellationTokenSource patience = CancellationTokenSource.CreateLinkedTokenSource(stop);
        patience.CancelAfter(Silence);
        using HttpRequestMessage request = new(HttpMethod.Get, file.Address);
        request.Headers.Range = stream.Length > 0 ? new RangeHeaderValue(stream.Length, null) : null;
        using HttpResponseMessage response = await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, patience.Token);
        if (response.StatusCode == HttpStatusCode.RequestedRangeNotSatisfiable && stream.Length > 0)
        {
            if (response.Content.Headers.ContentRange?.Length == stream.Length)
            {
                return;     // All of it was there already.
            }

            stream.SetLength(0);
            throw new HttpIOException(HttpRequestError.InvalidResponse, "the server has less than what is there");
        }

        if (!response.IsSuccessStatusCode)
        {
            throw new InvalidDataException($"{file.Name}: {file.Address} answers {(int)response.StatusCode} {response.ReasonPhrase}.");
        }

        long start = response.StatusCode == HttpStatusCode.PartialContent ? response.Content.Headers.ContentRange?.From ?? -1 : 0;
        if (start != 0 && start != stream.Length)
        {
            stream.SetLength(0);
            throw new HttpIOException(HttpRequestError.InvalidResponse, "the server sent another part than asked for");
        }

        stream.SetLength(start);
        stream.Position = start;
        long? total = start + response.Content.Headers.ContentLength;
        await CopyAsync(file, response, stream, total, patience);
    }

    private async Task CopyAsync(RemoteFile file, HttpResponseMessage response, FileStream stream, long? total, CancellationTokenSource patience)
    {
        await using Stream content = await response.Content.ReadAsStreamAsync(patience.Token);
        byte[] buffer = new byte[1 << 16];
        while (true)
        {
            patience.CancelAfter(Silence);
            int read = await content.ReadAsync(buffer, patience.Token);
            if (read == 0)
            {
                break;
            }

            if (stream.Position + read > MaxBytes)
            {
                stream.SetLength(0);
                throw new InvalidDataException($"{file.Name}: {file.Address.Host} sends more than {MaxBytes} bytes; it was deleted.");
            }

            await stream.WriteAsync(buffer.AsMemory(0, read), patience.Token);
            progress.Report((file.Name, stream.Position, total));
        }
    }

    /// <summary>Of the network; a full disk is not.</summary>
    private static bool IsPassing(Exception fault) =>
        fault is HttpRequestException or HttpIOException or OperationCanceledException or IOException { InnerException: SocketException };
}
