using System.Text.Json;
using System.Text.Json.Nodes;
using Referent.Data.Refer;
using Referent.Data.World;
using Referent.Data.World.Packs;
using Referent.Presets;
using Referent.TestSupport;
using Referent.Training.Labels;
using Referent.Training.Ppt.Labels;

namespace Referent.Training.Tests;

/// <summary>A very small world with all its corpora, and a micro preset, made once for all tests.</summary>
public sealed class TrainingWorld : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public TrainingWorld()
    {
        MicroPreset.Write(Preset);
        WorldOptions options = new() { Seed = 1906, Scenes = 3, Objects = 6, Captions = 12, Masks = 6, Splits = SplitShares.Parse("train=1") };
        WorldGenerator.Generate(options, SpritePack.Open("noto"), Root);
    }

    public string Root => _folder.PathOf("world");

    public string Preset => _folder.PathOf("preset");

    public void Dispose() => _folder.Dispose();

    /// <summary>A path that no other test has.</summary>
    public string NewFolder() => _folder.PathOf(Guid.NewGuid().ToString("N"));

    /// <summary>A copy of the world as it was generated.</summary>
    public string Copy()
    {
        string copy = NewFolder();
        _folder.Copy(Root, copy);
        return copy;
    }

    /// <summary>Makes the pseudo-labels of PPT.</summary>
    /// <returns>What was wrong with pictures that got none.</returns>
    internal IReadOnlyList<string> Label(string root, At? progress = null, CancellationTokenSource? stop = null, LabelShard? shard = null, LocaliserKind? localiser = null)
    {
        progress ??= new At();
        CancellationToken token = stop?.Token ?? CancellationToken.None;
        using Segmenter segmenter = Segmenter.Load(new SegmenterOptions { Preset = Preset, Method = SegmentationMethod.ClipSam, Localiser = localiser, Device = DeviceChoice.Cpu });
        PseudoLabeller labeller = new(segmenter, root, shard ?? LabelShard.All);
        labeller.LabelObjects(0, progress, token);
        labeller.LabelSentences(TrainingView.Load(root, "world", "train").Samples, 0, progress, token);
        return labeller.Failures;
    }

    /// <summary>A copy that has no annotation of any kind, nor the description of how it was made.</summary>
    public string CopyWithoutTruth()
    {
        string copy = Copy();
        string[] truth = ["instances.json", "objects.jsonl", "world.json"];
        foreach (string path in truth.SelectMany(name => Directory.GetFiles(copy, name, SearchOption.AllDirectories)))
        {
            File.Delete(path);
        }

        return copy;
    }

    /// <summary>A copy whose annotations have each other's masks, boxes and classes.</summary>
    public string CopyWithScrambledTruth()
    {
        string copy = Copy();
        foreach (string path in Directory.EnumerateFiles(copy, "instances.json", SearchOption.AllDirectories))
        {
            JsonObject instances = JsonNode.Parse(File.ReadAllBytes(path))!.AsObject();
            JsonObject[] annotations = [.. instances["annotations"]!.AsArray().Select(node => node!.AsObject())];
            foreach (string key in (string[])["segmentation", "bbox", "area", "category_id"])
            {
                JsonNode[] values = [.. annotations.Select(annotation => annotation[key]!.DeepClone())];
                for (int i = 0; i < annotations.Length; i++)
                {
                    annotations[i][key] = values[(i + 1) % values.Length];
                }
            }

            File.WriteAllText(path, JsonSerializer.Serialize(instances));
        }

        return copy;
    }
}
