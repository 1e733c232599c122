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
    private string _list = "";

    private InstancesFile(string path, ReadOnlyMemory<byte> bytes)
    {
        _path = path;
        _bytes = bytes;
    }

    public List<(long Id, string FileName, ImageSize Size)> Images { get; } = [];

    public List<ReferAnnotation> Annotations { get; } = [];

    public Dictionary<long, string> Categories { get; } = [];

    /// <summary>What is being read, as a place in the file: <c>annotations[0]</c> is the first.</summary>
    private string Where => _list switch
    {
        "images" => $"images[{Images.Count}]",
        "annotations" => $"annotations[{Annotations.Count}]",
        "categories" => $"categories[{Categories.Count}]",
        _ => "the file",
    };

    /// <exception cref="FileNotFoundException">No such file.</exception>
    /// <exception cref="InvalidDataException">
    /// Not JSON, or a field is missing or of another kind; the message names the file and the place.
    /// </exception>
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
        catch (JsonException fault)
        {
            bool whole = file._bytes.Span.TrimEnd(" \t\r\n"u8) is [.., (byte)'}'];
            throw new InvalidDataException(
                $"{path} is {(whole ? "no JSON" : "cut off or no JSON")}, seen at line {fault.LineNumber + 1}, "
                + $"byte {fault.BytePositionInLine}, in {file.Where}. Get or write it again.");
        }

        return file;
    }

    private void ReadRoot()
    {
        Utf8JsonReader json = new(_bytes.Span);
        json.Read();
        RequireKind(ref json, JsonTokenType.StartObject, "its content", "an object with images, annotations and categories");
        while (NextProperty(ref json, out _list))
        {
            if (_list is "images" or "annotations" or "categories")
            {
                ReadList(ref json);
            }
            else
            {
                json.Skip();
            }
        }
    }

    private void ReadList(ref Utf8JsonReader json)
    {
        RequireKind(ref json, JsonTokenType.StartArray, _list, "a list");
        while (json.Read() && json.TokenType != JsonTokenType.EndArray)
        {
            RequireKind(ref json, JsonTokenType.StartObject, "the entry", "an object");
            switch (_list)
            {
                case "images": ReadImage(ref json); break;
                case "annotations": ReadAnnotation(ref json); break;
                default: ReadCategory(ref json); break;
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
                case "id": id = Integer(ref json, name); break;
                case "height": height = Side(ref json, name); break;
                case "width": width = Side(ref json, name); break;
                case "file_name": fileName = Text(ref json, name); break;
                default: json.Skip(); break;
            }
        }

        Images.Add((
            Required(id, "id"),
            fileName ?? throw Missing("file_name"),
            new ImageSize(Required(height, "height"), Required(width, "width"))));
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
                case "id": id = Integer(ref json, name); break;
                case "image_id": image = Integer(ref json, name); break;
                case "category_id": category = Integer(ref json, name); break;
                case "iscrowd": crowd = Integer(ref json, name) != 0; break;
                case "bbox": box = ReadBox(ref json); break;
                case "segmentation":
                    int start = (int)json.TokenStartIndex;
                    json.Skip();
                    segmentation = _bytes[start..(int)json.BytesConsumed];
                    break;
                default: json.Skip(); break;
            }
        }

        long known = Required(id, "id");
        Annotations.Add(new ReferAnnotation(
            known,
            Required(image, "image_id"),
            Required(category, "category_id"),
            Required(box, "bbox"),
            crowd,
            new Segmentation(known, Required(segmentation, "segmentation"))));
    }

    private void ReadCategory(ref Utf8JsonReader json)
    {
        long? id = null;
        string? called = null;
        while (NextProperty(ref json, out string name))
        {
            switch (name)
            {
                case "id": id = Integer(ref json, name); break;
                case "name": called = Text(ref json, name); break;
                default: json.Skip(); break;
            }
        }

        long known = Required(id, "id");
        Categories[known] = called ?? throw Missing("name");
    }

    private CocoBox ReadBox(ref Utf8JsonReader json)
    {
        const string Expected = "[left, top, width, height]";
        RequireKind(ref json, JsonTokenType.StartArray, "bbox", Expected);
        Span<double> numbers = stackalloc double[4];
        foreach (ref double number in numbers)
        {
            json.Read();
            RequireKind(ref json, JsonTokenType.Number, "bbox", Expected);
            number = json.GetDouble();
        }

        json.Read();
        RequireKind(ref json, JsonTokenType.EndArray, "bbox", Expected);
        return new CocoBox(numbers[0], numbers[1], numbers[2], numbers[3]);
    }

    /// <summary>Moves to the next value of an object; false at the object's end.</summary>
    private static bool NextProperty(ref Utf8JsonReader json, out string name)
    {
        json.Read();
        bool there = json.TokenType == JsonTokenType.PropertyName;
        name = there ? json.GetString()! : "";
        return there && json.Read();
    }

    private long Integer(ref Utf8JsonReader json, string field) =>
        json.TokenType == JsonTokenType.Number && json.TryGetInt64(out long value) ? value : throw Unexpected(ref json, field, "an integer");

    private int Side(ref Utf8JsonReader json, string field) =>
        json.TokenType == JsonTokenType.Number && json.TryGetInt32(out int value) && value > 0
            ? value
            : throw Unexpected(ref json, field, "an integer above 0");

    private string Text(ref Utf8JsonReader json, string field) =>
        json.TokenType == JsonTokenType.String ? json.GetString()! : throw Unexpected(ref json, field, "a string");

    private void RequireKind(ref Utf8JsonReader json, JsonTokenType kind, string what, string expected)
    {
        if (json.TokenType != kind)
        {
            throw Unexpected(ref json, what, expected);
        }
    }

    private InvalidDataException Unexpected(ref Utf8JsonReader json, string what, string expected)
    {
        bool opens = json.TokenType is JsonTokenType.StartArray or JsonTokenType.StartObject;
        ReadOnlySpan<byte> found = _bytes.Span[(int)json.TokenStartIndex..(opens ? _bytes.Length : (int)json.BytesConsumed)];
        return new InvalidDataException(
            $"{_path}: in {Where}, {what} is {JsonExcerpt.Of(found)}; expected {expected}. Mend the file or get it again.");
    }

    private T Required<T>(T? value, string field)
        where T : struct => value ?? throw Missing(field);

    private InvalidDataException Missing(string field) => new($"{_path}: {Where} has no '{field}'. Mend the file or get it again.");
}
