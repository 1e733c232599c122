namespace Referent.Presets;

/// <summary>A preset is not there, is damaged, or lacks a part. The message is one line: what was expected, what was found, what to do.</summary>
public sealed class PresetException(string message, Exception? inner = null) : Exception(message, inner);
