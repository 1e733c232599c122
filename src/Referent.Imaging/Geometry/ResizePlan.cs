using Referent.Imaging.Codecs;

namespace Referent.Imaging.Geometry;

/// <summary>How a picture is fitted into an encoder's square input; the only converter between the two frames.</summary>
public sealed record ResizePlan
{
    private ResizePlan(ImageSize original, ImageSize resized, ImageSize padded)
    {
        Original = original;
        Resized = resized;
        Padded = padded;
    }

    /// <summary>The picture as decoded.</summary>
    public ImageSize Original { get; }

    /// <summary>The picture in the encoder's input.</summary>
    public ImageSize Resized { get; }

    /// <summary>The encoder's input; what <see cref="Resized"/> leaves free lies right and below.</summary>
    public ImageSize Padded { get; }

    /// <summary>Keeps the aspect ratio and pads.</summary>
    /// <remarks>Source: segment_anything/utils/transforms.py, ResizeLongestSide. Differs: a vanishing side is an error.</remarks>
    /// <param name="original">The picture's size.</param>
    /// <param name="side">The encoder's input, in pixels a side: 1024 for the published SAM.</param>
    /// <exception cref="ImageFormatException">The short side would round to nothing.</exception>
    public static ResizePlan LongestSide(ImageSize original, int side)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(side, 1);
        double scale = (double)side / Math.Max(original.Height, original.Width);
        var resized = new ImageSize((int)((original.Height * scale) + 0.5), (int)((original.Width * scale) + 0.5));
        return resized.PixelCount > 0
            ? new ResizePlan(original, resized, new ImageSize(side, side))
            : throw new ImageFormatException($"The picture is {original}; fitted into {side}x{side} its short side vanishes; crop or pad it first.");
    }

    /// <summary>Stretches the whole picture to a square, without crop or padding.</summary>
    /// <inheritdoc cref="LongestSide" path="/param"/>
    public static ResizePlan Square(ImageSize original, int side)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(side, 1);
        return new ResizePlan(original, new ImageSize(side, side), new ImageSize(side, side));
    }

    /// <summary>Rounds the sides up to whole patches, after shrinking a picture that is too large; the aspect ratio is kept but for that.</summary>
    /// <remarks>Source: CLIP-ES, generate_cams_voc12.py. Differs: the limit.</remarks>
    /// <param name="original">The picture's size.</param>
    /// <param name="patch">Side of a patch, in pixels.</param>
    /// <param name="longSide">The long side at most, before rounding up, in pixels.</param>
    public static ResizePlan Patches(ImageSize original, int patch, int longSide)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(patch, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(longSide, 1);
        double scale = Math.Min(1, (double)longSide / Math.Max(original.Height, original.Width));
        var resized = new ImageSize(Whole(original.Height), Whole(original.Width));
        return new ResizePlan(original, resized, resized);

        int Whole(int length) => (int)Math.Ceiling(scale * length / patch) * patch;
    }

    /// <param name="point">In the picture.</param>
    /// <returns>The same place in the encoder's input: scaled in double by the ratio of the sizes, then rounded to single, as SAM does.</returns>
    public EncoderPoint ToEncoder(ImagePoint point) =>
        new((float)(point.X * ((double)Resized.Width / Original.Width)), (float)(point.Y * ((double)Resized.Height / Original.Height)));

    /// <inheritdoc cref="ToEncoder(ImagePoint)" path="/returns"/>
    /// <param name="box">In the picture.</param>
    public EncoderBox ToEncoder(BoxXyxy box) =>
        new(ToEncoder(new ImagePoint(box.Left, box.Top)), ToEncoder(new ImagePoint(box.Right, box.Bottom)));

    /// <param name="point">In the encoder's input.</param>
    /// <returns>The same place in the picture.</returns>
    public ImagePoint ToImage(EncoderPoint point) =>
        new(point.X * ((double)Original.Width / Resized.Width), point.Y * ((double)Original.Height / Resized.Height));

    /// <summary>Resizes the picture as planned, without the padding.</summary>
    /// <exception cref="ArgumentException">The picture is not of the size that was planned for.</exception>
    public RgbImage Resize(RgbImage image, Interpolation interpolation)
    {
        ArgumentNullException.ThrowIfNull(image);
        return image.Size == Original
            ? Resampling.Resize(image, Resized, interpolation)
            : throw new ArgumentException($"The plan is for a {Original} picture, not {image.Size}.", nameof(image));
    }
}
