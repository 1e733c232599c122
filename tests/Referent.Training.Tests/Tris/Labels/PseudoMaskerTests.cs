using Referent.Data.Refer;
using Referent.Imaging.Codecs;
using Referent.Models.IrNet;
using Referent.Torch.Weights;
using Referent.Training.Loop;
using Referent.Training.Tris.Labels;

namespace Referent.Training.Tests.Tris.Labels;

[Collection(nameof(TrainingWorld))]
public sealed class PseudoMaskerTests
{
    private readonly TrainingWorld _world;
    private readonly string _weights;

    public PseudoMaskerTests(TrainingWorld world)
    {
        _world = world;
        _weights = world.NewFolder() + ".safetensors";
        WriteWeights(_weights, seed: 1);
    }

    [Fact]
    public void Each_ref_with_a_map_has_a_mask_of_its_pictures_size()
    {
        string folder = Labels(_world.Root);
        Make(_world.Root, folder);

        IReadOnlyList<TrainingSample> refs = LabelledWorld.Refs(_world.Root);
        IReadOnlyList<PseudoMaskLabel> masks = TrisLabelFiles.ReadMasks(folder);
        Assert.Equal(refs.SkipLast(1).Select(item => item.RefId).Order(), masks.Select(label => label.RefId).Order());
        Assert.All(masks, label =>
        {
            TrainingSample item = refs.Single(item => item.RefId == label.RefId);
            Assert.Equal(ImageDecoder.ReadFile(item.ImagePath).Size, label.Mask.Size);
            Assert.Equal((item.Sentences[0].Id, item.Sentences[0].Text), (label.SentenceId, label.Text));
            Assert.Equal(item.ImagePath, Path.Combine(_world.Root, label.Image));
            Assert.InRange(label.Mask.Area, 1, label.Mask.Size.PixelCount);
        });
    }

    [Fact]
    public void A_stopped_making_goes_on_to_the_same_bytes_and_the_ground_truth_has_no_influence()
    {
        string scrambledRoot = _world.CopyWithScrambledTruth();
        string whole = Labels(_world.Root), stopped = Labels(_world.Root), scrambled = Labels(scrambledRoot);
        Make(_world.Root, whole);
        Make(scrambledRoot, scrambled);
        using CancellationTokenSource stop = new();
        Assert.Throws<OperationCanceledException>(() => Make(_world.Root, stopped, new At(1, stop.Cancel), stop));
        Make(_world.Root, stopped);

        Assert.Equal(File.ReadAllText(PathOf(whole)), File.ReadAllText(PathOf(stopped)));
        Assert.Equal(File.ReadAllText(PathOf(whole)), File.ReadAllText(PathOf(scrambled)));
    }

    [Fact]
    public void The_gallery_shows_maps_and_masks()
    {
        string folder = Labels(_world.Root);
        Make(_world.Root, folder);
        TrisGallery.Write(folder, LabelledWorld.Refs(_world.Root));
        Galleries.AssertShows(folder, "maps.jpg", "masks.jpg");
    }

    [Fact]
    public void Masks_made_by_another_network_are_neither_gone_on_with_nor_taken_for_these()
    {
        string folder = Labels(_world.Root), other = _world.NewFolder() + ".safetensors";
        Make(_world.Root, folder);
        WriteWeights(other, seed: 2);
        RunDirectoryException fault = Assert.Throws<RunDirectoryException>(() =>
            new PseudoMasker(other, folder, _world.Root, LabelledWorld.Refs(_world.Root)).Run(new At(), CancellationToken.None));
        Assert.Contains("masks.jsonl", fault.Message, StringComparison.Ordinal);
    }

    private static string PathOf(string folder) => Path.Combine(folder, TrisLabelFiles.Masks);

    private static void WriteWeights(string path, ulong seed)
    {
        using WeightStore store = WeightStore.Initialise(seed);
        _ = new IrNetModel(store.Root, new IrNetConfig { Trunk = IrNetTrunk.Clip, Width = 8, Blocks = [1, 1, 1, 1], EdgeWidth = 8, DisplacementWidth = 8 });
        SafetensorsWriter.Write(path, store.Tensors);
    }

    private string Labels(string root)
    {
        string folder = _world.NewFolder();
        LabelledWorld.WriteMaps(root, folder);
        return folder;
    }

    private void Make(string root, string folder, At? progress = null, CancellationTokenSource? stop = null) =>
        new PseudoMasker(_weights, folder, root, LabelledWorld.Refs(root)).Run(progress ?? new At(), stop?.Token ?? CancellationToken.None);
}
