using Referent.Imaging.Codecs;

namespace Referent.Imaging.Tests.Codecs;

/// <summary>Every kind of file that is read gives exactly the pixels that Pillow 9.4 gives.</summary>
public class GoldenDecodeTests
{
    public static TheoryData<string> Pictures() =>
        [.. Directory.GetFiles(RawPixels.Folder, "*.raw").Select(path => Path.GetFileNameWithoutExtension(path)).Order(StringComparer.Ordinal)];

    [Theory]
    [MemberData(nameof(Pictures))]
    public void A_picture_decodes_to_the_golden_pixels(string name)
    {
        RawPixels expected = RawPixels.Of(name);
        byte[] encoded = RawPixels.Encoded(name);
        if (expected.Channels == 4)
        {
            RgbaImage image = ImageDecoder.DecodeRgba(encoded);
            Assert.Equal((expected.Width, expected.Height), (image.Width, image.Height));
            Assert.Equal(expected.Bytes, image.Pixels);
        }
        else
        {
            RgbImage image = ImageDecoder.Decode(encoded);
            Assert.Equal((expected.Width, expected.Height), (image.Width, image.Height));
            Assert.Equal(expected.Bytes, image.Pixels);
        }
    }

    [Fact]
    public void Transparency_is_dropped_without_compositing_when_colours_are_asked_for()
    {
        RawPixels expected = RawPixels.Of("rgba.png");
        RgbImage image = ImageDecoder.Decode(RawPixels.Encoded("rgba.png"));
        Assert.Equal(expected.Bytes.Chunk(4).SelectMany(pixel => pixel[..3]), image.Pixels);
    }

    [Fact]
    public void A_picture_without_transparency_is_opaque_when_alpha_is_asked_for()
    {
        RgbaImage image = ImageDecoder.DecodeRgba(RawPixels.Encoded("baseline420.jpg"));
        Assert.Equal(RawPixels.Of("baseline420.jpg").Bytes.Chunk(3).SelectMany(pixel => pixel.Append((byte)255)), image.Pixels);
    }

    [Fact]
    public void A_file_is_read_by_its_content_and_not_by_its_name()
    {
        string path = Path.Combine(Path.GetTempPath(), $"{Guid.NewGuid()}.png");
        File.Copy(Path.Combine(RawPixels.Folder, "baseline420.jpg"), path);
        try
        {
            Assert.Equal(RawPixels.Of("baseline420.jpg").Bytes, ImageDecoder.ReadFile(path).Pixels);
        }
        finally
        {
            File.Delete(path);
        }
    }
}
