using Referent.Imaging;
using Referent.Imaging.Geometry;
using Referent.Imaging.Preprocessing;
using Referent.Models.Clip;
using Referent.Torch;

namespace Referent.Models.Localisation;

/// <summary>
/// Where in a picture a text is, by CLIP Surgery: picture -> tokens, tokens and texts -> maps, map -> points for SAM.
/// Source: Li et al. 2023 (arXiv 2304.05653). Differs: the picture is stretched to the square as published, but each text is looked for
/// alone, so that what it finds does not depend on the texts beside it.
/// </summary>
public sealed class SurgeryLocaliser
{
    private readonly SurgeryImageEncoder _encoder;
    private readonly Device _device;
    private readonly int _tiles;

    /// <param name="vision">CLIP's image tower; borrowed.</param>
    /// <param name="imageSize">Side of the square that pictures are stretched to, in pixels; a multiple of the patch size.</param>
    /// <param name="blocks">How many of the last blocks run two paths.</param>
    /// <param name="tiles">T: the square is shown as T x T tiles, see <see cref="PictureTiles"/>; 1 for the whole, as published.</param>
    /// <param name="device">Where the tower's weights are.</param>
    /// <exception cref="ArgumentOutOfRangeException">The tower has no so many blocks.</exception>
    public SurgeryLocaliser(VisionTransformer vision, int imageSize, int blocks, int tiles = 1, Device? device = null)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(imageSize, 1);
        _encoder = new SurgeryImageEncoder(vision, blocks);
        _tiles = tiles;
        _device = device ?? Device.Cpu;
        ImageSize = imageSize;
    }

    /// <summary>Side of the square that pictures are stretched to, in pixels.</summary>
    public int ImageSize { get; }

    /// <summary>What the picture says everywhere, computed once for all texts.</summary>
    /// <returns>[1, 1 + h * w, E], the class token first, not normalised; the caller's.</returns>
    public Tensor Embed(RgbImage image)
    {
        using TensorScope scope = TensorScope.Begin();
        EncoderImage input = ImagePreprocessing.ClipSquare(image, ImageSize);
        Tensor pixels = Tensor.From<float>(input.Planes, [1, 3, ImageSize, ImageSize], _device);
        if (_tiles == 1)
        {
            return scope.Keep(_encoder.Forward(pixels));
        }

        Tensor tokens = _encoder.Forward(PictureTiles.Cut(pixels, _tiles));                                  // [T T, 1 + gg, E]
        Tensor whole = tokens.Narrow(1, 0, 1).Mean([0], keepDim: true);
        return scope.Keep(Tensor.Cat([whole, PictureTiles.Join(tokens.Narrow(1, 1, tokens.Size(1) - 1), _tiles)], 1));
    }

    /// <summary>How similar each patch is to each text, beyond its similarity to a text that says nothing.</summary>
    /// <param name="tokens">Of one picture, by <see cref="Embed"/>; borrowed.</param>
    /// <param name="texts">[N, E], of any length but zero; borrowed.</param>
    /// <param name="redundant">[1, E], the embedding of the empty text; borrowed.</param>
    /// <returns>For each text the map of the patches, raw.</returns>
    public static IReadOnlyList<SimilarityMap> Localise(Tensor tokens, Tensor texts, Tensor redundant)
    {
        ArgumentNullException.ThrowIfNull(tokens);
        ArgumentNullException.ThrowIfNull(texts);
        using TensorScope scope = TensorScope.Begin();
        int side = PatchGrid.SideOf(tokens.Size(1) - 1);
        float[] values = FeatureSurgery.Similarity(tokens, texts, redundant)       // [1, 1 + hw, N]
            .Narrow(1, 1, tokens.Size(1) - 1)
            .Transpose(1, 2)
            .ToArray<float>();                                                     // [1, N, hw]
        return
        [
            .. Enumerable.Range(0, (int)texts.Size(0))
                .Select(text => new SimilarityMap(side, side, values.AsSpan(text * side * side, side * side))),
        ];
    }

    /// <summary>The places that stand out for a text, and as many that do not.</summary>
    /// <param name="map">Of one text, by <see cref="Localise"/>.</param>
    /// <param name="image">Size of the picture.</param>
    /// <returns>Points with the similarity at each, from 0, the least of the map, to 1, the greatest; none where the map has no contrast.</returns>
    public static IReadOnlyList<ScoredPoint> Points(SimilarityMap map, ImageSize image)
    {
        ArgumentNullException.ThrowIfNull(map);
        SimilarityMap stretched = map.Stretch();
        return [.. SurgeryPoints.Choose(map, image).Select(point => new ScoredPoint(point, At(stretched, point.Position, image)))];
    }

    private static double At(SimilarityMap map, ImagePoint point, ImageSize image)
    {
        int row = Math.Min((int)(point.Y * map.Height / image.Height), map.Height - 1);
        int column = Math.Min((int)(point.X * map.Width / image.Width), map.Width - 1);
        return map.Values[(row * map.Width) + column];
    }
}
