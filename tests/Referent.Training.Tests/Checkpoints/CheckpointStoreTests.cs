using Referent.TestSupport;
using Referent.Torch;
using Referent.Training.Checkpoints;

namespace Referent.Training.Tests.Checkpoints;

public sealed class CheckpointStoreTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    private string Checkpoints => _folder.PathOf("checkpoints");

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void What_was_saved_comes_back_with_the_random_state()
    {
        TorchRuntime.Seed(12);
        Save(step: 30, value: 1.5f);
        using Tensor generator = TensorScope.Detach(TorchRuntime.GeneratorState(Device.Cpu));

        using LoadedCheckpoint loaded = new CheckpointStore(_folder.FullPath).LoadNewest()!;
        Assert.Equal(new CheckpointState(1, 30, 29), loaded.State);
        Assert.Equal([1.5f, 2.5f], loaded.Weights["w"].ToArray<float>());
        Assert.Equal([-1.5f], loaded.Optimiser["m.w"].ToArray<float>());
        Assert.Equal(generator.ToArray<byte>(), loaded.Optimiser["generator"].ToArray<byte>());
    }

    [Fact]
    public void The_newest_counts_and_only_two_are_kept()
    {
        foreach (long step in (long[])[5, 40, 300])
        {
            Save(step, step);
        }

        Assert.Equal(["000000040", "000000300"], Names());
        Assert.Equal(300, NewestStep());
    }

    [Fact]
    public void Saving_a_step_again_replaces_it()
    {
        Save(step: 5, value: 1);
        Save(step: 5, value: 2);
        using LoadedCheckpoint loaded = new CheckpointStore(_folder.FullPath).LoadNewest()!;
        Assert.Equal(2, loaded.Weights["w"].ToArray<float>()[0]);
    }

    [Fact]
    public void Where_there_is_none_there_is_nothing_to_load() => Assert.Null(new CheckpointStore(_folder.FullPath).LoadNewest());

    [Theory]
    [InlineData("weights.safetensors")]
    [InlineData("optimiser.safetensors")]
    [InlineData("checkpoint.json")]
    public void A_checkpoint_that_misses_a_file_has_a_short_one_or_a_changed_byte_is_skipped(string file)
    {
        (string Damage, Action<string> Do)[] damages =
        [
            ("missing", File.Delete),
            ("empty", path => File.WriteAllBytes(path, [])),
            ("cut", path => File.WriteAllBytes(path, File.ReadAllBytes(path)[..^1])),
            ("changed", path => File.WriteAllBytes(path, [.. File.ReadAllBytes(path)[..^1], (byte)(File.ReadAllBytes(path)[^1] ^ 1)])),
        ];
        foreach ((string damage, Action<string> apply) in damages)
        {
            Save(step: 10, value: 1);
            Save(step: 20, value: 2);
            apply(Path.Combine(Checkpoints, "000000020", file));
            Assert.True(NewestStep() == 10, $"{file} {damage}");
        }
    }

    [Theory]
    [InlineData("null")]
    [InlineData("{}")]
    [InlineData("""{"State":{"Stage":0,"Step":20,"OptimiserSteps":20},"Hashes":{}}""")]
    [InlineData("""{"State":{"Stage":0,"Step":20,"OptimiserSteps":20}}""")]
    [InlineData("[1]")]
    public void A_manifest_that_vouches_for_nothing_is_skipped(string manifest)
    {
        Save(step: 10, value: 1);
        Save(step: 20, value: 2);
        File.WriteAllText(Path.Combine(Checkpoints, "000000020", "checkpoint.json"), manifest);
        Assert.Equal(10, NewestStep());
    }

    [Fact]
    public void What_a_killed_writer_left_is_never_loaded_and_goes_with_the_next_save()
    {
        Save(step: 10, value: 1);
        CopyFolder(Path.Combine(Checkpoints, "000000010"), Path.Combine(Checkpoints, ".writing"));
        Directory.Delete(Path.Combine(Checkpoints, "000000010"), recursive: true);
        Assert.Null(new CheckpointStore(_folder.FullPath).LoadNewest());

        Save(step: 20, value: 2);
        Assert.Equal(["000000020"], Names());
    }

    private static void CopyFolder(string from, string to)
    {
        Directory.CreateDirectory(to);
        foreach (string file in Directory.EnumerateFiles(from))
        {
            File.Copy(file, Path.Combine(to, Path.GetFileName(file)));
        }
    }

    private void Save(long step, float value)
    {
        using TensorScope scope = TensorScope.Begin();
        new CheckpointStore(_folder.FullPath).Save(
            new CheckpointState(1, step, step - 1),
            new Dictionary<string, Tensor> { ["w"] = Tensor.From([value, value + 1], 2) },
            new Dictionary<string, Tensor> { ["m.w"] = Tensor.From([-value], 1) });
    }

    private long NewestStep()
    {
        using LoadedCheckpoint? loaded = new CheckpointStore(_folder.FullPath).LoadNewest();
        return loaded!.State.Step;
    }

    private IEnumerable<string?> Names() => Directory.EnumerateFileSystemEntries(Checkpoints).Select(Path.GetFileName).Order(StringComparer.Ordinal);
}
