using System.IO.Compression;
using Referent.Formats;
using Referent.Models.Clip;
using Referent.Models.Tris;
using Referent.Presets;
using Referent.TestSupport;
using Referent.Torch;
using Referent.Torch.Weights;

namespace Referent.Cli.Tests.Commands;

public sealed class ModelsCommandTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    private string Output => Path.Combine(_folder.FullPath, "out.safetensors");

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("clip_vit_tiny_fp16_torchscript.pt", "clip")]
    [InlineData("sam_tiny.pth", "sam")]
    public void Converting_keeps_every_name_type_and_number(string fixture, string kind)
    {
        ProgramRun run = ProgramRun.Of("models", "convert", Fixtures.PathOf($"models/{fixture}"), Output);
        Assert.Equal((0, ""), (run.Status, run.Output));

        using TensorScope scope = TensorScope.Begin();
        using WeightFile before = WeightFile.Open(Fixtures.PathOf($"models/{fixture}"));
        using SafetensorsFile after = SafetensorsFile.Open(Output);
        Assert.Equal(kind, after.Metadata["model"]);
        Assert.Equal(before.Tensors.Keys.Order(StringComparer.Ordinal), after.Tensors.Keys.Order(StringComparer.Ordinal));
        foreach (string name in before.Tensors.Keys)
        {
            Assert.Equal(before.Tensors[name].DType, after.Tensors[name].DType);
            Assert.Equal(before.Tensors[name].Shape, after.Tensors[name].Shape);
            Assert.Equal(before.Read(name).To(DType.Float32).ToArray<float>(), after.Read(name).To(DType.Float32).ToArray<float>());
        }
    }

    [Fact]
    public void A_preset_is_made_of_parts_of_others_and_segments_by_them()
    {
        string whole = _folder.PathOf("whole"), first = _folder.PathOf("first"), made = _folder.PathOf("made");
        Preset there = MicroPreset.Write(whole);
        PresetWriter.Write(whole, there with { Tris = there.Tris! with { Stage1 = null } });
        string stage1 = MicroPreset.Write(first, seed: 2).Tris!.Stage1!.Sha256;

        ProgramRun make = ProgramRun.Of(
            "models", "make", "--out", made, "--name", "made", "--clip", whole, "--sam", whole, "--tris-stage1", first, "--tris-stage2", whole);
        Assert.Equal((0, $"{made}: clip, localiser, clipEs, sam, tris.stage1, tris.stage2; use it with --preset {made}\n"), (make.Status, make.Errors));
        Preset preset = PresetFolder.Open(made).Preset;
        Assert.Equal((there.Localiser!.ImageSize, there.Tris!.ImageSize, there.Tris.TextLength), (preset.Localiser!.ImageSize, preset.Tris!.ImageSize, preset.Tris.TextLength));
        Assert.Equal((stage1, there.Tris.Stage2!.Sha256), (preset.Tris.Stage1!.Sha256, preset.Tris.Stage2!.Sha256));
        ProgramRun segment = ProgramRun.Of(
            "segment", Fixtures.PathOf("imaging/codecs/baseline420.jpg"), "the red apple", "--preset", made, "--json");
        Assert.Equal(0, segment.Status);
        Assert.Contains("\"method\":\"tris-sam\"", segment.Output, StringComparison.Ordinal);

        ProgramRun renewed = ProgramRun.Of("models", "make", "--out", made, "--name", "made", "--tris-stage1", first);
        Assert.Equal((0, "no longer there, since it does not belong to the new parts: tris.stage2"), (renewed.Status, renewed.Errors.TrimEnd().Split('\n')[^1]));
    }

    /// <summary>A pulled preset has CLIP's own archive of merges, a run the same merges as text.</summary>
    [Fact]
    public void Stages_of_the_same_words_belong_together_whatever_form_the_words_are_in()
    {
        string first = _folder.PathOf("first"), second = _folder.PathOf("second"), made = _folder.PathOf("made");
        MicroPreset.Write(first);
        Preset other = MicroPreset.Write(second);
        using (FileStream text = File.OpenRead(Path.Combine(second, "vocabulary.txt")))
        using (GZipStream packed = new(File.Create(Path.Combine(second, "merges.gz")), CompressionLevel.Fastest))
        {
            text.CopyTo(packed);
        }

        PresetWriter.Write(second, other with { Generator = null, Tris = other.Tris! with { Vocabulary = PresetFile.Of(second, "merges.gz") } });
        Assert.Equal(0, ProgramRun.Of("models", "make", "--out", made, "--name", "made", "--tris-stage1", first, "--tris-stage2", second).Status);
        Preset preset = PresetFolder.Open(made).Preset;
        Assert.Equal(["tris.stage1", "tris.stage2"], preset.PartNames());
        Assert.Equal(["preset.json", "tris-stage1.safetensors", "tris-stage2.safetensors", "tris-vocabulary.txt"], FilesIn(made));

        Assert.Equal(0, ProgramRun.Of("models", "make", "--out", made, "--name", "made", "--tris-stage1", first).Status);
        Assert.Equal(["preset.json", "tris-stage1.safetensors", "tris-vocabulary.txt"], FilesIn(made));
    }

    [Fact]
    public void A_generator_goes_with_the_CLIP_and_SAM_that_it_has_learnt_with()
    {
        string there = _folder.PathOf("there"), other = _folder.PathOf("other");
        MicroPreset.Write(there);
        MicroPreset.Write(other, seed: 2);
        ProgramRun make = ProgramRun.Of("models", "make", "--out", there, "--name", "there", "--sam", other);
        Assert.Equal(0, make.Status);
        Assert.EndsWith("new parts: generator\n", make.Errors, StringComparison.Ordinal);
        Assert.Equal(0, ProgramRun.Of("segment", Fixtures.PathOf("imaging/codecs/baseline420.jpg"), "the red apple", "--preset", there, "--json").Status);
    }

    [Fact]
    public void A_part_that_nothing_has_is_refused_by_name()
    {
        string other = _folder.PathOf("other");
        PresetWriter.Write(other, MicroPreset.Write(other) with { Tris = null });
        string[] make = ["models", "make", "--out", _folder.PathOf("made"), "--name", "made"];
        ProgramRun lacking = ProgramRun.Of([.. make, "--tris-stage1", other]);
        Assert.Equal(1, lacking.Status);
        Assert.Contains("has no 'tris-stage1' to take", lacking.Errors, StringComparison.Ordinal);
        Assert.False(Directory.Exists(_folder.PathOf("made")));
        Assert.Equal(2, ProgramRun.Of(make).Status);
        ProgramRun unknown = ProgramRun.Of([.. make, "--sam", "sam-vit-x"]);
        Assert.Equal(2, unknown.Status);
        Assert.Contains("the nearest is 'sam-vit-", unknown.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public void A_preset_stands_where_a_source_cannot_be_used()
    {
        string there = _folder.PathOf("there"), smaller = _folder.PathOf("smaller");
        MicroPreset.Write(there);
        Preset other = MicroPreset.Write(smaller, seed: 2);
        PresetWriter.Write(smaller, other with { Tris = other.Tris! with { ImageSize = 64 } });
        string[] before = [.. Directory.EnumerateFiles(there).Order(StringComparer.Ordinal).Select(FileHash.Sha256)];

        string[] make = ["models", "make", "--out", there, "--name", "there", "--clip", smaller];
        ProgramRun apart = ProgramRun.Of([.. make, "--tris-stage1", smaller, "--tris-stage2", there]);
        Assert.Equal(1, apart.Status);
        Assert.Contains("takes pictures of 64 pixels", apart.Errors, StringComparison.Ordinal);
        ProgramRun nowhere = ProgramRun.Of([.. make, "--ppt", _folder.FullPath]);
        Assert.Equal(1, nowhere.Status);
        Assert.Contains("is no folder of a training run", nowhere.Errors, StringComparison.Ordinal);
        Assert.Equal(before, Directory.EnumerateFiles(there).Order(StringComparer.Ordinal).Select(FileHash.Sha256));
    }

    [Fact]
    public void Info_prints_sizes_counts_types_and_hash()
    {
        ProgramRun run = ProgramRun.Of("models", "info", Fixtures.PathOf("models/clip_vit_tiny_fp16_torchscript.pt"));
        Assert.Equal((0, ""), (run.Status, run.Errors));
        Assert.Contains("TorchScript archive, 535,557 bytes", run.Output, StringComparison.Ordinal);
        Assert.Contains("b473c4d03945a176bbc20642e90fcfe7a7ead97e28191de809f68e1133d2455f", run.Output, StringComparison.Ordinal);
        Assert.Contains("62: 62 Float16", run.Output, StringComparison.Ordinal);
        Assert.Contains("225,281", run.Output, StringComparison.Ordinal);
        Assert.Contains("32 x 32 pixels, patches of 8, width 64, 2 layers, 1 heads", run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public void Info_of_a_file_that_cannot_be_loaded_says_why_and_fails()
    {
        ProgramRun run = ProgramRun.Of("models", "info", Fixtures.PathOf("models/sam_tiny.pth"));
        Assert.Equal(1, run.Status);
        Assert.Contains("decoder_heads", run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public void Info_knows_both_stages_of_TRIS_and_what_they_lack()
    {
        ClipConfig backbone = new()
        {
            EmbedDim = 8,
            Vision = new ClipResNetConfig { ImageSize = 64, Width = 4, Heads = 2, Blocks = [1, 2, 1, 1] },
            Text = new ClipTextConfig { ContextLength = 24, VocabularySize = 300, Width = 64, Layers = 1, Heads = 1 },
        };
        using WeightStore first = WeightStore.Initialise(3);
        _ = new TrisStage1(first.Root, new TrisStage1Config { Backbone = backbone, Width = 12 });
        using WeightStore second = WeightStore.Initialise(4);
        _ = new TrisStage2(second.Root, backbone);
        foreach ((string kind, WeightStore store) in (ReadOnlySpan<(string, WeightStore)>)[("tris-stage1", first), ("tris-stage2", second)])
        {
            SafetensorsWriter.Write(Output, store.Tensors);
            ProgramRun run = ProgramRun.Of("models", "info", Output);
            Assert.Equal((0, ""), (run.Status, run.Errors));
            foreach (string part in (string[])[$"{kind} of no published size", $"{store.ParameterCount:N0}", "residual network of 1+2+1+1 blocks"])
            {
                Assert.Contains(part, run.Output, StringComparison.Ordinal);
            }
        }

        SafetensorsWriter.Write(Output, first.Tensors.Where(item => item.Key != "vis_project.bias").ToDictionary());
        ProgramRun lacking = ProgramRun.Of("models", "info", Output);
        Assert.Equal(1, lacking.Status);
        Assert.Contains("missing: vis_project.bias", lacking.Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("models/sam_vit_b.manifest.txt", "neither safetensors nor")]
    [InlineData("models/no-such-file", "no-such-file")]
    public void Something_else_is_refused_in_a_line(string file, string reason)
    {
        ProgramRun run = ProgramRun.Of("models", "convert", Fixtures.PathOf(file), Output);
        Assert.Equal(1, run.Status);
        Assert.Contains(reason, Assert.Single(run.Errors.TrimEnd('\n').Split('\n')), StringComparison.Ordinal);
        Assert.False(File.Exists(Output));
    }

    private static IEnumerable<string?> FilesIn(string folder) =>
        Directory.EnumerateFiles(folder).Select(Path.GetFileName).Order(StringComparer.Ordinal);
}
