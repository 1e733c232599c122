namespace Referent.Data.Refer;

/// <summary>What belongs to an object whose outline is several polygons. For run-length encodings both are the same, except for points.</summary>
public enum MaskConvention
{
    /// <summary>
    /// Pixels that lie in exactly one polygon; overlaps drop out. Source: the loaders of TRIS and LAVT, which keep where the sum is 1.
    /// The published numbers are made with it.
    /// </summary>
    SumIsOne,

    /// <summary>Pixels that lie in any polygon, as the COCO tools merge them.</summary>
    Union,
}
