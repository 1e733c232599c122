using Referent.Imaging.Geometry;

namespace Referent.Imaging.Preprocessing;

/// <summary>The published systems' paths from a decoded picture to an encoder's input, without tensors. Pure and thread-safe.</summary>
public static class ImagePreprocessing
{
    /// <summary>CLIP's own rule: the short side becomes <paramref name="side"/>, bicubic, then the centre is cut out.</summary>
    /// <remarks>Source: clip/clip.py, _transform.</remarks>
    /// <param name="image">Any size.</param>
    /// <param name="side">Pixels a side: 224 for the published ViT-B/16, 320 for TRIS.</param>
    /// <returns>A square; what lies outside the centre is lost.</returns>
    public static RgbImage ClipResizeAndCrop(RgbImage image, int side)
    {
        ArgumentNullException.ThrowIfNull(image);
        ArgumentOutOfRangeException.ThrowIfLessThan(side, 1);
        int shortSide = Math.Min(image.Height, image.Width);
        var resized = new ImageSize((int)((long)side * image.Height / shortSide), (int)((long)side * image.Width / shortSide));
        RgbImage whole = Resampling.Resize(image, resized, Interpolation.BicubicAntialias);
        int top = CropOffset(resized.Height, side);
        int left = CropOffset(resized.Width, side);
        var square = new RgbImage(new ImageSize(side, side));
        for (int y = 0; y < side; y++)
        {
            whole.Pixels.AsSpan((((top + y) * whole.Width) + left) * 3, side * 3).CopyTo(square.Pixels.AsSpan(y * side * 3));
        }

        return square;
    }

    /// <summary>The whole picture stretched to a square, bicubic, without crop: a crop would cut off what position words point to.</summary>
    /// <inheritdoc cref="ClipResizeAndCrop" path="/param"/>
    /// <returns>The normalised square and the plan that maps points.</returns>
    public static EncoderImage ClipSquare(RgbImage image, int side)
    {
        ArgumentNullException.ThrowIfNull(image);
        var plan = ResizePlan.Square(image.Size, side);
        return new EncoderImage(ToNormalisedPlanes(plan.Resize(image, Interpolation.BicubicAntialias), PixelNormalisation.Clip), plan);
    }

    /// <summary>CLIP-ES's rule: the whole picture at its own size, bicubic to the next whole patches; shrunk first where it is too large.</summary>
    /// <param name="image">Any size.</param>
    /// <param name="patch">Side of a patch, in pixels.</param>
    /// <param name="longSide">The long side at most, before rounding up, in pixels.</param>
    /// <returns>The normalised picture and the plan that maps points.</returns>
    public static EncoderImage ClipWhole(RgbImage image, int patch, int longSide)
    {
        ArgumentNullException.ThrowIfNull(image);
        var plan = ResizePlan.Patches(image.Size, patch, longSide);
        return new EncoderImage(ToNormalisedPlanes(plan.Resize(image, Interpolation.BicubicAntialias), PixelNormalisation.Clip), plan);
    }

    /// <summary>TRIS's rule: the whole picture stretched to a square, bilinear, normalised by ImageNet's mean and standard deviation.</summary>
    /// <inheritdoc cref="ClipResizeAndCrop" path="/param"/>
    /// <returns>The normalised square and the plan that maps points.</returns>
    /// <remarks>Source: the official program of TRIS, get_transform.</remarks>
    public static EncoderImage TrisSquare(RgbImage image, int side)
    {
        ArgumentNullException.ThrowIfNull(image);
        var plan = ResizePlan.Square(image.Size, side);
        return new EncoderImage(ToNormalisedPlanes(plan.Resize(image, Interpolation.BilinearAntialias), PixelNormalisation.ImageNet), plan);
    }

    /// <summary>SAM's rule: the long side becomes <paramref name="side"/>, bilinear, normalised, then zeros right and below.</summary>
    /// <param name="image">Any size whose short side does not vanish.</param>
    /// <param name="side">Pixels a side: 1024 for the published SAM.</param>
    /// <returns>The normalised, padded square and the plan that maps points.</returns>
    /// <exception cref="Codecs.ImageFormatException">The short side would round to nothing.</exception>
    /// <remarks>Source: segment_anything/utils/transforms.py and modeling/sam.py, preprocess.</remarks>
    public static EncoderImage SamLongestSide(RgbImage image, int side)
    {
        ArgumentNullException.ThrowIfNull(image);
        var plan = ResizePlan.LongestSide(image.Size, side);
        RgbImage resized = plan.Resize(image, Interpolation.BilinearAntialias);
        float[] planes = new float[3 * plan.Padded.PixelCount];
        Fill(resized, PixelNormalisation.Sam, planes, plan.Padded);
        return new EncoderImage(planes, plan);
    }

    /// <param name="image">Already at the encoder's size.</param>
    /// <param name="normalisation">What the encoder was trained with.</param>
    /// <returns>Planar, index <c>(channel * height + y) * width + x</c>.</returns>
    public static float[] ToNormalisedPlanes(RgbImage image, PixelNormalisation normalisation)
    {
        ArgumentNullException.ThrowIfNull(image);
        ArgumentNullException.ThrowIfNull(normalisation);
        float[] planes = GC.AllocateUninitializedArray<float>(image.Pixels.Length);
        Fill(image, normalisation, planes, image.Size);
        return planes;
    }

    /// <summary>Writes the picture into the top left of planes of another size.</summary>
    private static void Fill(RgbImage image, PixelNormalisation normalisation, float[] planes, ImageSize frame)
    {
        for (int channel = 0; channel < 3; channel++)
        {
            ReadOnlySpan<float> table = normalisation.Table(channel);
            for (int y = 0; y < image.Height; y++)
            {
                ReadOnlySpan<byte> row = image.Pixels.AsSpan(y * image.Width * 3, image.Width * 3);
                Span<float> target = planes.AsSpan(((channel * frame.Height) + y) * frame.Width, image.Width);
                for (int x = 0, at = channel; x < target.Length; x++, at += 3)
                {
                    target[x] = table[row[at]];
                }
            }
        }
    }

    /// <summary>Half-to-even as Python rounds. Source: torchvision, functional.center_crop.</summary>
    private static int CropOffset(int length, int side) => (int)Math.Round((length - side) / 2.0, MidpointRounding.ToEven);
}
