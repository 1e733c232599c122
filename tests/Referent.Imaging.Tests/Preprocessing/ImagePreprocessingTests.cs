using Referent.Imaging.Geometry;
using Referent.Imaging.Preprocessing;

namespace Referent.Imaging.Tests.Preprocessing;

public class ImagePreprocessingTests
{
    /// <summary>The pixels are equal; only the last bit of the normalisation may differ.</summary>
    private const float FloatTolerance = 1e-6f;

    [Fact]
    public void The_photograph_decodes_as_the_published_code_saw_it()
    {
        ReadOnlySpan<byte> corner = PhotoFixture.Bytes("out.decoded_rgb_corner_32x32");
        for (int y = 0; y < 32; y++)
        {
            Assert.Equal(corner.Slice(y * 96, 96), PhotoFixture.Photo.Pixels.AsSpan(y * PhotoFixture.Photo.Width * 3, 96));
        }
    }

    [Fact]
    public void Clip_input_of_the_photograph_is_that_of_the_published_code()
    {
        RgbImage square = ImagePreprocessing.ClipResizeAndCrop(PhotoFixture.Photo, 224);
        float[] planes = ImagePreprocessing.ToNormalisedPlanes(square, PixelNormalisation.Clip);
        ReadOnlySpan<float> expected = PhotoFixture.Floats("out.clip_224");
        Assert.Equal(expected.Length, planes.Length);
        for (int i = 0; i < planes.Length; i++)
        {
            Assert.Equal(expected[i], planes[i], FloatTolerance);
        }
    }

    [Fact]
    public void Sam_resize_of_the_photograph_is_that_of_the_published_code()
    {
        var plan = ResizePlan.LongestSide(PhotoFixture.Photo.Size, 256);
        Assert.Equal(PhotoFixture.Bytes("out.sam_256_uint8"), plan.Resize(PhotoFixture.Photo, Interpolation.BilinearAntialias).Pixels);
    }

    [Fact]
    public void Sam_points_of_the_photograph_are_those_of_the_published_code()
    {
        var plan = ResizePlan.LongestSide(PhotoFixture.Photo.Size, 256);
        ReadOnlySpan<float> points = PhotoFixture.Floats("in.coords");
        ReadOnlySpan<float> expected = PhotoFixture.Floats("out.coords_256");
        for (int i = 0; i < points.Length; i += 2)
        {
            Assert.Equal(new EncoderPoint(expected[i], expected[i + 1]), plan.ToEncoder(new ImagePoint(points[i], points[i + 1])));
        }
    }

    [Fact]
    public void Sam_padding_is_zero_after_normalisation_and_lies_right_and_below()
    {
        var white = new RgbImage(new ImageSize(2, 4), [.. Enumerable.Repeat((byte)255, 24)]);
        EncoderImage wide = ImagePreprocessing.SamLongestSide(white, 4);
        float red = (255 - 123.675f) / 58.395f;
        Assert.Equal([red, red, red, red, red, red, red, red, 0, 0, 0, 0, 0, 0, 0, 0], wide.Planes[..16]);
        Assert.Equal(new ImageSize(2, 4), wide.Plan.Resized);

        EncoderImage tall = ImagePreprocessing.SamLongestSide(new RgbImage(new ImageSize(4, 2), white.Pixels), 4);
        Assert.Equal([red, red, 0, 0], tall.Planes[..4]);
    }

    [Fact]
    public void The_square_rule_keeps_the_whole_picture()
    {
        EncoderImage square = ImagePreprocessing.ClipSquare(PhotoFixture.Photo, 56);
        Assert.Equal(3 * 56 * 56, square.Planes.Length);
        Assert.Equal(new EncoderPoint(56, 56), square.Plan.ToEncoder(new ImagePoint(PhotoFixture.Photo.Width, PhotoFixture.Photo.Height)));
    }

    [Fact]
    public void Tris_input_is_the_whole_picture_stretched_and_in_the_colours_of_imagenet()
    {
        var grey = new RgbImage(new ImageSize(2, 4), [.. Enumerable.Repeat((byte)51, 24)]);
        EncoderImage square = ImagePreprocessing.TrisSquare(grey, 3);
        Assert.Equal(new EncoderPoint(3, 3), square.Plan.ToEncoder(new ImagePoint(4, 2)));
        float[] expected = [(0.2f - 0.485f) / 0.229f, (0.2f - 0.456f) / 0.224f, (0.2f - 0.406f) / 0.225f];
        for (int i = 0; i < 27; i++)
        {
            Assert.Equal(expected[i / 9], square.Planes[i], FloatTolerance);
        }
    }

    [Theory]
    [InlineData(225, 0)]
    [InlineData(226, 1)]
    [InlineData(227, 2)]
    [InlineData(229, 2)]
    public void The_crop_offset_rounds_half_to_even(int width, int offset)
    {
        // The resize leaves a picture of the right height as it is, so the crop's first column shows the offset.
        var ramp = new RgbImage(new ImageSize(224, width));
        for (int i = 0; i < ramp.Pixels.Length; i++)
        {
            ramp.Pixels[i] = (byte)(i / 3 % width);
        }

        Assert.Equal(offset, ImagePreprocessing.ClipResizeAndCrop(ramp, 224).Pixels[0]);
    }
}
