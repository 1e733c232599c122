using System.Diagnostics;
using Referent.Imaging;
using Referent.Imaging.Codecs;
using Referent.Imaging.Masks;

namespace Referent.Cli.Segmenting;

/// <summary>Works through requests in order; what fails is reported and the rest is done.</summary>
/// <param name="segmenter">Borrowed.</param>
/// <param name="truth">Ground truth for the oracle; null for the other methods.</param>
/// <param name="files">Where masks go.</param>
/// <param name="lines">Where JSON goes; null for lines that people read.</param>
internal sealed class SegmentRun(Segmenter segmenter, GroundTruth? truth, OutputFiles files, JsonLines? lines)
{
    /// <summary>What a preset's note about a strange picture is followed by.</summary>
    private const string NextStep = "For photographs there is --preset base, which `referent models pull base` fetches.";

    private int _done;
    private int _failed;
    private bool _doubted;

    private string Model => $"{SegmentationMethods.NameOf(segmenter.Method)} {segmenter.Preset.Name}";

    /// <returns>The exit code.</returns>
    /// <exception cref="OperationCanceledException">It was cancelled between two requests.</exception>
    public int Run(IReadOnlyList<SegmentRequest> requests, CancellationToken cancellation)
    {
        for (int next = 0; next < requests.Count;)
        {
            // Neighbours about one picture share its encoding.
            int start = next;
            while (next < requests.Count && requests[next].FullPath == requests[start].FullPath)
            {
                next++;
            }

            RunPicture([.. requests.Skip(start).Take(next - start)], cancellation);
        }

        return _failed == 0 ? ExitCode.Done : _done > 0 ? ExitCode.Partial : ExitCode.Failed;
    }

    private void RunPicture(IReadOnlyList<SegmentRequest> requests, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        long start = Stopwatch.GetTimestamp();
        RgbImage picture;
        EmbeddedImage embedded;
        TimeSpan loadTime;
        try
        {
            if (requests[0].Fault is { } reason)
            {
                throw new InvalidDataException(reason);
            }

            picture = ImageDecoder.ReadFile(requests[0].FullPath);
            loadTime = Stopwatch.GetElapsedTime(start);
            embedded = segmenter.Embed(picture);
        }
        catch (Exception fault) when (InputFault.Is(fault))
        {
            foreach (SegmentRequest request in requests)
            {
                Report(request, fault);
            }

            return;
        }

        using (embedded)
        {
            if (!embedded.IsFamiliar && !_doubted)
            {
                _doubted = true;
                Console.Error.WriteLine($"{requests[0].Image}: note: {segmenter.Preset.Domain!.Note} {NextStep}");
            }

            foreach (SegmentRequest request in requests)
            {
                cancellation.ThrowIfCancellationRequested();
                try
                {
                    Report(request, Segment(request, picture, embedded, loadTime));
                }
                catch (Exception fault) when (InputFault.Is(fault))
                {
                    Report(request, fault);
                }
            }
        }
    }

    private SegmentedText Segment(SegmentRequest request, RgbImage picture, EmbeddedImage embedded, TimeSpan loadTime)
    {
        if (string.IsNullOrWhiteSpace(request.Text))
        {
            throw new InvalidDataException("the text is empty; say what to look for.");
        }

        Segmentation result = truth is null
            ? segmenter.Segment(embedded, request.Text)
            : segmenter.SegmentTruth(embedded, truth.MaskOf(request), truth.SeedOf(request));
        RunLengthMask runs = RunLengthMask.FromMask(result.Mask);
        return new SegmentedText(result, runs, files.Write(request, picture, result, runs, Model), loadTime, embedded.EncodeTime);
    }

    private void Report(SegmentRequest request, SegmentedText result)
    {
        _done++;
        Segmentation found = result.Segmentation;
        if (found.Truncated)
        {
            Console.Error.WriteLine(
                $"{request.Image}: warning: the text {Excerpt.Of(request.Text)} is longer than the text encoder takes; its end was not heard.");
        }

        if (lines is not null)
        {
            lines.Write(request, segmenter.Preset.Name, SegmentationMethods.NameOf(segmenter.Method), result);
        }
        else
        {
            string guess = result.Runs.Area == 0 ? "the mask is empty" : "a guess";
            string verdict = found.Found ? $"score {found.Score:F2}" : $"not found (presence {found.Presence:F2}), {guess}";
            Console.Out.WriteLine($"{request.Image}: {Excerpt.Of(request.Text)}: {verdict}: {string.Join(", ", result.Files.Values)}");
        }
    }

    private void Report(SegmentRequest request, Exception fault)
    {
        _failed++;
        string message = InputFault.Describe(fault, request.FullPath);
        Console.Error.WriteLine($"{request.Image}: {message}");
        lines?.WriteError(request, message);
    }
}
