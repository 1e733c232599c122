using Referent.Cli.Commands;
using Referent.Cli.Doctor;
using Referent.TestSupport;

namespace Referent.Cli.Tests.Commands;

public sealed class DoctorCommandTests
{
    [Fact]
    public void On_a_machine_that_runs_these_tests_everything_needed_is_there()
    {
        ProgramRun result = ProgramRun.Of("doctor");

        Assert.Equal((0, ""), (result.Status, result.Errors));
        foreach (string part in new[] { ".NET", "libtorch", "bridge", "BLAS", "GPU", "JPEG", "PNG", "WebP", "emoji font", "preset" })
        {
            Assert.Contains($" {part} ", result.Output, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void A_missing_bridge_is_told_with_its_fix_and_without_a_stack_trace()
    {
        using Elsewhere elsewhere = new();
        ProgramRun result = ProgramRun.At(elsewhere.Folder, [], "doctor");

        Assert.Equal((1, ""), (result.Status, result.Errors));
        Assert.Contains("MISSING bridge", result.Output, StringComparison.Ordinal);
        Assert.Contains("fix: apt-get install -y libtorch-dev", result.Output, StringComparison.Ordinal);
        Assert.Contains("JPEG", result.Output, StringComparison.Ordinal);
    }

    [Fact]
    public void A_bridge_that_does_not_load_is_told_with_the_reason_and_without_a_stack_trace()
    {
        using Elsewhere elsewhere = new();
        string bridge = Path.Combine(elsewhere.Folder, "libreferent_torch.so");
        File.WriteAllText(bridge, new string('x', 4096));

        ProgramRun result = ProgramRun.At(elsewhere.Folder, [], "doctor");

        Assert.Equal((1, ""), (result.Status, result.Errors));
        Assert.Contains("MISSING libtorch", result.Output, StringComparison.Ordinal);
        Assert.Equal(2, result.Output.Split(bridge).Length);
        Assert.DoesNotContain("   at ", result.Output, StringComparison.Ordinal);
    }

    [Fact]
    public void An_inherited_older_kernel_is_told_and_ignored()
    {
        ProgramRun result = ProgramRun.At(AppContext.BaseDirectory, [new("OPENBLAS_CORETYPE", "Prescott")], "doctor");
        Assert.Contains("OPENBLAS_CORETYPE=Prescott names older kernels than this CPU has and is ignored", result.Output, StringComparison.Ordinal);
    }

    [Fact]
    public void The_standard_preset_is_told_with_its_parts_and_one_that_can_be_fetched_with_the_command()
    {
        using TemporaryFolder models = new();
        ProgramRun result = ProgramRun.At(AppContext.BaseDirectory, [new("REFERENT_MODELS", models.FullPath)], "doctor");

        Assert.Equal(0, result.Status);
        Assert.Matches("ok +preset +tiny in .*: clip, localiser, .*sam, generator.*; the hashes are right", result.Output);
        Assert.Matches("note +preset +base is not there; only photographs need it\n +fix: referent models pull base", result.Output);
    }

    [Fact]
    public void A_damaged_preset_is_told_with_the_file_and_is_missing_only_where_it_is_needed()
    {
        using TemporaryFolder folder = new();
        MicroPreset.Write(folder.FullPath);
        Assert.Equal(Standing.Ok, PresetDiagnosis.Of(folder.FullPath, isNeeded: true).Standing);

        File.AppendAllText(folder.PathOf("sam.safetensors"), "x");
        Finding damaged = PresetDiagnosis.Of(folder.FullPath, isNeeded: false);
        Assert.Equal(Standing.Note, damaged.Standing);
        Assert.Contains("sam.safetensors has sha256", damaged.Fact, StringComparison.Ordinal);
        Assert.Equal(Standing.Missing, PresetDiagnosis.Of(folder.FullPath, isNeeded: true).Standing);
    }

    [Fact]
    public void An_empty_font_is_not_ok()
    {
        using TemporaryFolder folder = new();
        File.WriteAllBytes(folder.PathOf("font.ttf"), []);
        Finding empty = Diagnosis.Font(folder.PathOf("font.ttf"));
        Assert.Equal(Standing.Note, empty.Standing);
        Assert.Contains("it is truncated", empty.Fact, StringComparison.Ordinal);
        Assert.Contains("not installed", Diagnosis.Font(folder.PathOf("none.ttf")).Fact, StringComparison.Ordinal);
    }

    [Fact]
    public void Only_a_missing_part_makes_the_status_1()
    {
        Finding ok = new(Standing.Ok, "part", "there");
        Finding note = new(Standing.Note, "extra", "not there", "get it");
        Finding missing = new(Standing.Missing, "part", "not there", "get it");

        Assert.Equal(0, DoctorCommand.Run([ok, note], TextWriter.Null));
        Assert.Equal(1, DoctorCommand.Run([ok, note, missing], TextWriter.Null));
    }

    /// <summary>A copy of the program outside the checkout, where no bridge is found.</summary>
    private sealed class Elsewhere : IDisposable
    {
        public string Folder { get; } = Directory.CreateTempSubdirectory("referent-elsewhere").FullName;

        public Elsewhere()
        {
            foreach (string file in Directory.EnumerateFiles(AppContext.BaseDirectory).Where(file => Path.GetExtension(file) is ".dll" or ".json"))
            {
                File.Copy(file, Path.Combine(Folder, Path.GetFileName(file)));
            }
        }

        public void Dispose() => Directory.Delete(Folder, recursive: true);
    }
}
