using System.Text.Json;
using Referent.Data.Captions;
using Referent.Data.MaskCorpus;
using Referent.Data.ObjectCentric;
using Referent.Data.World;
using Referent.Data.World.Corpora;
using Referent.Data.World.Packs;
using Referent.Formats.Pickle;
using Referent.Imaging;
using Referent.Imaging.Codecs;
using Referent.Imaging.Masks;
using Referent.TestSupport;

namespace Referent.Data.Tests.World;

public sealed class WorldGeneratorTests
{
    private static readonly WorldOptions Small = new() { Seed = 1901, Scenes = 20, Objects = 12, Captions = 20, Masks = 12, Threads = 2 };

    [Fact]
    public void The_same_seed_gives_the_same_bytes_on_one_thread_and_on_two()
    {
        using TemporaryFolder folder = new();
        Dictionary<string, string> first = Generate(folder, "a", Small);
        Assert.Equal(first, Generate(folder, "b", Small));
        Assert.Equal(first, Generate(folder, "c", Small with { Threads = 1 }));
        Assert.NotEqual(first["captions/images/00000000.jpg"], Generate(folder, "d", Small with { Seed = 1902 })["captions/images/00000000.jpg"]);
    }

    [Fact]
    public void A_longer_world_begins_with_the_pictures_of_a_shorter_one()
    {
        using TemporaryFolder folder = new();
        Dictionary<string, string> few = Generate(folder, "few", Small with { Captions = 5, Masks = 0, Objects = 0, Scenes = 3 });
        Dictionary<string, string> many = Generate(folder, "many", Small);
        Assert.All(few.Keys.Where(path => path.EndsWith(".jpg", StringComparison.Ordinal)), path => Assert.Equal(few[path], many[path]));
    }

    [Fact]
    public void Datasets_read_back_with_masks_of_the_pixels_that_were_drawn()
    {
        using TemporaryFolder folder = new();
        WorldOptions options = Small with { Objects = 0, Captions = 0, Masks = 0 };
        _ = Generate(folder, "w", options);
        ScenePictures pictures = new(Worlds.Noto, options);
        foreach (string dataset in (string[])["world", "world+", "worldg"])
        {
            string root = Path.Combine(folder.FullPath, "w");
            using JsonDocument instances = JsonDocument.Parse(File.ReadAllBytes(Path.Combine(root, dataset, "instances.json")));
            Dictionary<long, JsonElement> annotations = instances.RootElement.GetProperty("annotations").EnumerateArray().ToDictionary(item => item.GetProperty("id").GetInt64());
            Assert.Equal(options.Scenes, instances.RootElement.GetProperty("images").GetArrayLength());
            for (int i = 0; i < options.Scenes; i++)
            {
                ScenePicture scene = pictures.Describe(i).Scene;
                JsonElement[] ofScene = [.. annotations.Values.Where(item => item.GetProperty("image_id").GetInt32() == i + 1)];
                Assert.Equal(scene.Masks.Select(mask => mask.Area), ofScene.Select(item => item.GetProperty("area").GetInt64()));
                Assert.Equal(scene.Masks.Select(mask => mask.Area), ofScene.Select(item => RunLengthJson.Read(item.GetProperty("segmentation")).Area));
                Assert.True(File.Exists(Path.Combine(root, $"images/mscoco/images/train2014/COCO_train2014_{i + 1:D12}.jpg")));
            }

            Assert.All(RefsOf(root, dataset), entry => Assert.True(annotations.ContainsKey(Number(entry, "ann_id"))));
        }
    }

    [Fact]
    public void Refs_have_exactly_the_keys_of_REFER_and_numbers_of_their_own()
    {
        using TemporaryFolder folder = new();
        _ = Generate(folder, "w", Small with { Objects = 0, Captions = 0, Masks = 0 });
        List<PickleDict> refs = RefsOf(Path.Combine(folder.FullPath, "w"), "world");
        string[] keys = ["ann_id", "category_id", "file_name", "image_id", "ref_id", "sent_ids", "sentences", "split"];
        Assert.All(refs, entry => Assert.Equal(keys, entry.Items.Select(pair => (string)pair.Key).Order(StringComparer.Ordinal)));
        Assert.Equal(refs.Count, refs.Select(entry => Number(entry, "ref_id")).Distinct().Count());
        Assert.Equal(refs.Count, refs.Select(entry => Number(entry, "ann_id")).Distinct().Count());
        long[] sentences = [.. refs.SelectMany(entry => List(entry, "sentences").Select(item => Number((PickleDict)item!, "sent_id")))];
        Assert.Equal(sentences.Length, sentences.Distinct().Count());
        Assert.Equal(sentences, refs.SelectMany(entry => List(entry, "sent_ids")).Select(item => Convert.ToInt64(item)));
    }

