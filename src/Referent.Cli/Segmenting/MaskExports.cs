using System.Globalization;
using System.Text;
using System.Text.Json;
using Referent.Imaging.Geometry;
using Referent.Imaging.Masks;

namespace Referent.Cli.Segmenting;

/// <summary>Masks in the text formats of annotation tools and trainers; each can be read back to the same mask.</summary>
internal static class MaskExports
{
    /// <summary>COCO's run-length object.</summary>
    public static byte[] RunLength(RunLengthMask runs) => Json(json => JsonLines.WriteMask(json, runs));

    /// <summary>
    /// A COCO annotation's geometry; <c>segmentation</c> is a list of polygons, which COCO's tools fill to the same mask, holes too.
    /// </summary>
    public static byte[] Polygon(BinaryMask mask, RunLengthMask runs) => Json(json =>
    {
        BoxXyxy box = runs.BoundingBox();
        json.WriteStartObject();
        WriteNumbers(json, "size", [mask.Height, mask.Width]);
        json.WriteStartArray("segmentation");
        foreach (double[] outline in MaskOutlines.Trace(mask))
        {
            json.WriteStartArray();
            foreach (double number in outline)
            {
                json.WriteNumberValue(number);
            }

            json.WriteEndArray();
        }

        json.WriteEndArray();
        json.WriteNumber("area", runs.Area);
        WriteNumbers(json, "bbox", [box.Left, box.Top, box.Width, box.Height]);
        json.WriteNumber("iscrowd", 0);
        json.WriteEndObject();
    });

    /// <summary>
    /// One line of YOLO's segmentation labels: class 0 and one outline for all parts, in fractions of width and height; no line for an empty mask.
    /// </summary>
    public static byte[] Yolo(BinaryMask mask)
    {
        double[] outline = MaskOutlines.TraceJoined(mask);
        if (outline.Length == 0)
        {
            return [];
        }

        StringBuilder line = new("0");
        for (int i = 0; i < outline.Length; i++)
        {
            // Seven digits tell corners apart in pictures of a million pixels to a side.
            line.Append(CultureInfo.InvariantCulture, $" {outline[i] / (i % 2 == 0 ? mask.Width : mask.Height):0.#######}");
        }

        return Encoding.ASCII.GetBytes(line.Append('\n').ToString());
    }

    /// <summary>
    /// A list with one Label Studio task, its mask as a predicted brush region. The labelling configuration needs an <c>Image</c> named
    /// <c>image</c> and <c>BrushLabels</c> named <c>tag</c> with the label <c>object</c>; the phrase stands in the region's notes.
    /// </summary>
    /// <param name="mask">The result.</param>
    /// <param name="image">The picture as the user named it; Label Studio wants an address it can open, so that it may have to be changed.</param>
    /// <param name="text">The phrase.</param>
    /// <param name="model">Method and preset.</param>
    /// <param name="score">Of the result.</param>
    public static byte[] LabelStudio(BinaryMask mask, string image, string text, string model, double score) => Json(json =>
    {
        json.WriteStartArray();
        json.WriteStartObject();
        json.WriteStartObject("data");
        json.WriteString("image", image);
        json.WriteEndObject();
        json.WriteStartArray("predictions");
        json.WriteStartObject();
        json.WriteString("model_version", model);
        json.WriteNumber("score", Math.Round(score, 4));
        json.WriteStartArray("result");
        WriteRegion(json, mask, text);
        json.WriteEndArray();
        json.WriteEndObject();
        json.WriteEndArray();
        json.WriteEndObject();
        json.WriteEndArray();
    });

    private static void WriteRegion(Utf8JsonWriter json, BinaryMask mask, string text)
    {
        json.WriteStartObject();
        json.WriteString("id", "mask");
        json.WriteString("type", "brushlabels");
        json.WriteString("from_name", "tag");
        json.WriteString("to_name", "image");
        json.WriteNumber("original_width", mask.Width);
        json.WriteNumber("original_height", mask.Height);
        json.WriteNumber("image_rotation", 0);
        json.WriteStartObject("value");
        json.WriteString("format", "rle");
        WriteNumbers(json, "rle", BrushRuns.Encode(mask).Select(value => (double)value));
        json.WriteStartArray("brushlabels");
        json.WriteStringValue("object");
        json.WriteEndArray();
        json.WriteEndObject();
        json.WriteStartObject("meta");
        json.WriteStartArray("text");
        json.WriteStringValue(text);
        json.WriteEndArray();
        json.WriteEndObject();
        json.WriteEndObject();
    }

    private static void WriteNumbers(Utf8JsonWriter json, string name, IEnumerable<double> numbers)
    {
        json.WriteStartArray(name);
        foreach (double number in numbers)
        {
            json.WriteNumberValue(number);
        }

        json.WriteEndArray();
    }

    private static byte[] Json(Action<Utf8JsonWriter> write)
    {
        using MemoryStream text = new();
        using (Utf8JsonWriter json = new(text, JsonLines.Options))
        {
            write(json);
        }

        text.WriteByte((byte)'\n');
        return text.ToArray();
    }
}
