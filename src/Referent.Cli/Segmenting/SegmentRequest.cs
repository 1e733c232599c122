namespace Referent.Cli.Segmenting;

/// <summary>One phrase to look for in one picture.</summary>
/// <param name="Image">The picture as the user named it.</param>
/// <param name="FullPath">The picture's file.</param>
/// <param name="Text">The phrase, which may be empty in a list.</param>
/// <param name="Index">Of the text among those of the picture, from 0.</param>
/// <param name="Fault">Why this is no request at all; null where it is one.</param>
internal sealed record SegmentRequest(string Image, string FullPath, string Text, int Index, string? Fault = null);
