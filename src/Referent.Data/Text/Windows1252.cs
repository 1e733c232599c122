namespace Referent.Data.Text;

/// <summary>What bytes 0x80 to 0x9F mean in Windows-1252, which web text uses where Unicode has control characters.</summary>
/// <remarks>Source: the HTML standard's table of numeric character references. The five unassigned bytes stay as they are.</remarks>
internal static class Windows1252
{
    private const string Upper = "\u20AC\u0081\u201A\u0192\u201E\u2026\u2020\u2021\u02C6\u2030\u0160\u2039\u0152\u008D\u017D\u008F"
        + "\u0090\u2018\u2019\u201C\u201D\u2022\u2013\u2014\u02DC\u2122\u0161\u203A\u0153\u009D\u017E\u0178";

    /// <summary>The character for a control character U+0080 to U+009F; any other is returned unchanged.</summary>
    public static char Character(char control) => control is >= '\u0080' and <= '\u009F' ? Upper[control - '\u0080'] : control;
}
