using System.Globalization;
using System.Runtime.Intrinsics.X86;
using System.Security.Cryptography;
using Referent.Imaging.Geometry;
using Referent.TestSupport;

namespace Referent.Imaging.Tests.Geometry;

public class ResamplingTests
{
    public static TheoryData<string> Goldens() =>
        [.. File.ReadLines(Fixtures.PathOf("imaging/resize.txt")).Where(line => !line.StartsWith('#'))];

    [Theory]
    [MemberData(nameof(Goldens))]
    public void A_resize_gives_the_bytes_that_pillow_gives(string golden)
    {
        string[] fields = golden.Split(' ');
        Interpolation interpolation = Enum.Parse<Interpolation>(fields[0]);
        int[] n = [.. fields[1..6].Select(field => int.Parse(field, CultureInfo.InvariantCulture))];
        (ImageSize from, ImageSize to) = (new ImageSize(n[2], n[1]), new ImageSize(n[4], n[3]));
        byte[] noise = Noise.Bytes((int)from.PixelCount * n[0]);
        byte[] resized = n[0] == 3
            ? Resampling.Resize(new RgbImage(from, noise), to, interpolation).Pixels
            : Resampling.Resize(new RgbaImage(from, noise), to, interpolation).Pixels;
        Assert.Equal(fields[6], Convert.ToHexStringLower(SHA256.HashData(resized)));
    }

    [Theory]
    [InlineData(3, 57, 23)]
    [InlineData(4, 57, 23)]
    [InlineData(3, 23, 57)]
    public void Both_horizontal_paths_give_the_same_bytes(int channels, int from, int to)
    {
        Assert.SkipUnless(Avx2.IsSupported, "This processor has only one of the paths.");
        var size = new ImageSize(5, from);
        byte[] noise = Noise.Bytes((int)size.PixelCount * channels);
        ResampleKernel kernel = ResampleKernel.Create(from, to, Interpolation.BicubicAntialias);
        byte[] vectorised = new byte[5 * to * channels];
        byte[] plain = new byte[5 * to * channels];
        HorizontalPass.Run(noise, size, channels, vectorised, kernel, vectorised: true);
        HorizontalPass.Run(noise, size, channels, plain, kernel, vectorised: false);
        Assert.Equal(plain, vectorised);
    }

    [Fact]
    public void The_picture_itself_stays_as_it_was()
    {
        var image = new RgbImage(new ImageSize(8, 8), Noise.Bytes(192));
        RgbImage same = Resampling.Resize(image, image.Size, Interpolation.BicubicAntialias);
        Assert.NotSame(image.Pixels, same.Pixels);
        Resampling.Resize(image, new ImageSize(3, 5), Interpolation.BilinearAntialias);
        Assert.Equal(Noise.Bytes(192), image.Pixels);
    }

    [Theory]
    [InlineData(0, 4)]
    [InlineData(4, 0)]
    public void An_empty_size_is_refused(int height, int width) =>
        Assert.Throws<ArgumentException>(
            () => Resampling.Resize(new RgbImage(new ImageSize(2, 2)), new ImageSize(height, width), Interpolation.BilinearAntialias));
}
