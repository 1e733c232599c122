namespace Referent.Data.World.Language;

/// <summary>Three-valued logic after Kleene: null is "people may differ", and stays so unless the rest decides.</summary>
internal static class Truth
{
    public static bool? And(bool? a, bool? b) => a == false || b == false ? false : a is null || b is null ? null : true;

    /// <summary>True from one value on, false up to another, undecided between.</summary>
    public static bool? From(double value, double trueFrom, double falseUpTo) => value >= trueFrom ? true : value <= falseUpTo ? false : null;
}
