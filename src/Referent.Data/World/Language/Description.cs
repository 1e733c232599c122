using Referent.Data.World.Colours;

namespace Referent.Data.World.Language;

internal enum SizeWord
{
    Big,
    Small,
}

internal enum RelationKind
{
    LeftOf,
    RightOf,
    Above,
    Below,
    NextTo,
    Behind,
    InFrontOf,
    Between,
}

/// <summary>
/// The logical form of an expression: noun, colour, relations and regions narrow the objects down in any order; a size, and then an extreme place,
/// choose among what is left. A form has a size or a choosing place or neither, so that the order of the two never matters.
/// </summary>
internal sealed record Description
{
    /// <summary>A noun of the lexicon; null stands for "one" and for expressions without a noun, which hold of everything.</summary>
    public string? Noun { get; init; }

    public ColourName? Colour { get; init; }

    public SizeWord? Size { get; init; }

    public Place? Place { get; init; }

    public IReadOnlyList<Relation> Relations { get; init; } = [];

    /// <summary>"the other dog": whatever the expression is about is not among the candidates. Only for anchors of relations.</summary>
    public bool IsOther { get; init; }
}

/// <summary>"to the left of the dog".</summary>
/// <param name="Kind">Which relation.</param>
/// <param name="Anchor">What the relation goes to.</param>
/// <param name="Second">The second anchor of "between"; else null.</param>
internal sealed record Relation(RelationKind Kind, Description Anchor, Description? Second = null);
