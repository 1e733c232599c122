using System.Diagnostics;
using Referent.TestSupport;

namespace Referent.Cli.Tests.Parsing;

public sealed class CommandLineTests(MicroPresetFixture preset) : IClassFixture<MicroPresetFixture>
{
    [Theory]
    [InlineData("There is no command 'segmnt'; the nearest is 'segment'.", "segmnt", "a.jpg")]
    [InlineData("There is no option --sceens; the nearest is --scenes.", "world", "--out", "w", "--seed", "1", "--sceens", "5")]
    [InlineData("Option '--seed' is required.", "world", "--out", "w")]
    [InlineData("Give a command: segment, eval, score, compare, data, world, label, train, ablate, models, embed, cache, bench, doctor.")]
    [InlineData("Give a command: check, stats, view, masks.", "data")]
    public void A_mistyped_command_line_is_answered_with_what_was_meant(string expected, params string[] arguments)
    {
        ProgramRun run = ProgramRun.Of(arguments);
        Assert.Equal((2, string.Empty), (run.Status, run.Output));
        Assert.StartsWith(expected, run.Errors, StringComparison.Ordinal);
        Assert.Contains("For help: referent ", run.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public void Help_and_version_are_answers_and_no_faults()
    {
        ProgramRun help = ProgramRun.Of("segment", "--help");
        Assert.Equal((0, string.Empty), (help.Status, help.Errors));
        Assert.Contains("referent segment", help.Output, StringComparison.Ordinal);
        Assert.Equal(0, ProgramRun.Of("--version").Status);
    }

    [Theory]
    [InlineData("INT", 130)]
    [InlineData("TERM", 143)]
    public void A_signal_ends_the_work_between_two_texts_with_its_own_exit_code(string signal, int status)
    {
        using TemporaryFolder folder = new();
        string picture = Fixtures.PathOf("imaging/codecs/baseline420.jpg");
        File.WriteAllLines(folder.PathOf("list.jsonl"), Enumerable.Repeat($$"""{"image":"{{picture}}","text":"a cat"}""", 100_000));
        ProcessStartInfo start = new("dotnet", [Path.Combine(AppContext.BaseDirectory, "Referent.Cli.dll"), "segment", "--list", folder.PathOf("list.jsonl"), "--preset", preset.Folder, "--json"])
        {
            RedirectStandardOutput = true,
        };
        using Process process = Process.Start(start)!;
        string first = process.StandardOutput.ReadLine()!;

        using Process kill = Process.Start("kill", [$"-{signal}", $"{process.Id}"]);
        string output = $"{first}\n{process.StandardOutput.ReadToEnd()}";
        process.WaitForExit();

        Assert.Equal(status, process.ExitCode);
        Assert.EndsWith("}\n", output, StringComparison.Ordinal);
    }
}
