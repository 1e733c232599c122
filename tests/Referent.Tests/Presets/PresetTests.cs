using Referent.Data.Text;
using Referent.Presets;
using Referent.TestSupport;

namespace Referent.Tests.Presets;

public sealed class PresetTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly Preset _written;

    public PresetTests() => _written = MicroPreset.Write(_folder.FullPath);

    private string JsonPath => _folder.PathOf(PresetFolder.FileName);

    [Fact]
    public void What_is_written_is_read_back_and_written_to_the_same_bytes()
    {
        string text = File.ReadAllText(JsonPath);
        Preset read = PresetFolder.Open(_folder.FullPath).Preset;
        Assert.Equal(_written.Generator!.Config, read.Generator!.Config);
        Assert.Equal(_written.Localiser!.Templates, read.Localiser!.Templates);

        PresetWriter.Write(_folder.FullPath, read);
        Assert.Equal(text, File.ReadAllText(JsonPath));
        Assert.Contains("\"kind\": \"surgery\"", text, StringComparison.Ordinal);
        Assert.Contains("\"norm\": \"batch\"", text, StringComparison.Ordinal);
        Assert.Contains("\"imageSize\": 32", text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("\"blocks\": 2", "\"blokcs\": 2", "unknown key 'localiser.blokcs'; the nearest known one is 'localiser.blocks'")]
    [InlineData("\"queries\": 8", "\"query\": 8", "'generator.config.query'; the nearest known one is 'generator.config.queries'")]
    [InlineData("\"blocks\": 2", "\"blocks\": 0", "localiser.blocks is at least 1")]
    [InlineData("\"name\": \"micro\",", "", "name")]
    [InlineData("\"surgery\"", "\"grad-cam\"", "localiser.kind")]
    [InlineData("\"sam.safetensors\"", "\"../sam.safetensors\"", "inside the folder")]
    [InlineData("{}", "", "every template holds {}")]
    public void A_preset_that_says_something_else_is_refused_with_the_place_and_the_reason(string old, string changed, string reason)
    {
        File.WriteAllText(JsonPath, File.ReadAllText(JsonPath).Replace(old, changed, StringComparison.Ordinal));
        PresetException fault = Assert.Throws<PresetException>(() => PresetFolder.Open(_folder.FullPath));
        Assert.Contains(reason, fault.Message, StringComparison.Ordinal);
        Assert.StartsWith(JsonPath, fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_fingerprint_stays_with_equal_presets_and_changes_with_weights_and_settings()
    {
        string fingerprint = _written.Fingerprint();
        Assert.Equal(fingerprint, PresetFolder.Open(_folder.FullPath).Preset.Fingerprint());
        Assert.NotEqual(fingerprint, (_written with { Sam = new SamPart(_written.Sam!.Weights with { Sha256 = new string('0', 64) }) }).Fingerprint());
        Assert.NotEqual(fingerprint, (_written with { Localiser = _written.Localiser! with { Blocks = 1 } }).Fingerprint());
    }

    [Fact]
    public void Damaged_and_missing_files_are_named()
    {
        byte[] bytes = File.ReadAllBytes(_folder.PathOf("sam.safetensors"));
        bytes[^1] ^= 1;
        File.WriteAllBytes(_folder.PathOf("sam.safetensors"), bytes);
        Assert.Contains("sam.safetensors has sha256", Load(SegmentationMethod.ClipSam).Message, StringComparison.Ordinal);

        File.Delete(_folder.PathOf("sam.safetensors"));
        Assert.Contains("sam.safetensors is missing", Load(SegmentationMethod.ClipSam).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_method_names_the_part_it_misses_and_reads_no_part_it_does_not_need()
    {
        PresetWriter.Write(_folder.FullPath, _written with { Clip = null, Generator = null, Localiser = null });
        Assert.Contains("'localiser'", Load(SegmentationMethod.ClipSam).Message, StringComparison.Ordinal);
        Assert.Contains("'generator'", Load(SegmentationMethod.Ppt).Message, StringComparison.Ordinal);

        File.Delete(_folder.PathOf("clip.safetensors"));
        using Segmenter oracle = Segmenter.Load(new SegmenterOptions { Preset = _folder.FullPath, Method = SegmentationMethod.OracleSam });
        Assert.Equal("micro", oracle.Preset.Name);
    }

    [Fact]
    public void Without_a_choice_the_best_method_of_the_preset_is_used()
    {
        using (Segmenter both = Segmenter.Load(new SegmenterOptions { Preset = _folder.FullPath }))
        {
            Assert.Equal(SegmentationMethod.Ppt, both.Method);
        }

        PresetWriter.Write(_folder.FullPath, _written with { Generator = null });
        using (Segmenter tris = Segmenter.Load(new SegmenterOptions { Preset = _folder.FullPath }))
        {
            Assert.Equal(SegmentationMethod.TrisSam, tris.Method);
        }

        PresetWriter.Write(_folder.FullPath, _written with { Generator = null, Tris = null });
        using Segmenter untrained = Segmenter.Load(new SegmenterOptions { Preset = _folder.FullPath });
        Assert.Equal(SegmentationMethod.ClipSam, untrained.Method);
    }

    [Fact]
    public void Weights_that_do_not_fit_are_one_line_about_the_preset()
    {
        File.Copy(_folder.PathOf("clip.safetensors"), _folder.PathOf("sam.safetensors"), overwrite: true);
        PresetWriter.Write(_folder.FullPath, _written with { Sam = new SamPart(PresetFile.Of(_folder.FullPath, "sam.safetensors")) });
        Assert.Contains("no SAM", Load(SegmentationMethod.ClipSam).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("\"imageSize\": 32", "\"imageSize\": 30", "clip.imageSize is a multiple of the patch size 4")]
    [InlineData("\"imageSize\": 48,\n    \"blocks\": 2", "\"imageSize\": 48,\n    \"blocks\": 7", "localiser.blocks is at most 3")]
    [InlineData("\"tiles\": 1", "\"tiles\": 0", "localiser.imageSize is a multiple of localiser.tiles times 4")]
    [InlineData("\"surgeryBlocks\": 2", "\"surgeryBlocks\": 9", "generator.surgeryBlocks is between 0 and 3")]
    [InlineData("\"visionWidth\": 64", "\"visionWidth\": 60", "generator.config.visionWidth is 64")]
    [InlineData("\"heads\": 8", "\"heads\": 5", "width 32 is a multiple of 5 heads")]
    public void A_preset_whose_numbers_do_not_fit_its_weights_is_told_when_it_is_loaded(string old, string changed, string reason)
    {
        string text = File.ReadAllText(JsonPath);
        Assert.Contains(old, text, StringComparison.Ordinal);
        File.WriteAllText(JsonPath, text.Replace(old, changed, StringComparison.Ordinal));
        Assert.Contains(reason, Load(SegmentationMethod.Ppt).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_generator_that_writes_back_after_the_local_path_has_begun_is_told_when_it_is_loaded()
    {
        GeneratorPart part = _written.Generator!;
        PresetWriter.Write(_folder.FullPath, _written with { Generator = part with { Config = part.Config with { WriteBack = true }, SurgeryBlocks = 3 } });
        Assert.Contains("generator.config.writeBack wants the first of generator.blocks", Load(SegmentationMethod.Ppt).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_vocabulary_of_another_CLIP_is_told()
    {
        BpeVocabulary.FromMerges([("a", "b")]).Save(_folder.PathOf("vocabulary.txt"));
        PresetFile other = PresetFile.Of(_folder.FullPath, "vocabulary.txt");
        PresetWriter.Write(_folder.FullPath, _written with { Clip = _written.Clip! with { Vocabulary = other }, Tris = _written.Tris! with { Vocabulary = other } });
        Assert.All(
            (SegmentationMethod[])[SegmentationMethod.Ppt, SegmentationMethod.Tris],
            method => Assert.Contains("the vocabulary has the", Load(method).Message, StringComparison.Ordinal));
    }

    [Fact]
    public void A_name_is_looked_for_in_the_cache_and_an_unknown_one_lists_what_is_there()
    {
        string? before = Environment.GetEnvironmentVariable(PresetFolder.FolderVariable);
        try
        {
            Environment.SetEnvironmentVariable(PresetFolder.FolderVariable, _folder.FullPath);
            MicroPreset.Write(_folder.PathOf("pocket"));
            Assert.Equal(_folder.PathOf("pocket"), PresetFolder.Open("pocket").FullPath);

            string message = Assert.Throws<PresetException>(() => PresetFolder.Open("base")).Message;
            Assert.Contains("no preset 'base'", message, StringComparison.Ordinal);
            Assert.Contains("the nearest is", message, StringComparison.Ordinal);
            Assert.Contains("pocket", message, StringComparison.Ordinal);
            Assert.Contains("referent models pull", message, StringComparison.Ordinal);
            Assert.Contains(_folder.FullPath, message, StringComparison.Ordinal);
        }
        finally
        {
            Environment.SetEnvironmentVariable(PresetFolder.FolderVariable, before);
        }
    }

    public void Dispose() => _folder.Dispose();

    private PresetException Load(SegmentationMethod method) =>
        Assert.Throws<PresetException>(() => Segmenter.Load(new SegmenterOptions { Preset = _folder.FullPath, Method = method }));
}