    [Fact]
    public void An_image_is_in_one_split_of_all_datasets_and_val_1_puts_all_there()
    {
        using TemporaryFolder folder = new();
        _ = Generate(folder, "w", Small with { Objects = 0, Captions = 0, Masks = 0 });
        string root = Path.Combine(folder.FullPath, "w");
        Dictionary<long, HashSet<string>> splits = [];
        foreach (PickleDict entry in RefsOf(root, "world").Concat(RefsOf(root, "world+")).Concat(RefsOf(root, "worldg")))
        {
            (splits.TryGetValue(Number(entry, "image_id"), out HashSet<string>? known) ? known : splits[Number(entry, "image_id")] = []).Add(Text(entry, "split"));
        }

        Assert.All(splits.Values, names => Assert.Single(names));
        _ = Generate(folder, "v", Small with { Objects = 0, Captions = 0, Masks = 0, Splits = SplitShares.Parse("val=1") });
        Assert.All(RefsOf(Path.Combine(folder.FullPath, "v"), "worldg"), entry => Assert.Equal("val", Text(entry, "split")));
    }

    [Fact]
    public void Mask_pictures_show_no_held_out_class_and_have_all_levels()
    {
        MaskPictures pictures = new(Worlds.Noto, 901);
        var made = Enumerable.Range(0, 60).Select(pictures.Make).ToArray();
        Assert.DoesNotContain(made.SelectMany(item => item.Placements), placement => Worlds.Noto.HeldOutOfMasks.Contains(placement.Class));
        Assert.Equal(3, made.SelectMany(item => item.Masks).Select(item => item.Level).Distinct().Count());
        Assert.All(made, item => Assert.Equal(item.Placements.Count, item.Masks.Count(mask => mask.Level == MaskLevel.Whole)));
        Assert.All(made, item => AssertPartsLieInWholes(item.Masks));
    }

    [Fact]
    public void The_corpora_read_back_by_their_readers()
    {
        using TemporaryFolder folder = new();
        _ = Generate(folder, "w", Small with { Scenes = 0 });
        string root = Path.Combine(folder.FullPath, "w");
        Assert.Equal(Small.Captions, CaptionCorpus.Read(root).Count);
        Assert.Equal(Small.Masks, MaskCorpusList.Read(root).Count);
        Assert.Equal(Small.Objects, ObjectCentricFolder.Read(Path.Combine(root, "objects")).Count);
    }

    [Fact]
    public void The_manifest_tells_what_the_world_was_made_from()
    {
        using TemporaryFolder folder = new();
        _ = Generate(folder, "w", Small with { Scenes = 1, Masks = 0, Captions = 0, Objects = 0 });
        using JsonDocument manifest = JsonDocument.Parse(File.ReadAllBytes(Path.Combine(folder.FullPath, "w", "world.json")));
        JsonElement root = manifest.RootElement;
        Assert.Equal(Small.Seed, root.GetProperty("seed").GetInt64());
        Assert.Equal(1, root.GetProperty("options").GetProperty("scenes").GetInt32());
        Assert.Equal(Worlds.Noto.Sha256, root.GetProperty("pack").GetProperty("sha256").GetString());
        Assert.StartsWith("libturbojpeg", root.GetProperty("codecs").GetProperty("JPEG").GetString(), StringComparison.Ordinal);
        Assert.Equal(Worlds.Noto.HeldOutOfCaptions.Count, root.GetProperty("heldOut").GetProperty("captions").GetArrayLength());
        Assert.Equal("0.1.0", root.GetProperty("programVersion").GetString());
    }

