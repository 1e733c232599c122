namespace Referent.Formats.Zip;

/// <summary>An archive is damaged or unusual. The message is one line.</summary>
public sealed class ZipFormatException(string what) : FormatException($"not a readable zip archive: {what}");
