using Referent.Imaging.Codecs;
using Referent.Imaging.Geometry;
using Referent.Imaging.Masks;

namespace Referent.Imaging.Tests.Codecs;

public class RoundTripTests
{
    private static readonly RgbImage Picture = ImageDecoder.Decode(RawPixels.Encoded("rgb.png"));
    private static readonly RgbaImage Sprite = ImageDecoder.DecodeRgba(RawPixels.Encoded("rgba.png"));

    [Fact]
    public void Png_keeps_every_colour_and_alpha()
    {
        Assert.Equal(Picture.Pixels, ImageDecoder.Decode(PngEncoder.Encode(Picture)).Pixels);
        Assert.Equal(Sprite.Pixels, ImageDecoder.DecodeRgba(PngEncoder.Encode(Sprite)).Pixels);
    }

    [Fact]
    public void A_mask_becomes_one_grey_channel_of_0_and_255()
    {
        var mask = new BinaryMask(new ImageSize(2, 3), [0, 1, 0, 1, 1, 0]);
        byte[] png = PngEncoder.Encode(mask);
        Assert.Equal(0, png[25]); // the header's colour type: grey
        Assert.Equal([0, 0, 0, 255, 255, 255, 0, 0, 0, 255, 255, 255, 255, 255, 255, 0, 0, 0], ImageDecoder.Decode(png).Pixels);
    }

    [Fact]
    public void Jpeg_stays_near_the_picture_and_gives_the_same_bytes_again()
    {
        byte[] jpeg = JpegEncoder.Encode(Picture, 95);
        Assert.Equal(jpeg, JpegEncoder.Encode(Picture, 95));
        Assert.True(MeanDifference(Picture, ImageDecoder.Decode(jpeg)) < 12);
    }

    [Fact]
    public void A_lower_quality_makes_smaller_files()
    {
        Assert.True(JpegEncoder.Encode(Picture, 30).Length < JpegEncoder.Encode(Picture, 95).Length);
        Assert.True(WebpEncoder.Encode(Picture, 30).Length < WebpEncoder.Encode(Picture, 95).Length);
    }

    [Fact]
    public void Webp_is_near_the_picture_when_lossy_and_equal_when_lossless()
    {
        Assert.True(MeanDifference(Picture, ImageDecoder.Decode(WebpEncoder.Encode(Picture, 95))) < 12);
        Assert.Equal(Picture.Pixels, ImageDecoder.Decode(WebpEncoder.EncodeLossless(Picture)).Pixels);
    }

    [Fact]
    public void Lossless_webp_keeps_alpha_and_the_colour_of_what_is_visible()
    {
        RgbaImage decoded = ImageDecoder.DecodeRgba(WebpEncoder.EncodeLossless(Sprite));
        Assert.Equal(Visible(Sprite), Visible(decoded));

        static byte[][] Visible(RgbaImage image) => [.. image.Pixels.Chunk(4).Select(pixel => pixel[3] == 0 ? new byte[4] : pixel)];
    }

    [Fact]
    public void Many_threads_decode_and_encode_the_same_bytes()
    {
        byte[] expected = JpegEncoder.Encode(Picture, 80);
        byte[] pixels = ImageDecoder.Decode(expected).Pixels;
        Parallel.For(0, 200, new ParallelOptions { MaxDegreeOfParallelism = 8 }, _ =>
        {
            Assert.Equal(expected, JpegEncoder.Encode(Picture, 80));
            Assert.Equal(pixels, ImageDecoder.Decode(expected).Pixels);
        });
    }

    [Theory]
    [InlineData(0)]
    [InlineData(101)]
    public void A_jpeg_quality_out_of_range_is_refused(int quality) =>
        Assert.Throws<ArgumentOutOfRangeException>(() => JpegEncoder.Encode(Picture, quality));

    [Fact]
    public void A_side_beyond_the_codec_is_refused_by_argument()
    {
        var wide = new RgbImage(new ImageSize(1, 70_000));
        Assert.Throws<ArgumentException>(() => JpegEncoder.Encode(wide, 80));
        Assert.Throws<ArgumentException>(() => WebpEncoder.EncodeLossless(wide));
    }

    private static double MeanDifference(RgbImage a, RgbImage b) => a.Pixels.Zip(b.Pixels, (x, y) => Math.Abs(x - y)).Average();
}