    [Fact]
    public void A_folder_that_is_not_empty_is_left_alone()
    {
        using TemporaryFolder folder = new();
        folder.Write("w/keep.txt", "mine");
        IOException error = Assert.Throws<IOException>(() => Generate(folder, "w", Small));
        Assert.Contains("not empty", error.Message, StringComparison.Ordinal);
        Assert.Equal("mine", File.ReadAllText(Path.Combine(folder.FullPath, "w", "keep.txt")));
    }

    [Fact]
    public void Options_out_of_range_are_told_all_at_once()
    {
        ArgumentException error = Assert.Throws<ArgumentException>(() => new WorldOptions { Seed = -1, Threads = 0 }.Validate());
        Assert.Contains("seed", error.Message, StringComparison.Ordinal);
        Assert.Contains("above 0", error.Message, StringComparison.Ordinal);
        Assert.Contains("thread", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_pack_without_animals_says_that_it_cannot_fill_a_split()
    {
        using TemporaryFolder folder = new();
        foreach (string name in (string[])["bx", "cx", "dx", "ex"])
        {
            File.WriteAllBytes(folder.Write($"pack/{name}.png"), PackTests.Disc(30, 60, 200));
        }

        SpritePack pack = SpritePack.Open(Path.Combine(folder.FullPath, "pack"));
        WorldOptions options = Small with { Captions = 0, Masks = 0, Objects = 0, Splits = SplitShares.Parse("testA=1") };
        InvalidDataException error = Assert.Throws<InvalidDataException>(() => WorldGenerator.Generate(options, pack, Path.Combine(folder.FullPath, "w"), null, TestContext.Current.CancellationToken));
        Assert.Contains("testA", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void The_sheet_shows_something_of_every_kind()
    {
        RgbImage all = WorldSheet.Compose(Small with { Scenes = 2, Objects = 2, Captions = 2, Masks = 1 }, Worlds.Noto);
        RgbImage scenes = WorldSheet.Compose(Small with { Scenes = 2, Objects = 0, Captions = 0, Masks = 0 }, Worlds.Noto);
        Assert.True(all.Height > scenes.Height);
        Assert.NotEmpty(JpegEncoder.Encode(all, 85));
    }

    [Theory]
    [InlineData("val")]
    [InlineData("val=0.5")]
    [InlineData("val=0.5,val=0.5")]
    [InlineData("test=1")]
    [InlineData("val=2,train=-1")]
    public void Splits_that_make_no_sense_are_refused(string text) => Assert.Throws<FormatException>(() => SplitShares.Parse(text));

    private static void AssertPartsLieInWholes(IReadOnlyList<LevelledMask> masks)
    {
        RunLengthMask[] wholes = [.. masks.Where(item => item.Level == MaskLevel.Whole).Select(item => item.Mask)];
        foreach (LevelledMask item in masks.Where(item => item.Level == MaskLevel.Part))
        {
            Assert.Contains(wholes, whole => MaskAlgebra.IntersectionArea(whole, item.Mask) == item.Mask.Area && whole.Area > item.Mask.Area);
        }
    }

    /// <summary>Makes a world and returns its files with their hashes.</summary>
    private static Dictionary<string, string> Generate(TemporaryFolder folder, string name, WorldOptions options)
    {
        string root = Path.Combine(folder.FullPath, name);
        WorldGenerator.Generate(options, Worlds.Noto, root, null, TestContext.Current.CancellationToken);
        return Directory.EnumerateFiles(root, "*", SearchOption.AllDirectories).ToDictionary(
            path => Path.GetRelativePath(root, path), path => Convert.ToHexString(System.Security.Cryptography.SHA256.HashData(File.ReadAllBytes(path))));
    }

    private static List<PickleDict> RefsOf(string root, string dataset) =>
        [.. ((List<object?>)PickleReader.ReadFile(Path.Combine(root, dataset, "refs(referent).p"))!).Cast<PickleDict>()];

    private static object Value(PickleDict entry, string key) => entry.TryGetValue(key, out object? value) ? value! : throw new KeyNotFoundException(key);

    private static long Number(PickleDict entry, string key) => (long)Value(entry, key);

    private static string Text(PickleDict entry, string key) => (string)Value(entry, key);

    private static List<object?> List(PickleDict entry, string key) => (List<object?>)Value(entry, key);
}
