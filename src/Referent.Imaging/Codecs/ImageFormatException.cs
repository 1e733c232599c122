namespace Referent.Imaging.Codecs;

/// <summary>
/// A file is not a picture that Referent reads: unknown, damaged, truncated, over the limits, or of a kind it refuses.
/// The message is one line: what was expected, what arrived, what to do; it names the file where one is known.
/// </summary>
public sealed class ImageFormatException(string message, Exception? inner = null) : Exception(message, inner);
