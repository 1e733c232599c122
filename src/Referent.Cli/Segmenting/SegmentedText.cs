using Referent.Imaging.Masks;

namespace Referent.Cli.Segmenting;

/// <summary>A result with what was made of it.</summary>
/// <param name="Segmentation">The library's answer.</param>
/// <param name="Runs">Its mask.</param>
/// <param name="Files">What was written, by the name of the format.</param>
/// <param name="LoadTime">Reading and decoding the picture, once for all its texts.</param>
/// <param name="EncodeTime">Looking at the picture, once for all its texts.</param>
internal sealed record SegmentedText(
    Segmentation Segmentation, RunLengthMask Runs, IReadOnlyDictionary<string, string> Files, TimeSpan LoadTime, TimeSpan EncodeTime);
