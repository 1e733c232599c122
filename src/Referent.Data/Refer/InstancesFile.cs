using System.Text.Json;
using Referent.Imaging.Geometry;

namespace Referent.Data.Refer;

/// <summary>
/// Reads <c>instances.json</c> in one forward pass without building a document: COCO's file is some 300 MB. The file's bytes stay in memory
/// as long as an annotation does, since segmentations are slices of them.
/// </summary>
internal sealed class InstancesFile
{
    private readonly string _path;
    private readonly ReadOnlyMemory<byte> _bytes;

    private InstancesFile(string path, ReadOnlyMemory<byte> bytes)
    {
        _path = path;
        _bytes = bytes;
    }

    public List<(long Id, string FileName, ImageSize Size)> Images { get; } = [];

    public List<ReferAnnotation> Annotations { get; } = [];

    public Dictionary<long, string> Categories { get; } = [];

    /// <exception cref="FileNotFoundException">No such file.</exception>
    /// <exception cref="InvalidDataException">Not JSON, or a field is missing; the message names the file and the place.</exception>
    public static InstancesFile Read(string path)
    {
        if (!File.Exists(path))
        {
            throw new FileNotFoundException($"No {path}; it holds the images and annotations that scoring compares with.");
        }

        byte[] bytes = File.ReadAllBytes(path);
        ReadOnlySpan<byte> mark = [0xef, 0xbb, 0xbf];
        InstancesFile file = new(path, bytes.AsMemory(bytes.AsSpan().StartsWith(mark) ? mark.Length : 0));
        try
        {
            file.ReadRoot();
        }
        catch (Exception fault) when (fault is JsonException or FormatException or InvalidOperationException)
        {
            throw new InvalidDataException($"{path}: {fault.Message}");
        }

        return file;
    }

    private void ReadRoot()
    {
        Utf8JsonReader json = new(_bytes.Span);
        Expect(ref json, JsonTokenType.StartObject);
        while (json.Read() && json.TokenType == JsonTokenType.PropertyName)
        {
            string name = json.GetString()!;
            json.Read();
            if (name is not ("images" or "annotations" or "categories"))
            {
                json.Skip();
                continue;
            }

            while (json.Read() && json.TokenType == JsonTokenType.StartObject)
            {
                switch (name)
                {
                    case "images": ReadImage(ref json); break;
                    case "annotations": ReadAnnotation(ref json); break;
                    default: ReadCategory(ref json); break;
                }
            }
        }
    }

    private void ReadImage(ref Utf8JsonReader json)
    {
        long? id = null;
        int? height = null;
        int? width = null;
        string? fileName = null;
        while (NextProperty(ref json, out string name))
        {
            switch (name)
            {
                case "id": id = json.GetInt64(); break;
                case "height": height = json.GetInt32(); break;
                case "width": width = json.GetInt32(); break;
                case "file_name": fileName = json.GetString(); break;
                default: json.Skip(); break;
            }
        }

        Images.Add((
            Required(id, "image", Images.Count, "id"),
            fileName ?? throw Missing("image", Images.Count, "file_name"),
            new ImageSize(Required(height, "image", Images.Count, "height"), Required(width, "image", Images.Count, "width"))));
    }

    private void ReadAnnotation(ref Utf8JsonReader json)
    {
        long? id = null;
        long? image = null;
        long? category = null;
        CocoBox? box = null;
        bool crowd = false;
        ReadOnlyMemory<byte>? segmentation = null;
        while (NextProperty(ref json, out string name))
        {
            switch (name)
            {
                case "id": id = json.GetInt64(); break;
                case "image_id": image = json.GetInt64(); break;
                case "category_id": category = json.GetInt64(); break;
                case "iscrowd": crowd = json.GetInt32() != 0; break;
                case "bbox": box = ReadBox(ref json); break;
                case "segmentation":
                    int start = (int)json.TokenStartIndex;
                    json.Skip();
                    segmentation = _bytes[start..(int)json.BytesConsumed];
                    break;
                default: json.Skip(); break;
            }
        }

        int index = Annotations.Count;
        long known = Required(id, "annotation", index, "id");
        Annotations.Add(new ReferAnnotation(
            known,
            Required(image, "annotation", index, "image_id"),
            Required(category, "annotation", index, "category_id"),
            Required(box, "annotation", index, "bbox"),
            crowd,
            new Segmentation(known, Required(segmentation, "annotation", index, "segmentation"))));
    }

    private void ReadCategory(ref Utf8JsonReader json)
    {
        long? id = null;
        string? called = null;
        while (NextProperty(ref json, out string name))
        {
            switch (name)
            {
                case "id": id = json.GetInt64(); break;
                case "name": called = json.GetString(); break;
                default: json.Skip(); break;
            }
        }

        long known = Required(id, "category", Categories.Count, "id");
        Categories[known] = called ?? throw Missing("category", Categories.Count, "name");
    }

    private static CocoBox ReadBox(ref Utf8JsonReader json)
    {
        Span<double> numbers = stackalloc double[4];
        for (int i = 0; i < numbers.Length; i++)
        {
            Expect(ref json, JsonTokenType.Number);
            numbers[i] = json.GetDouble();
        }

        Expect(ref json, JsonTokenType.EndArray);
        return new CocoBox(numbers[0], numbers[1], numbers[2], numbers[3]);
    }

    /// <summary>Moves to the next value of an object; false at the object's end.</summary>
    private static bool NextProperty(ref Utf8JsonReader json, out string name)
    {
        json.Read();
        name = json.TokenType == JsonTokenType.PropertyName ? json.GetString()! : "";
        return name.Length > 0 && json.Read();
    }

    private static void Expect(ref Utf8JsonReader json, JsonTokenType type)
    {
        if (!json.Read() || json.TokenType != type)
        {
            throw new JsonException($"expected {type} at byte {json.TokenStartIndex}, found {json.TokenType}.");
        }
    }

    private T Required<T>(T? value, string kind, int index, string field)
        where T : struct => value ?? throw Missing(kind, index, field);

    private InvalidDataException Missing(string kind, int index, string field) => new($"{_path}: {kind} {index} has no '{field}'.");
}
