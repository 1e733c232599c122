namespace Referent.Formats.Pickle;

/// <summary>What a pickle may ask for before it is refused, so that a small hostile file cannot take the machine's memory.</summary>
public sealed record PickleLimits
{
    /// <summary>File size in bytes. Chosen: four times the largest published refs file, with room.</summary>
    public long MaxBytes { get; init; } = 512L << 20;

    /// <summary>Nesting of lists, tuples and dictionaries; a cycle counts as infinitely deep. A refs file needs 5.</summary>
    public int MaxDepth { get; init; } = 64;

    /// <summary>Values pushed while reading. RefCOCO's 50,000 refs push about 3.5 million.</summary>
    public int MaxValues { get; init; } = 16 << 20;

    /// <summary>Decimal digits of one integer written as text; parsing time grows with their square. Source: CPython's own default.</summary>
    public int MaxIntegerDigits { get; init; } = 4300;
}
