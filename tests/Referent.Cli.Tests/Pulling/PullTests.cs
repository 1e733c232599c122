using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Nodes;
using Referent.Cli.Pulling;
using Referent.Presets;
using Referent.TestSupport;

namespace Referent.Cli.Tests.Pulling;

public sealed class PullTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly HttpClient _client = new();
    private readonly List<string> _notes = [];

    public void Dispose()
    {
        _client.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public async Task A_pull_ends_with_a_preset_that_is_found_by_its_folder_and_a_second_fetches_nothing()
    {
        byte[] weights = await File.ReadAllBytesAsync(Fixtures.PathOf("models/sam_tiny.pth"), Stop);
        using LoopbackServer server = new(_ => LoopbackServer.Whole(weights));
        ModelSource source = SourceOf(server.Address, HashOf(weights));

        await NewPull().RunAsync(source, _folder.FullPath, [], Stop);
        await NewPull().RunAsync(source, _folder.FullPath, [], Stop);

        PresetFolder preset = PresetFolder.Open(_folder.FullPath);
        Assert.Equal("tiny-sam", preset.Preset.Name);
        Assert.Equal(weights, await File.ReadAllBytesAsync(preset.Verify(preset.Preset.Sam!.Weights), Stop));
        Assert.Single(server.Requests);
        Assert.Contains("there already", _notes[^1], StringComparison.Ordinal);
    }

    /// <summary>They named a folder that nothing wrote to. A part that is only torchvision's is pulled by nobody.</summary>
    [Theory]
    [InlineData("tris-as-released")]
    [InlineData("tris-as-published")]
    public void The_full_configurations_of_TRIS_name_files_where_a_pull_puts_them(string name)
    {
        const string Models = "runs/models/", Torchvision = Models + "resnet50-19c8e357.pth";
        string text = File.ReadAllText(Path.Combine(Fixtures.RepositoryRoot, $"configs/{name}.json"));
        JsonNode config = JsonNode.Parse(text, documentOptions: new() { CommentHandling = JsonCommentHandling.Skip })!;
        string[] pulled = [.. ModelSource.All.SelectMany(source => source.Files.Select(file => $"{Models}{source.Name}/{file.Name}"))];
        string[] named = [.. config.AsObject().SelectMany(part => new[] { part.Value!["backbone"]?["weights"], part.Value["backbone"]?["vocabulary"], part.Value["trunk"]?["weights"] })
            .OfType<JsonNode>().Select(path => (string)path!)];
        Assert.NotEmpty(named);
        Assert.All(named.Where(path => path != Torchvision), path => Assert.Contains(path, pulled));
        Assert.All(config.AsObject().Where(part => part.Value!["preset"] is not null), part => Assert.Contains(ModelSource.All, source => source.Name == (string?)part.Value!["preset"]));
    }

    [Fact]
    public async Task A_file_of_the_user_takes_the_place_of_the_network_whatever_it_is_called()
    {
        FileInfo own = new(Fixtures.PathOf("models/sam_tiny.pth"));
        ModelSource source = SourceOf(Nowhere, HashOf(await File.ReadAllBytesAsync(own.FullName, Stop)));
        await NewPull().RunAsync(source, _folder.FullPath, [own], Stop);
        Assert.Equal("tiny-sam", PresetFolder.Open(_folder.FullPath).Preset.Name);
    }

    [Fact]
    public async Task A_file_of_the_user_that_is_another_is_refused()
    {
        InvalidDataException fault = await Assert.ThrowsAsync<InvalidDataException>(() => NewPull().RunAsync(
            SourceOf(Nowhere, new string('0', 64)), _folder.FullPath, [new FileInfo(Fixtures.PathOf("models/sam_tiny.pth"))], Stop));
        Assert.Contains("none of the files", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Without_a_network_the_message_names_every_file_that_is_still_to_come()
    {
        byte[] weights = await File.ReadAllBytesAsync(Fixtures.PathOf("models/sam_tiny.pth"), Stop);
        await File.WriteAllBytesAsync(_folder.PathOf("there.pth"), weights, Stop);
        RemoteFile[] files =
        [
            new("there.pth", new Uri(Nowhere, "there"), HashOf(weights)),
            new("one.pth", new Uri(Nowhere, "one"), new string('0', 64)),
            new("two.pth", new Uri(Nowhere, "two"), new string('1', 64)),
        ];
        ModelSource source = SourceOf(Nowhere, hash: null) with { Files = files };
        Exception fault = await Assert.ThrowsAsync<UnreachableServerException>(() => NewPull().RunAsync(source, _folder.FullPath, [], Stop));
        Assert.Contains(Nowhere.Host, fault.Message, StringComparison.Ordinal);
        Assert.EndsWith($"with --from: {Nowhere}one, {Nowhere}two", fault.Message, StringComparison.Ordinal);
        Assert.Equal(["there.pth"], Directory.EnumerateFiles(_folder.FullPath).Select(Path.GetFileName));
    }

    [Fact]
    public async Task Without_a_published_hash_the_file_must_hold_weights()
    {
        using LoopbackServer server = new(_ => LoopbackServer.Whole(new byte[5000]));
        await Assert.ThrowsAsync<Torch.Weights.WeightFormatException>(() => NewPull().RunAsync(SourceOf(server.Address, hash: null), _folder.FullPath, [], Stop));
        Assert.Empty(Directory.EnumerateFiles(_folder.FullPath));
    }

    [Fact]
    public void Every_source_is_fetched_over_https_under_a_name_of_its_own()
    {
        Assert.Equal(ModelSource.All.Count, ModelSource.All.Select(source => source.Name).Distinct().Count());
        Assert.All(ModelSource.All.SelectMany(source => source.Files), file =>
        {
            Assert.Equal("https", file.Address.Scheme);
            Assert.True(file.Sha256 is null or { Length: 64 });
        });
        Assert.Equal(
            ["base", "clip-rn50", "clip-rn101", "clip-rn50x4", "clip-vit-b-32", "clip-vit-b-16", "clip-vit-l-14", "clip-vit-l-14-336px", "sam-vit-b", "sam-vit-l", "sam-vit-h"],
            ModelSource.All.Select(source => source.Name).Where(name => !name.StartsWith("tris-", StringComparison.Ordinal)));
    }

    [Theory]
    [InlineData("tris-stage1-refcoco", "stage1_refcoco.pth", true)]
    [InlineData("tris-stage2-refcocog-umd", "stage2_refcocog_umd.pth", false)]
    public async Task Either_stage_of_TRIS_becomes_a_preset_of_the_published_sizes(string name, string file, bool first)
    {
        string own = _folder.PathOf(file), folder = _folder.PathOf("models"), micro = _folder.PathOf("micro");
        MicroPreset.Write(micro);
        File.Copy(Path.Combine(micro, first ? "tris-stage1.safetensors" : "tris-stage2.safetensors"), own);
        ModelSource source = ModelSource.All.Single(known => known.Name == name);
        await NewPull().RunAsync(source, folder, [new FileInfo(own), new FileInfo(Fixtures.PathOf("text/bpe_simple_vocab_16e6.txt.gz"))], Stop);

        Preset preset = PresetFolder.Open(folder).Preset;
        Assert.Equal((name, 320, 20), (preset.Name, preset.Tris!.ImageSize, preset.Tris.TextLength));
        Assert.Equal((first ? file : null, first ? null : file), (preset.Tris.Stage1?.File, preset.Tris.Stage2?.File));

        byte[] right = await File.ReadAllBytesAsync(own, Stop);
        File.Copy(Path.Combine(micro, "clip.safetensors"), own, overwrite: true);
        Exception fault = await Assert.ThrowsAsync<Torch.Weights.WeightFormatException>(() => NewPull().RunAsync(source, folder, [new FileInfo(own)], Stop));
        Assert.Contains("found clip", fault.Message, StringComparison.Ordinal);
        Assert.Equal(right, await File.ReadAllBytesAsync(Path.Combine(folder, file), Stop));
    }

    [Fact]
    public void The_command_lists_what_there_is_and_names_the_nearest_of_what_there_is_not()
    {
        Dictionary<string, string?> environment = new() { [PresetFolder.FolderVariable] = _folder.FullPath };
        ProgramRun list = ProgramRun.At(AppContext.BaseDirectory, environment, "models", "list");
        Assert.Equal(0, list.Status);
        Assert.Matches("base +not there", list.Output);
        Assert.Matches($"tiny +{Path.Combine(Fixtures.RepositoryRoot, "models", "tiny")}\n", list.Output);
        ProgramRun unknown = ProgramRun.At(AppContext.BaseDirectory, environment, "models", "pull", "sam-vit-x");
        Assert.Equal(2, unknown.Status);
        Assert.Contains("sam-vit-", unknown.Errors, StringComparison.Ordinal);
        ProgramRun wrong = ProgramRun.At(AppContext.BaseDirectory, environment, "models", "pull", "sam-vit-b", "--from", Fixtures.PathOf("models/sam_tiny.pth"));
        Assert.Equal(1, wrong.Status);
        Assert.Contains("ec2df62732614e57", Assert.Single(wrong.Errors.TrimEnd('\n').Split('\n')), StringComparison.Ordinal);
    }

    private static Uri Nowhere { get; } = new("http://127.0.0.1:9/");

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    private static string HashOf(byte[] bytes) => Convert.ToHexStringLower(SHA256.HashData(bytes));

    private static ModelSource SourceOf(Uri address, string? hash) => new(
        "tiny-sam",
        [new RemoteFile("sam.pth", address, hash)],
        folder => new Preset { Name = "tiny-sam", Sam = new SamPart(PresetFile.Of(folder, "sam.pth")) });

    private Pull NewPull() => new(new Downloader(_client, new Progress<(string, long, long?)>()) { Pause = TimeSpan.FromMilliseconds(1) }, _notes.Add);
}
