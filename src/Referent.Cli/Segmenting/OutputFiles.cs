using System.Text.Json;
using Referent.Imaging;
using Referent.Imaging.Codecs;
using Referent.Imaging.Drawing;
using Referent.Imaging.Masks;

namespace Referent.Cli.Segmenting;

/// <summary>Names and writes the files of each result: <c>STEM.INDEX.SUFFIX</c> in a folder, stems made unique, or the one file asked for.</summary>
internal sealed class OutputFiles
{
    /// <summary>Chosen: no visible loss, half the size of 95.</summary>
    private const int OverlayQuality = 90;

    private readonly string? _folder;
    private readonly string? _file;
    private readonly IReadOnlyList<MaskFormat> _formats;
    private readonly Dictionary<string, string> _stemOfPicture = new(StringComparer.Ordinal);

    private OutputFiles(string? folder, string? file, IReadOnlyList<MaskFormat> formats)
    {
        _folder = folder;
        _file = file;
        _formats = formats;
    }

    /// <summary>Writes no files.</summary>
    public static OutputFiles None { get; } = new(null, null, []);

    public static OutputFiles InFolder(string folder, IReadOnlyList<MaskFormat> formats)
    {
        Directory.CreateDirectory(folder);
        return new OutputFiles(folder, null, formats);
    }

    /// <param name="file">Ends in <c>.png</c>.</param>
    /// <param name="format">The mask or the overlay.</param>
    public static OutputFiles AsFile(string file, MaskFormat format)
    {
        if (Path.GetDirectoryName(file) is { Length: > 0 } folder)
        {
            Directory.CreateDirectory(folder);
        }

        return new OutputFiles(null, file, [format]);
    }

    /// <returns>Paths by the name of their format.</returns>
    public IReadOnlyDictionary<string, string> Write(SegmentRequest request, RgbImage picture, Segmentation result, RunLengthMask runs)
    {
        Dictionary<string, string> written = [];
        foreach (MaskFormat format in _formats)
        {
            string path = _file ?? Path.Combine(_folder!, $"{StemOf(request)}.{request.Index}{format.Suffix}");
            File.WriteAllBytes(path, Encode(format, picture, result, runs));
            written.Add(format.Name, path);
        }

        return written;
    }

    private byte[] Encode(MaskFormat format, RgbImage picture, Segmentation result, RunLengthMask runs)
    {
        if (format == MaskFormat.Png)
        {
            return PngEncoder.Encode(result.Mask);
        }

        if (format == MaskFormat.Rle)
        {
            using MemoryStream json = new();
            using (Utf8JsonWriter writer = new(json, JsonLines.Options))
            {
                JsonLines.WriteMask(writer, runs);
            }

            json.WriteByte((byte)'\n');
            return json.ToArray();
        }

        RgbImage overlay = Overlay.Draw(picture, result.Mask, result.Points.Select(point => point.Point));
        return _file is null ? JpegEncoder.Encode(overlay, OverlayQuality) : PngEncoder.Encode(overlay);
    }

    private string StemOf(SegmentRequest request)
    {
        if (!_stemOfPicture.TryGetValue(request.FullPath, out string? stem))
        {
            string wanted = Path.GetFileNameWithoutExtension(request.FullPath);
            stem = wanted;
            for (int copy = 2; _stemOfPicture.ContainsValue(stem); copy++)
            {
                stem = $"{wanted}-{copy}";
            }

            _stemOfPicture.Add(request.FullPath, stem);
        }

        return stem;
    }
}
