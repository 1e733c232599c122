using System.Text.Json;

namespace Referent.Data.Refer;

/// <summary>How an object's outline is written down.</summary>
public enum SegmentationKind
{
    /// <summary>COCO run-length encoding, as an object with <c>size</c> and <c>counts</c> (a compressed string or a list).</summary>
    RunLength,

    /// <summary>A list of polygons, each a flat list x0, y0, x1, y1, ...</summary>
    Polygons,
}

/// <summary>An object's outline, kept as the JSON it came as until somebody asks: most annotations of a file never are.</summary>
public sealed class Segmentation
{
    private readonly long _annotationId;
    private readonly ReadOnlyMemory<byte> _json;

    internal Segmentation(long annotationId, ReadOnlyMemory<byte> json)
    {
        _annotationId = annotationId;
        _json = json;
    }

    /// <summary>Told from the first character.</summary>
    public SegmentationKind Kind => _json.Span[0] == '{' ? SegmentationKind.RunLength : SegmentationKind.Polygons;

    /// <summary>The polygons, in pixels of the original picture; each a flat list x0, y0, x1, y1, ...</summary>
    /// <exception cref="InvalidDataException">It is a run-length encoding or damaged.</exception>
    public IReadOnlyList<IReadOnlyList<double>> Polygons()
    {
        try
        {
            return JsonSerializer.Deserialize<double[][]>(_json.Span)!;
        }
        catch (JsonException)
        {
            throw new InvalidDataException($"Annotation {_annotationId} has no list of polygons as its segmentation.");
        }
    }
}
