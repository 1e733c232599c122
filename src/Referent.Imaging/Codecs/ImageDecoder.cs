using System.Text;
using Referent.Imaging.Codecs.Jpeg;
using Referent.Imaging.Codecs.Png;
using Referent.Imaging.Codecs.Webp;

namespace Referent.Imaging.Codecs;

/// <summary>
/// Reads JPEG, PNG and WebP, told apart by their first bytes, to the same pixels as Pillow, turned upright by their EXIF orientation.
/// Thread-safe. What each format may hold and what is refused: <c>docs/decisions/20261121-image-codecs.md</c>.
/// </summary>
public static class ImageDecoder
{
    /// <summary>Decodes to colours; transparency is dropped without compositing, as Pillow's <c>convert("RGB")</c> does.</summary>
    /// <param name="encoded">The whole file.</param>
    /// <param name="limits">Checked against the header before decoding; null for <see cref="DecodeLimits.Default"/>.</param>
    /// <exception cref="ImageFormatException">The bytes are no picture that is read here, are damaged, or exceed the limits.</exception>
    /// <exception cref="DllNotFoundException">The codec's system library is not installed; the message names its package.</exception>
    public static RgbImage Decode(ReadOnlySpan<byte> encoded, DecodeLimits? limits = null) => DecodePixels(encoded, limits).ToRgb();

    /// <summary>Decodes to colours and alpha (not premultiplied); pictures without transparency are opaque.</summary>
    /// <inheritdoc cref="Decode" path="/param|/exception"/>
    public static RgbaImage DecodeRgba(ReadOnlySpan<byte> encoded, DecodeLimits? limits = null) => DecodePixels(encoded, limits).ToRgba();

    /// <summary>Reads and decodes one file to colours.</summary>
    /// <param name="path">The file; its name's extension does not matter.</param>
    /// <param name="limits">As for <see cref="Decode"/>.</param>
    /// <exception cref="ImageFormatException">As for <see cref="Decode"/>; the message begins with the path.</exception>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public static RgbImage ReadFile(string path, DecodeLimits? limits = null) => ReadPixels(path, limits).ToRgb();

    /// <summary>Reads and decodes one file to colours and alpha.</summary>
    /// <inheritdoc cref="ReadFile" path="/param|/exception"/>
    public static RgbaImage ReadFileRgba(string path, DecodeLimits? limits = null) => ReadPixels(path, limits).ToRgba();

    private static PixelBuffer ReadPixels(string path, DecodeLimits? limits)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        limits ??= DecodeLimits.Default;
        if (Directory.Exists(path))
        {
            throw new ImageFormatException($"{path}: expected a JPEG, PNG or WebP file, found a folder; name a file.");
        }

        try
        {
            limits.CheckBytes(new FileInfo(path).Length);
            return DecodePixels(File.ReadAllBytes(path), limits);
        }
        catch (ImageFormatException e)
        {
            throw new ImageFormatException($"{path}: {e.Message}", e);
        }
    }

    private static PixelBuffer DecodePixels(ReadOnlySpan<byte> encoded, DecodeLimits? limits)
    {
        limits ??= DecodeLimits.Default;
        limits.CheckBytes(encoded.Length);
        if (encoded.StartsWith(JpegHeader.Magic))
        {
            return JpegDecoder.Decode(encoded, limits);
        }

        if (encoded.StartsWith(PngChunk.Signature))
        {
            return PngDecoder.Decode(encoded, limits);
        }

        if (WebpContainer.Matches(encoded))
        {
            return WebpDecoder.Decode(encoded, limits);
        }

        throw new ImageFormatException($"Expected a JPEG, PNG or WebP picture, found {Describe(encoded)}; convert it to one of these.");
    }

    private static string Describe(ReadOnlySpan<byte> encoded) => encoded switch
    {
        [] => "an empty file",
        [(byte)'G', (byte)'I', (byte)'F', (byte)'8', ..] => "a GIF",
        [(byte)'B', (byte)'M', ..] => "a BMP",
        [(byte)'I', (byte)'I', 42, 0, ..] or [(byte)'M', (byte)'M', 0, 42, ..] => "a TIFF",
        [_, _, _, _, (byte)'f', (byte)'t', (byte)'y', (byte)'p', ..] => "an HEIF, AVIF or video file",
        [0xff, 0xd8] or [0xff] or [0x89] or [0x89, (byte)'P', ..] => "a picture cut off in its first bytes",
        _ => $"a file that begins with {Beginning(encoded)}",
    };

    /// <summary>Printable beginnings as text in quotes, others in hexadecimal.</summary>
    private static string Beginning(ReadOnlySpan<byte> encoded)
    {
        ReadOnlySpan<byte> head = encoded[..Math.Min(12, encoded.Length)];
        return head.ContainsAnyExceptInRange((byte)' ', (byte)'~') ? $"0x{Convert.ToHexString(head)}" : $"\"{Encoding.ASCII.GetString(head)}\"";
    }
}
