using Referent.Imaging.Geometry;
using Referent.Imaging.Masks;
using Referent.Torch;

namespace Referent.Models.Tris;

/// <summary>How the logits of a map become numbers that a threshold above 0 cuts.</summary>
public enum ResponseNorm
{
    /// <summary>Logits below 0 are no response, whatever the largest is.</summary>
    Rectified,

    /// <summary>
    /// As the official program evaluates: logits over the largest. Where all of a second stage's logits are negative the quotient flips their
    /// sign: the whole picture is foreground, and the peak is where the logit is least.
    /// </summary>
    AsReleased,
}

/// <summary>
/// Where a picture answers to a text, at the picture's own size. Source: the official program of TRIS, validate. Differs: see
/// <see cref="ResponseNorm"/>.
/// </summary>
public sealed class ResponseMap
{
    /// <summary>Added to the largest logit before dividing by it. Source: the official program.</summary>
    private const float MaximumFloor = 1e-5f;

    /// <summary>Normalised response above which a pixel is foreground. Source: the official program.</summary>
    private const float Threshold = 1e-9f;

    private readonly float[] _values;
    private readonly int _peak;

    private ResponseMap(ImageSize size, float[] values, int peak)
    {
        Size = size;
        _values = values;
        _peak = peak;
    }

    /// <summary>The picture's size.</summary>
    public ImageSize Size { get; }

    /// <summary>Row by row, normalised: 0 to 1, but any number by <see cref="ResponseNorm.AsReleased"/>.</summary>
    public ReadOnlyMemory<float> Values => _values;

    /// <summary>Middle of the pixel that answers most, the first of several, row by row.</summary>
    public ImagePoint Peak => new((_peak % Size.Width) + 0.5, (_peak / Size.Width) + 0.5);

    /// <param name="output">[H, W], logits or rectified logits at the size of a stage's input; borrowed.</param>
    /// <param name="picture">The picture's size; the map is stretched to it so that the centres of corner pixels meet.</param>
    /// <param name="norm">How logits are normalised.</param>
    public static ResponseMap Create(Tensor output, ImageSize picture, ResponseNorm norm = ResponseNorm.Rectified)
    {
        ArgumentNullException.ThrowIfNull(output);
        using TensorScope scope = TensorScope.Begin();
        float[] logits = output.Reshape(1, 1, output.Size(0), output.Size(1))
            .ResizeBilinearAlignedCorners(picture.Height, picture.Width)
            .ToArray<float>();
        float largest = logits.Max();
        float[] values = norm == ResponseNorm.AsReleased
            ? Array.ConvertAll(logits, logit => logit / (largest + MaximumFloor))
            : Array.ConvertAll(logits, logit => logit > 0 ? logit / (largest + MaximumFloor) : 0);
        float[] ranked = norm == ResponseNorm.AsReleased ? values : logits;
        return new ResponseMap(picture, values, Array.IndexOf(ranked, ranked.Max()));
    }

    /// <summary>The pixels that answer; none where no logit is above 0.</summary>
    public BinaryMask Mask() => new(Size, Array.ConvertAll(_values, value => (byte)(value > Threshold ? 1 : 0)));
}
