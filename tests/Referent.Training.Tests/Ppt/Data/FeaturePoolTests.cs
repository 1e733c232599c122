using System.Collections.Concurrent;
using Referent.Data.ObjectCentric;
using Referent.Imaging;
using Referent.Imaging.Masks;
using Referent.Presets;
using Referent.Torch;
using Referent.Training.Loop;
using Referent.Training.Ppt;
using Referent.Training.Ppt.Data;
using Referent.Training.Ppt.Labels;

namespace Referent.Training.Tests.Ppt.Data;

[Collection(nameof(TrainingWorld))]
public sealed class FeaturePoolTests : IDisposable
{
    private static readonly PptSizes Sizes = new() { Blocks = [1, 2, 3] };

    private readonly string _root;
    private readonly FrozenModels _frozen;
    private readonly PptDataset _dataset;
    private readonly ConcurrentQueue<string> _notes = [];

    public FeaturePoolTests(TrainingWorld world)
    {
        _root = world.Copy();
        _frozen = FrozenModels.Load(PresetFolder.Open(world.Preset));
        string folder = Directory.CreateDirectory(Path.Combine(_root, LabelFiles.Folder)).FullName;
        RunLengthMask whole = new(new Imaging.Geometry.ImageSize(256, 256), [0, 256 * 256]);
        File.WriteAllLines(
            Path.Combine(folder, LabelFiles.Objects),
            ObjectCentricFolder.Read(Path.Combine(_root, "objects")).Select(item => LabelFiles.Format(new ObjectLabel(Path.GetRelativePath(_root, item.Path), item.ClassName, whole, 0.9))));
        File.WriteAllText(Path.Combine(folder, LabelFiles.Sentences), string.Empty);
        _dataset = PptDataset.Load(new PptPool { Collages = 5 }, _root);
    }

    private RunOptions Options => new() { OutputDirectory = _root, Notes = new Notes(_notes) };

    public void Dispose() => _frozen.Dispose();

    [Fact]
    public void A_picture_has_the_same_features_in_any_company()
    {
        FeatureEncoder encoder = new(Sizes, _frozen);
        RgbImage[] pictures = [.. Enumerable.Range(0, encoder.Batch).Select(_dataset.Picture)];
        Half[] together = encoder.Encode(pictures);
        foreach (int i in (int[])[0, 3, 7, 15])
        {
            Assert.Equal(together[(i * encoder.Shape.Length)..((i + 1) * encoder.Shape.Length)], encoder.Encode([pictures[i]]));
        }
    }

    [Fact]
    public void A_batch_outlives_the_scope_it_was_made_in_and_frees_its_features_when_disposed()
    {
        PptConfig config = new() { Model = Sizes, BatchSize = 4, Stages = [new() { Name = "one", Steps = 1, Sets = new() { [PptDataset.DSem] = 1 } }] };
        using FeaturePool pool = Open(Sizes);
        PptBatches batches = new(config, stage: 0, _dataset.Sets, pool, _frozen.Sam.Config);
        long before = TorchRuntime.LiveTensors;
        PptBatch batch;
        using (TensorScope.Begin())
        {
            batch = batches.Make(step: 0);
        }

        Assert.Equal(4, batch.Features.Sam.Size(0));
        Assert.Equal(before + 4, TorchRuntime.LiveTensors);
        batch.Dispose();
        Assert.Equal(before, TorchRuntime.LiveTensors);
    }

    [Fact]
    public void Damaged_features_are_made_again_and_are_the_same()
    {
        int[] all = [.. Enumerable.Range(0, _dataset.PictureCount)];
        using FeaturePool pool = Open(Sizes);
        Half[][] sound = Read(pool, all);
        string shard = Assert.Single(Shards());
        byte[] bytes = File.ReadAllBytes(shard);
        bytes[bytes.Length / 2] ^= 4;
        bytes[^1] ^= 4;
        File.WriteAllBytes(shard, bytes);
        _notes.Clear();

        Half[][][] read = new Half[4][][];
        Parallel.For(0, read.Length, i => read[i] = Read(pool, all));

        Assert.All(read, parts => Assert.Equal(sound, parts));
        Assert.Equal(2, _notes.Count);
        Assert.Empty(Shards());
        using FeaturePool next = Open(Sizes);
        Assert.Equal(sound, Read(next, all));
    }

    [Fact]
    public void A_run_says_how_much_it_will_hold_and_how_long_that_takes_to_make()
    {
        Open(Sizes).Dispose();
        Assert.Equal(2, _notes.Count);
        Assert.Contains("17 pictures", _notes.First(), StringComparison.Ordinal);
        Assert.Contains("about 0:00:", _notes.Last(), StringComparison.Ordinal);
        _notes.Clear();
        Open(Sizes).Dispose();
        Assert.Contains("0 of them are to be made", Assert.Single(_notes), StringComparison.Ordinal);
    }

    [Fact]
    public void What_the_features_depend_on_tells_them_apart()
    {
        PptSizes[] others = [Sizes with { Blocks = [1, 3] }, Sizes with { Tiles = 1 }, Sizes with { ImageSize = 16 }, Sizes with { SurgeryStage = false }, Sizes with { WriteBack = true }];
        Assert.Equal(6, others.Append(Sizes).Select(sizes => new FeatureEncoder(sizes, _frozen).Space.Name).Distinct().Count());
        Assert.Equal(new FeatureEncoder(Sizes, _frozen).Space, new FeatureEncoder(Sizes with { Width = 8, Queries = 2 }, _frozen).Space);
    }

    [Fact]
    public void Too_small_a_limit_stops_the_run_and_leaves_nothing_open()
    {
        Assert.Throws<IOException>(() => FeaturePool.Open(_dataset, new FeatureEncoder(Sizes, _frozen), _root, Options with { FeatureLimit = 1000 }));
        Assert.Empty(Shards());
    }

    private FeaturePool Open(PptSizes sizes) => FeaturePool.Open(_dataset, new FeatureEncoder(sizes, _frozen), _root, Options);

    private static Half[][] Read(FeaturePool pool, int[] pictures)
    {
        using TensorScope scope = TensorScope.Begin();
        FeatureBatch read = pool.Read(pictures);
        return [.. read.Stages.Append(read.Sam).Select(part => part.ToArray<Half>())];
    }

    private string[] Shards() => Directory.GetFiles(Path.Combine(_root, "features"), "*.features");

    private sealed class Notes(ConcurrentQueue<string> received) : IProgress<string>
    {
        public void Report(string value) => received.Enqueue(value);
    }
}
