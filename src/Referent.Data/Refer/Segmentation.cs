using System.Text.Json;
using Referent.Imaging.Geometry;
using Referent.Imaging.Masks;

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

    /// <summary>The object's mask.</summary>
    /// <param name="size">The picture's size, which a run-length encoding must have too.</param>
    /// <param name="convention">What belongs to it if it is several polygons.</param>
    /// <exception cref="InvalidDataException">It is damaged or of another size.</exception>
    /// <exception cref="NotSupportedException">It is a list of polygons: those are read but not rasterised.</exception>
    public RunLengthMask ToMask(ImageSize size, MaskConvention convention)
    {
        if (Kind == SegmentationKind.Polygons)
        {
            throw new NotSupportedException(
                $"Annotation {_annotationId} is a list of polygons; masks come from run-length segmentations only ({convention} of polygons is not there).");
        }

        try
        {
            RunLengthMask mask = RunLengthJson.Read(_json.Span);
            return mask.Size == size ? mask : throw new FormatException($"the mask is {mask.Size}, its picture {size}.");
        }
        catch (FormatException fault)
        {
            throw new InvalidDataException($"Annotation {_annotationId}: {fault.Message}");
        }
    }
}
