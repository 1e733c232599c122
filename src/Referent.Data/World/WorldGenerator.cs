using System.Text.Encodings.Web;
using System.Text.Json;
using Referent.Data.MaskCorpus;
using Referent.Data.ObjectCentric;
using Referent.Data.World.Corpora;
using Referent.Data.World.Output;
using Referent.Data.World.Packs;
using Referent.Imaging;
using Referent.Imaging.Codecs;
using Referent.Imaging.Masks;

namespace Referent.Data.World;

/// <summary>Writes a world to a folder: the object-centric set, the caption corpus, the mask corpus and the scenes with their expressions.</summary>
public sealed class WorldGenerator
{
    /// <summary>Chosen: little loss at about 20 kB a picture.</summary>
    private const int JpegQuality = 90;

    private static readonly JsonSerializerOptions LineFormat = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private readonly WorldOptions _options;
    private readonly SpritePack _pack;
    private readonly string _folder;
    private readonly Func<string, IProgress<(int Done, int Total)>>? _progress;
    private readonly CancellationToken _cancellation;

    private WorldGenerator(
        WorldOptions options,
        SpritePack pack,
        string folder,
        Func<string, IProgress<(int Done, int Total)>>? progress,
        CancellationToken cancellation)
    {
        _options = options;
        _pack = pack;
        _folder = folder;
        _progress = progress;
        _cancellation = cancellation;
    }

    /// <summary>Makes the world. The folder is created; what it holds already must not be in the way.</summary>
    /// <param name="options">What to make.</param>
    /// <param name="pack">The sprites.</param>
    /// <param name="folder">Where to; must be empty or not exist yet.</param>
    /// <param name="progress">For "scenes", "objects", "captions" and "masks": who is told after every picture; may be null.</param>
    /// <param name="cancellation">Stops between pictures; what is written stays, without <c>world.json</c>.</param>
    /// <exception cref="ArgumentException">The options are out of range.</exception>
    /// <exception cref="IOException">The folder is not empty or cannot be written.</exception>
    /// <exception cref="OperationCanceledException">The cancellation was asked for.</exception>
    public static void Generate(
        WorldOptions options,
        SpritePack pack,
        string folder,
        Func<string, IProgress<(int Done, int Total)>>? progress = null,
        CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(pack);
        options.Validate();
        if (Directory.Exists(folder) && Directory.EnumerateFileSystemEntries(folder).Any())
        {
            throw new IOException($"The folder {folder} is not empty; a world is written to a new or empty folder only.");
        }

        new WorldGenerator(options, pack, folder, progress, cancellation).Run();
    }

    private void Run()
    {
        Directory.CreateDirectory(_folder);
        WriteObjects();
        WriteCaptions();
        WriteMasks();
        WriteScenes();
        WorldManifest.Write(Path.Combine(_folder, "world.json"), _options, _pack);
    }

    private void WriteObjects()
    {
        for (int i = 0; i < Math.Min(_options.Objects, _pack.Classes.Count); i++)
        {
            CreateFolder("objects", _pack.Classes[i].Name);
        }

        if (_options.Objects == 0)
        {
            return;
        }

        using StreamWriter lines = new(Path.Combine(_folder, ObjectMaskFile.FileName)) { NewLine = "\n" };
        Make("objects", _options.Objects, index =>
        {
            (string path, RgbImage image, SpriteClass entry, BinaryMask mask) = ObjectPictures.Make(_pack, _options.Seed, index);
            WriteJpeg(path, image);
            return JsonSerializer.Serialize(
                new { image = path, @class = entry.Name, mask = RunLengthJson.Of(RunLengthMask.FromMask(mask)) }, LineFormat);
        }, lines.WriteLine);
    }

    private void WriteCaptions()
    {
        if (_options.Captions == 0)
        {
            return;
        }

        CreateFolder("captions", "images");
        CaptionPictures corpus = new(_pack, _options.Seed);
        using StreamWriter lines = new(Path.Combine(_folder, "captions", "captions.jsonl")) { NewLine = "\n" };
        Make("captions", _options.Captions, index =>
        {
            (string file, RgbImage image, string caption) = corpus.Make(index);
            WriteJpeg($"captions/images/{file}", image);
            return JsonSerializer.Serialize(new { image = $"images/{file}", caption }, LineFormat);
        }, lines.WriteLine);
    }

    private void WriteMasks()
    {
        if (_options.Masks == 0)
        {
            return;
        }

        CreateFolder("masks", "images");
        MaskPictures corpus = new(_pack, _options.Seed);
        using StreamWriter lines = new(Path.Combine(_folder, "masks", "masks.jsonl")) { NewLine = "\n" };
        Make("masks", _options.Masks, index =>
        {
            (string file, RgbImage image, IReadOnlyList<LevelledMask> masks, _) = corpus.Make(index);
            WriteJpeg($"masks/images/{file}", image);
            var listed = masks.Select(item => new
            {
                size = new[] { item.Mask.Size.Height, item.Mask.Size.Width },
                counts = item.Mask.ToCompressedString(),
                level = item.Level.ToString().ToLowerInvariant(),
            });
            return JsonSerializer.Serialize(new { image = $"images/{file}", masks = listed }, LineFormat);
        }, lines.WriteLine);
    }

    private void WriteScenes()
    {
        if (_options.Scenes == 0)
        {
            return;
        }

        CreateFolder(SceneNames.ImageFolder);
        string[] folders = [.. ScenePictures.Grammars.Select(grammar => CreateFolder(grammar.Dataset).FullName)];
        ScenePictures corpus = new(_pack, _options);
        RefsWriter[] refs = [];
        try
        {
            refs = [.. folders.Select((folder, i) => new RefsWriter(Path.Combine(folder, RefsWriter.FileName), i))];
            using InstancesWriter instances = new(Path.Combine(folders[0], InstancesWriter.FileName), _pack.Classes);
            Make("scenes", _options.Scenes, index =>
            {
                (ScenePicture scene, RgbImage image) = corpus.Make(index);
                WriteJpeg($"{SceneNames.ImageFolder}/{SceneNames.Stem(index)}.jpg", image);
                return scene;
            }, scene =>
            {
                instances.Add(scene);
                Array.ForEach(refs, writer => writer.Add(scene));
            });
            instances.Complete();
            Array.ForEach(refs, writer => writer.Complete());
        }
        finally
        {
            Array.ForEach(refs, writer => writer.Dispose());
        }

        // The three datasets share pictures and objects and differ in their refs only.
        string shared = Path.Combine(folders[0], InstancesWriter.FileName);
        Array.ForEach(folders[1..], folder => File.Copy(shared, Path.Combine(folder, InstancesWriter.FileName)));
    }

    private void Make<T>(string what, int count, Func<int, T> make, Action<T> take)
    {
        int done = 0;
        IProgress<(int Done, int Total)>? progress = _progress?.Invoke(what);
        OrderedParallel.Run(count, _options.Threads, make, item =>
        {
            take(item);
            progress?.Report((++done, count));
        }, _cancellation);
    }

    private DirectoryInfo CreateFolder(params string[] parts) => Directory.CreateDirectory(Path.Combine([_folder, .. parts]));

    private void WriteJpeg(string path, RgbImage image) => File.WriteAllBytes(Path.Combine(_folder, path), JpegEncoder.Encode(image, JpegQuality));
}
