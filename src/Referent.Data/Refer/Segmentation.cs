using System.Text.Json;
using Referent.Imaging.Geometry;
using Referent.Imaging.Masks;

namespace Referent.Data.Refer;

/// <summary>How an object's outline is written down.</summary>
public enum SegmentationKind
{
    /// <summary>
    /// COCO run-length encoding, as an object with <c>size</c> and <c>counts</c> (a compressed string or a list), or a list of them.
    /// </summary>
    RunLength,

    /// <summary>A list of polygons, each a flat list x0, y0, x1, y1, ...</summary>
    Polygons,
}

/// <summary>An object's outline, kept as the JSON it came as until somebody asks: most annotations of a file never are.</summary>
/// <remarks>
/// Source: pycocotools, _mask.pyx, frPyObjects, and coco.py, annToRLE. Differs: a list without polygons is an error with a name, and so is a
/// run-length encoding whose size is not the picture's.
/// </remarks>
public sealed class Segmentation
{
    /// <summary>Numbers in a box. Source: frPyObjects, which takes a first list of four for left, top, width and height.</summary>
    private const int BoxNumbers = 4;

    private readonly long _annotationId;
    private readonly ReadOnlyMemory<byte> _json;

    internal Segmentation(long annotationId, ReadOnlyMemory<byte> json)
    {
        _annotationId = annotationId;
        _json = json;
    }

    /// <summary>Told from the first characters.</summary>
    public SegmentationKind Kind => _json.Span[0] == '{' || IsRunLengthList ? SegmentationKind.RunLength : SegmentationKind.Polygons;

    /// <summary>Whether it is a list of run-length encodings, as ReferIt's are; they may overlap.</summary>
    public bool IsRunLengthList => _json.Span[0] == '[' && _json.Span[1..].TrimStart(" \t\r\n"u8) is [(byte)'{', ..];

    /// <summary>The polygons, in pixels of the original picture; each a flat list x0, y0, x1, y1, ...</summary>
    /// <exception cref="InvalidDataException">It is a run-length encoding or damaged.</exception>
    public IReadOnlyList<IReadOnlyList<double>> Polygons() => ReadPolygons();

    /// <summary>The object's mask.</summary>
    /// <param name="size">The picture's size, which a run-length encoding must have too.</param>
    /// <param name="convention">What belongs to it if it is several polygons. Several run-length encodings always unite, as ReferIt's do.</param>
    /// <exception cref="InvalidDataException">It is damaged or of another size.</exception>
    public RunLengthMask ToMask(ImageSize size, MaskConvention convention)
    {
        try
        {
            RunLengthMask[] parts = Parts(size);
            return Kind == SegmentationKind.Polygons && convention == MaskConvention.SumIsOne
                ? MaskAlgebra.ExactlyOne(parts)
                : MaskAlgebra.Union(parts);
        }
        catch (FormatException fault)
        {
            throw Damaged(fault);
        }
    }

    /// <summary>
    /// Where a point is right: as <see cref="ToMask"/>, but by <see cref="MaskConvention.SumIsOne"/> several run-length encodings drop
    /// their overlaps too.
    /// </summary>
    /// <remarks>Source: TRIS, validate.py for ReferIt, which counts a point where the sum of the masks is exactly 1.</remarks>
    /// <inheritdoc cref="ToMask" path="/param|/exception"/>
    public RunLengthMask ToPointMask(ImageSize size, MaskConvention convention)
    {
        try
        {
            RunLengthMask[] parts = Parts(size);
            return convention == MaskConvention.SumIsOne ? MaskAlgebra.ExactlyOne(parts) : MaskAlgebra.Union(parts);
        }
        catch (FormatException fault)
        {
            throw Damaged(fault);
        }
    }

    private RunLengthMask[] Parts(ImageSize size) => Kind == SegmentationKind.RunLength ? ReadRuns(size) : Rasterise(size);

    private InvalidDataException Damaged(FormatException fault) => new($"Annotation {_annotationId}: {fault.Message}");

    private RunLengthMask[] ReadRuns(ImageSize size)
    {
        RunLengthMask[] parts = IsRunLengthList ? RunLengthJson.ReadList(_json.Span) : [RunLengthJson.Read(_json.Span)];
        return Array.Find(parts, part => part.Size != size) is { } other
            ? throw new FormatException(
                $"the mask has the size {RunLengthJson.Describe(other.Size)}, its picture {RunLengthJson.Describe(size)} (height, width).")
            : parts;
    }

    private RunLengthMask[] Rasterise(ImageSize size)
    {
        double[][] polygons = ReadPolygons();
        if (polygons.Length == 0 || polygons[0].Length < BoxNumbers)
        {
            throw new FormatException("its segmentation is empty.");
        }

        bool boxes = polygons[0].Length == BoxNumbers;
        return boxes && polygons.Any(polygon => polygon.Length != BoxNumbers)
            ? throw new FormatException("its segmentation mixes boxes and polygons.")
            : [.. polygons.Select(polygon => boxes ? PolygonRasteriser.RasteriseBox(size, polygon) : PolygonRasteriser.Rasterise(size, polygon))];
    }

    private double[][] ReadPolygons()
    {
        try
        {
            double[][]? polygons = JsonSerializer.Deserialize<double[][]>(_json.Span);
            return polygons is not null && Array.TrueForAll(polygons, polygon => polygon is not null) ? polygons : throw new JsonException();
        }
        catch (JsonException)
        {
            throw new InvalidDataException(
                $"Annotation {_annotationId}: its segmentation is {JsonExcerpt.Of(_json.Span)}; "
                + "expected polygons [[x,y,...]] or a run-length mask.");
        }
    }
}
