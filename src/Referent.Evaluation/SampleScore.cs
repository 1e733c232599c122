namespace Referent.Evaluation;

/// <summary>How well one prediction fits one sentence's object. Fractions lie between 0 and 1.</summary>
public sealed record SampleScore
{
    public required long SentenceId { get; init; }

    public required long RefId { get; init; }

    public required long ImageId { get; init; }

    /// <summary>The sentence, for people who read the report.</summary>
    public required string Sentence { get; init; }

    /// <summary>Name of the object's class; null where the dataset does not name it.</summary>
    public required string? Category { get; init; }

    /// <summary>Pixels of the object, by the union of its polygons; 0 where its annotation is damaged.</summary>
    public required long ObjectArea { get; init; }

    /// <summary>No prediction came, or an annotation that scoring it needs is damaged: everything counts as 0.</summary>
    public bool Missing { get; init; }

    /// <summary>Pixels in both masks.</summary>
    public long Intersection { get; init; }

    /// <summary>Pixels in either mask.</summary>
    public required long Union { get; init; }

    /// <summary>Against the object by the other convention for several polygons; see <see cref="Referent.Data.Refer.MaskConvention"/>.</summary>
    public required MaskPair UnionConvention { get; init; }

    /// <summary>Intersection over union; 0 where both masks are empty.</summary>
    public double Iou => new MaskPair(Intersection, Union).Iou;

    /// <summary>The best-scored pixel lies on the object.</summary>
    public bool PointM { get; init; }

    /// <summary>The best-scored pixel lies in the object's box.</summary>
    public bool PointIt { get; init; }

    /// <summary>Intersection over union of the box around the best-scored pixel and the object's box.</summary>
    public double BoxIou { get; init; }

    /// <summary>Some box made from the prediction overlaps the object's box by more than half.</summary>
    public bool AccBox { get; init; }

    /// <summary>Share of the object that the prediction covers; 0 for an empty object.</summary>
    public double Coverage { get; init; }

    /// <summary>The largest share of some other object in the picture that the prediction covers.</summary>
    public double Spill { get; init; }
}
