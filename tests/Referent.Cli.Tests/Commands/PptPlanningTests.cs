using System.Text.Json;
using Referent.TestSupport;

namespace Referent.Cli.Tests.Commands;

public sealed class PptPlanningTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly string _config;

    public PptPlanningTests()
    {
        MicroPreset.Write(_folder.PathOf("preset"));
        _config = _folder.PathOf("ppt.json");
        File.WriteAllText(_config, """{ "model": { "blocks": [1, 2, 3], "width": 32 } }""");
    }

    [Fact]
    public void A_benchmark_tells_samples_a_second_with_masks_and_without_and_the_hours_of_the_run()
    {
        ProgramRun run = ProgramRun.Of("bench", "ppt", "--config", _config, "--set", $"preset={_folder.PathOf("preset")}", "--batch", "2", "--times", "1", "--device", "cpu");

        Assert.True(run.Status == 0, run.Errors);
        string[] lines = run.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.Contains("batch 2", lines[0], StringComparison.Ordinal);
        Assert.Matches("^with masks .* ms a step, .* samples/s, peak .* GB; SAM's decoder and the mask losses .*; values are read 2 times a step$", lines[1]);
        Assert.Matches("^points alone .* samples/s", lines[2]);
        Assert.Matches("^the whole run .* h for 3,000 steps of 48", lines[3]);
    }

    [Fact]
    public void A_dry_run_prints_the_configuration_as_JSON_and_beside_it_what_the_run_wants()
    {
        ProgramRun run = ProgramRun.Of(
            "train", "ppt", "--config", _config, "--set", $"preset={_folder.PathOf("preset")}", "--data", _folder.PathOf("none"), "--dry-run");

        Assert.True(run.Status == 0, run.Errors);
        Assert.Equal(32, JsonDocument.Parse(run.Output).RootElement.GetProperty("model").GetProperty("width").GetInt32());
        Assert.Contains("memory: about", run.Errors, StringComparison.Ordinal);
        Assert.Contains("referent label ppt", run.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public void A_data_folder_that_is_not_there_is_told_and_leaves_nothing()
    {
        ProgramRun run = ProgramRun.Of("train", "ppt", "--config", _config, "--data", _folder.PathOf("none"), "--out", _folder.PathOf("run"));
        Assert.Equal((2, $"There is no folder {_folder.PathOf("none")}.\n"), (run.Status, run.Errors));
        Assert.False(Directory.Exists(_folder.PathOf("run")));
    }

    /// <summary>A configuration that stayed there made the same command be refused once the labels had been made.</summary>
    [Fact]
    public void A_run_that_cannot_begin_leaves_its_folder_empty_and_the_same_command_says_the_same()
    {
        string[] command = ["train", "ppt", "--config", _config, "--set", $"preset={_folder.PathOf("preset")}", "--data", _folder.FullPath, "--out", _folder.PathOf("run")];
        ProgramRun first = ProgramRun.Of(command);
        Assert.Equal(1, first.Status);
        Assert.Contains("referent label ppt", first.Errors, StringComparison.Ordinal);
        Assert.Empty(Directory.EnumerateFileSystemEntries(_folder.PathOf("run")));
        Assert.Equal(first.Errors, ProgramRun.Of(command).Errors);
    }

    [Fact]
    public void Without_a_dry_run_a_run_wants_a_folder()
    {
        ProgramRun run = ProgramRun.Of("train", "ppt", "--config", _config, "--data", _folder.PathOf("none"));
        Assert.Equal(2, run.Status);
        Assert.StartsWith("Option '--out' is required", run.Errors, StringComparison.Ordinal);
    }

    public void Dispose() => _folder.Dispose();
}
