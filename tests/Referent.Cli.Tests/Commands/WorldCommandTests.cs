using System.Diagnostics;
using Referent.TestSupport;

namespace Referent.Cli.Tests.Commands;

public sealed class WorldCommandTests
{
    [Fact]
    public void A_world_is_written_and_progress_goes_to_stderr()
    {
        using TemporaryFolder folder = new();
        string root = folder.PathOf("w");
        string sheet = folder.PathOf("sheet.jpg");
        ProgramRun run = ProgramRun.Of("world", "--out", root, "--seed", "1903", "--scenes", "3", "--objects", "2", "--splits", "val=1", "--sheet", sheet);
        Assert.Equal((0, ""), (run.Status, run.Output));
        Assert.Contains("scenes: 3 of 3", run.Errors, StringComparison.Ordinal);
        Assert.True(File.Exists(Path.Combine(root, "world.json")));
        Assert.True(File.Exists(Path.Combine(root, "world+", "refs(referent).p")));
        Assert.True(new FileInfo(sheet).Length > 10_000);

        ProgramRun again = ProgramRun.Of("world", "--out", root, "--seed", "1903", "--scenes", "3");
        Assert.Equal(1, again.Status);
        Assert.Contains("not empty", Assert.Single(Lines(again.Errors)), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--scenes", "x")]
    [InlineData("--scenes", "-1")]
    [InlineData("--splits", "val=2")]
    [InlineData("--scenes", "0")]
    [InlineData("--scens", "1")]
    public void Bad_options_are_usage_errors(string option, string value)
    {
        ProgramRun run = ProgramRun.Of("world", "--out", "never-made", "--seed", "1", option, value);
        Assert.Equal(2, run.Status);
        Assert.NotEmpty(run.Errors);
        Assert.False(Directory.Exists("never-made"));
    }

    [Fact]
    public void A_pack_that_is_not_there_fails_in_one_line()
    {
        ProgramRun run = ProgramRun.Of("world", "--out", "never-made", "--seed", "1", "--scenes", "1", "--pack", "no-such-folder");
        Assert.Equal(1, run.Status);
        Assert.Contains("no-such-folder", Assert.Single(Lines(run.Errors)), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("INT", 130)]
    [InlineData("TERM", 143)]
    public async Task A_signal_stops_it_between_pictures_and_leaves_no_manifest(string signal, int status)
    {
        using TemporaryFolder folder = new();
        string root = folder.PathOf("w");
        string[] arguments = [Path.Combine(AppContext.BaseDirectory, "Referent.Cli.dll"), "world", "--out", root, "--seed", "1", "--captions", "1000000"];
        using Process process = Process.Start(new ProcessStartInfo("dotnet", arguments) { RedirectStandardError = true })!;
        string images = Path.Combine(root, "captions", "images");
        while (!Directory.Exists(images) || !Directory.EnumerateFiles(images).Any())
        {
            Assert.False(process.HasExited);
            await Task.Delay(20, TestContext.Current.CancellationToken);
        }

        using Process kill = Process.Start("kill", [$"-{signal}", $"{process.Id}"]);
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        Assert.Equal(status, process.ExitCode);
        Assert.False(File.Exists(Path.Combine(root, "world.json")));
    }

    private static string[] Lines(string text) => text.Split('\n', StringSplitOptions.RemoveEmptyEntries);
}
