using System.Text.Json.Nodes;
using Referent.Data.Refer;
using Referent.Data.Text;
using Referent.Imaging.Codecs;
using Referent.Imaging.Preprocessing;
using Referent.Models.Tris;
using Referent.Presets;
using Referent.Torch;
using Referent.Torch.Weights;
using Referent.Training.Loop;
using Referent.Training.Tris;
using Referent.Training.Tris.Labels;

namespace Referent.Training.Tests.Tris.Labels;

[Collection(nameof(TrainingWorld))]
public sealed class ResponseMapperTests(TrainingWorld world)
{
    [Fact]
    public void Each_ref_has_the_map_of_the_sentence_through_which_its_picture_fits_all_its_sentences_best()
    {
        string folder = world.NewFolder();
        Make(world.Root, folder);

        using NoGrad noGrad = NoGrad.Begin();
        using TensorScope scope = TensorScope.Begin();
        using ResponseMapFile maps = TrisLabelFiles.OpenMaps(folder);
        IReadOnlyList<TrainingSample> refs = LabelledWorld.Refs(world.Root);
        Assert.Equal(refs.Select(item => item.RefId).Order(), maps.Refs.Order());
        MapSource source = MapSource.OfPreset(world.Preset);
        (TrisStage1 model, WeightStore store) = TrisStage1.Load(source.Weights);
        using WeightStore weights = store;
        using JudgeClip judge = JudgeClip.Load(PresetFolder.Open(world.Preset), MaskedColours.Clip);
        ClipTokenizer tokenizer = new(BpeVocabulary.Load(source.Vocabulary));
        foreach (TrainingSample item in refs)
        {
            Tensor image = Tensor.From(ImagePreprocessing.TrisSquare(ImageDecoder.ReadFile(item.ImagePath), source.ImageSize).Planes, 1, 3, source.ImageSize, source.ImageSize);
            Tensor[] responses = [.. item.Sentences.Select(sentence => model.Respond(model.EncodeImage(image), model.EncodeText(Ids(tokenizer.Tokenize(sentence.Text, source.TextLength).Ids))))];
            Tensor outputs = Tensor.Cat([.. responses.Select(response => TrisStage1.Rectify(response, source.ImageSize, source.ImageSize))], 0);
            Tensor shown = judge.Judge.See(image.Expand(outputs.Size(0), -1, -1, -1), PositiveMapSelection.Shade(outputs));
            int best = PositiveMapSelection.Choose(shown, Tensor.Cat([.. item.Sentences.Select(sentence => judge.Judge.Read(Ids(judge.Tokenize(sentence.Text))))], 0));

            Assert.Equal(item.Sentences[best].Id, maps.Sentences[maps.Refs.ToList().IndexOf(item.RefId)]);
            Assert.All(responses[best].ToArray<float>().Zip(maps.Read(item.RefId).ToArray<float>()), pair => Assert.Equal(pair.First, pair.Second, 1e-4f));
        }

        static Tensor Ids(int[] ids) => Tensor.From<long>([.. ids.Select(id => (long)id)], [1, ids.Length]);
    }

    [Fact]
    public void A_stopped_making_goes_on_to_the_same_bytes_and_the_ground_truth_has_no_influence()
    {
        string whole = world.NewFolder(), stopped = world.NewFolder(), scrambled = world.NewFolder();
        Make(world.Root, whole);
        Make(world.CopyWithScrambledTruth(), scrambled);
        using CancellationTokenSource stop = new();
        Assert.Throws<OperationCanceledException>(() => Make(world.Root, stopped, new At(1, stop.Cancel), stop));
        Assert.False(File.Exists(PathOf(stopped)));
        Make(world.Root, stopped);
        Assert.Equal(["gallery.html", "maps.jpg", "maps.safetensors", "maps.safetensors.origin.json"], Directory.EnumerateFileSystemEntries(stopped).Select(Path.GetFileName).Order());

        Assert.Equal(File.ReadAllBytes(PathOf(whole)), File.ReadAllBytes(PathOf(stopped)));
        Assert.Equal(File.ReadAllBytes(PathOf(whole)), File.ReadAllBytes(PathOf(scrambled)));
    }

    [Theory]
    [InlineData(MapShade.AsReleased, TextCut.KeepEnd)]
    [InlineData(MapShade.Normalised, TextCut.AsReleased)]
    public void Maps_made_otherwise_are_neither_gone_on_with_nor_taken_for_these(MapShade shade, TextCut cut)
    {
        string folder = world.NewFolder();
        Make(world.Root, folder);
        RunDirectoryException fault = Assert.Throws<RunDirectoryException>(() =>
            new ResponseMapper(MapSource.OfPreset(world.Preset, cut), Options(world.Root, folder) with { Shade = shade }).Run(new At(), CancellationToken.None));
        Assert.Contains("maps.safetensors", fault.Message, StringComparison.Ordinal);
    }

    /// <summary>Maps of a whole split were noted without a limit before there was one; they are still taken for what they are.</summary>
    [Fact]
    public void Maps_of_some_pictures_are_not_taken_for_those_of_all_and_the_limit_is_noted_apart_from_the_split()
    {
        string some = world.NewFolder(), all = world.NewFolder();
        new ResponseMapper(MapSource.OfPreset(world.Preset), Options(world.Root, some) with { Pictures = 1 }).Run(new At(), CancellationToken.None);
        Make(world.Root, all);
        JsonNode limited = Noted(some), whole = Noted(all);
        Assert.Equal(1, (int?)limited["pictures"]);
        Assert.Equal((string?)whole["split"], (string?)limited["split"]);
        Assert.False(whole.AsObject().ContainsKey("pictures"));
        Assert.Throws<RunDirectoryException>(() => Make(world.Root, some));

        static JsonNode Noted(string folder) => JsonNode.Parse(File.ReadAllText(PathOf(folder) + ".origin.json"))!;
    }

    [Fact]
    public void A_picture_that_cannot_be_read_gets_no_maps_and_the_others_do()
    {
        string root = world.Copy(), folder = world.NewFolder();
        TrainingSample[] refs = [.. LabelledWorld.Refs(root)];
        File.WriteAllText(refs[0].ImagePath, "no picture");

        Assert.Single(Make(root, folder, gallery: false));

        using ResponseMapFile maps = TrisLabelFiles.OpenMaps(folder);
        Assert.Equal(refs.Where(item => item.ImagePath != refs[0].ImagePath).Select(item => item.RefId).Order(), maps.Refs.Order());
    }

    [Fact]
    public void A_preset_without_a_first_stage_is_refused()
    {
        string folder = world.NewFolder();
        Directory.CreateDirectory(folder);
        PresetWriter.Write(folder, new Preset { Name = "bare" });
        Assert.Contains("train tris-stage1", Assert.Throws<PresetException>(() => MapSource.OfPreset(folder)).Message, StringComparison.Ordinal);
    }

    private static string PathOf(string folder) => Path.Combine(folder, TrisLabelFiles.Maps);

    private static ResponseMapOptions Options(string root, string folder) => new() { DataDirectory = root, Folder = folder, PicturesPerPart = 1 };

    private IReadOnlyList<string> Make(string root, string folder, At? progress = null, CancellationTokenSource? stop = null, bool gallery = true)
    {
        ResponseMapper mapper = new(MapSource.OfPreset(world.Preset), Options(root, folder));
        mapper.Run(progress ?? new At(), stop?.Token ?? CancellationToken.None);
        if (gallery)
        {
            TrisGallery.Write(folder, LabelledWorld.Refs(root));
        }

        return mapper.Failures;
    }
}
