using System.Diagnostics;
using Referent.Imaging;
using Referent.Imaging.Codecs;

namespace Referent.Evaluation.Tests.Reports;

/// <summary>The Chromium of this machine, if it has one, cut off from every network.</summary>
internal static class Browser
{
    private static readonly string? Program = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator)
        .SelectMany(folder => new[] { "chromium", "chromium-browser", "google-chrome" }.Select(name => Path.Combine(folder, name)))
        .FirstOrDefault(File.Exists);

    public static bool IsThere => Program is not null;

    /// <summary>What a window of 1400 x 4800 shows of a file.</summary>
    public static RgbImage Show(string path)
    {
        string folder = Path.GetDirectoryName(path)!, screenshot = Path.Combine(folder, "screen.png");
        ProcessStartInfo start = new(
            Program!,
            [
                "--headless", "--no-sandbox", "--disable-gpu", "--hide-scrollbars", "--host-resolver-rules=MAP * ~NOTFOUND", $"--user-data-dir={Path.Combine(folder, "profile")}",
                "--window-size=1400,4800", $"--screenshot={screenshot}", new Uri(path).AbsoluteUri,
            ])
        { RedirectStandardError = true, RedirectStandardOutput = true };
        using Process browser = Process.Start(start)!;
        Task<string> errors = browser.StandardError.ReadToEndAsync(), output = browser.StandardOutput.ReadToEndAsync();
        if (!browser.WaitForExit(TimeSpan.FromMinutes(2)))
        {
            browser.Kill(entireProcessTree: true);
        }

        return File.Exists(screenshot) ? ImageDecoder.ReadFile(screenshot) : throw new InvalidOperationException($"The browser took no picture: {output.Result}{errors.Result}");
    }
}
