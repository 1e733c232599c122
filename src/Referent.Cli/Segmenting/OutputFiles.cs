using Referent.Imaging;
using Referent.Imaging.Codecs;
using Referent.Imaging.Drawing;
using Referent.Imaging.Geometry;
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
    private readonly bool _heatMap;
    private readonly Dictionary<string, string> _stemOfPicture = new(StringComparer.Ordinal);

    private OutputFiles(string? folder, string? file, IReadOnlyList<MaskFormat> formats, bool heatMap)
    {
        _folder = folder;
        _file = file;
        _formats = formats;
        _heatMap = heatMap;
    }

    /// <summary>Writes no files.</summary>
    public static OutputFiles None { get; } = new(null, null, [], heatMap: false);

    /// <param name="folder">Is there.</param>
    /// <param name="formats">A file of each for each result.</param>
    /// <param name="heatMap">Whether overlays show the response at each place instead of a tint.</param>
    public static OutputFiles InFolder(string folder, IReadOnlyList<MaskFormat> formats, bool heatMap) => new(folder, null, formats, heatMap);

    /// <param name="file">Ends in <c>.png</c>; its folder is there.</param>
    /// <param name="format">The mask or the overlay.</param>
    /// <param name="heatMap">As <see cref="InFolder"/>.</param>
    public static OutputFiles AsFile(string file, MaskFormat format, bool heatMap) => new(null, file, [format], heatMap);

    /// <param name="request">What was asked for.</param>
    /// <param name="picture">The picture in question.</param>
    /// <param name="result">The library's answer.</param>
    /// <param name="runs">Its mask.</param>
    /// <param name="model">Method and preset.</param>
    /// <returns>Paths by the name of their format.</returns>
    public IReadOnlyDictionary<string, string> Write(SegmentRequest request, RgbImage picture, Segmentation result, RunLengthMask runs, string model)
    {
        Dictionary<string, string> written = [];
        foreach (MaskFormat format in _formats)
        {
            string path = _file ?? Path.Combine(_folder!, $"{StemOf(request)}.{request.Index}{format.Suffix}");
            File.WriteAllBytes(path, Encode(format, request, picture, result, runs, model));
            written.Add(format.Name, path);
        }

        return written;
    }

    private byte[] Encode(
        MaskFormat format, SegmentRequest request, RgbImage picture, Segmentation result, RunLengthMask runs, string model) =>
        format.Name switch
        {
            "png" => PngEncoder.Encode(result.Mask),
            "rle" => MaskExports.RunLength(runs),
            "polygon" => MaskExports.Polygon(result.Mask, runs),
            "yolo" => MaskExports.Yolo(result.Mask),
            "label-studio" => MaskExports.LabelStudio(result.Mask, request.Image, request.Text, model, result.Score),
            _ => EncodeOverlay(DrawOverlay(picture, result)),
        };

    private RgbImage DrawOverlay(RgbImage picture, Segmentation result)
    {
        IEnumerable<LabelledPoint> points = result.Points.Select(point => point.Point);
        double[] scores = result.Candidates.Count > 1 ? [.. result.Candidates.Select(candidate => candidate.Score)] : [];
        return _heatMap
            ? Overlay.Draw(HeatMap.Draw(picture, result.Response!.Value.Span), result.Mask, points, RgbColour.White, tint: 0, scores)
            : Overlay.Draw(picture, result.Mask, points, scores: scores);
    }

    private byte[] EncodeOverlay(RgbImage overlay) => _file is null ? JpegEncoder.Encode(overlay, OverlayQuality) : PngEncoder.Encode(overlay);

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
