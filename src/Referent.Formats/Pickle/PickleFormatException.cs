namespace Referent.Formats.Pickle;

/// <summary>A pickle is damaged, too large, or asks for more than plain data. The message is one line and names the byte.</summary>
public sealed class PickleFormatException(string message) : FormatException(message);
