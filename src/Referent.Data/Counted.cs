using System.Globalization;

namespace Referent.Data;

/// <summary>Numbers of things for people: <c>1 picture</c>, <c>2 pictures</c>.</summary>
public static class Counted
{
    /// <param name="number">How many.</param>
    /// <param name="noun">One of them, in English; more of them end in <c>s</c>.</param>
    public static string Of(long number, string noun) => string.Create(CultureInfo.InvariantCulture, $"{number} {noun}{(number == 1 ? "" : "s")}");
}
