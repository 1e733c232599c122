using System.Buffers.Binary;
using Referent.Imaging.Codecs;
using Referent.Imaging.Codecs.Interop;
using Referent.Imaging.Geometry;
using Referent.TestSupport;

namespace Referent.Imaging.Tests.Codecs;

/// <summary>A file that is no whole picture gives one clear line, never a crash and never half a picture.</summary>
public class FaultyPictureTests
{
    /// <summary>One file of each decoder path.</summary>
    public static TheoryData<string> OneOfEach() =>
    [
        "baseline420.jpg", "progressive.jpg", "grey.jpg", "cmyk.jpg", "orientation6.jpg", "rgba.png", "palette_transparent.png", "grey1.png",
        "rgb16.png", "interlaced.png", "lossy.webp", "lossless.webp", "alpha.webp", "exif8.webp",
    ];

    [Theory]
    [InlineData("text.jpg", "Dear reader")]
    [InlineData("picture.gif", "GIF")]
    [InlineData("animated.png", "animated")]
    [InlineData("animated.webp", "animated")]
    [InlineData("claims_2_31.png", "65536x32768")]
    [InlineData("claims_2_31_wide.png", "2147483647x1")]
    [InlineData("zero.png", "0x5")]
    public void A_refused_file_is_named_with_what_it_holds(string name, string said)
    {
        string path = Fixtures.PathOf($"imaging/refused/{name}");
        ImageFormatException e = Assert.Throws<ImageFormatException>(() => ImageDecoder.ReadFile(path));
        Assert.StartsWith(path, e.Message, StringComparison.Ordinal);
        Assert.Contains(said, e.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', e.Message);
    }

    [Fact]
    public void An_empty_file_and_a_folder_are_refused()
    {
        ImageFormatException empty = Assert.Throws<ImageFormatException>(() => ImageDecoder.Decode([]));
        Assert.Contains("empty", empty.Message, StringComparison.Ordinal);
        ImageFormatException folder = Assert.Throws<ImageFormatException>(() => ImageDecoder.ReadFile(RawPixels.Folder));
        Assert.Contains("folder", folder.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_missing_file_is_an_input_error() =>
        Assert.Throws<FileNotFoundException>(() => ImageDecoder.ReadFile(Fixtures.PathOf("imaging/no_such_picture.jpg")));

    [Theory]
    [MemberData(nameof(OneOfEach))]
    public void A_file_cut_off_anywhere_is_refused(string name)
    {
        byte[] whole = RawPixels.Encoded(name);
        for (int length = 0; length < whole.Length; length++)
        {
            // Without the padding byte of its last chunk a WebP is still whole.
            if (length == whole.Length - 1 && name.EndsWith(".webp", StringComparison.Ordinal))
            {
                continue;
            }

            Assert.Throws<ImageFormatException>(() => ImageDecoder.Decode(whole.AsSpan(0, length)));
        }
    }

    [Fact]
    public void A_jpeg_that_lost_its_middle_is_refused()
    {
        byte[] whole = JpegEncoder.Encode(ImageDecoder.Decode(RawPixels.Encoded("rgb.png")), 90);
        byte[] ended = [.. whole[..(whole.Length * 2 / 3)], 0xff, 0xd9];
        Assert.Contains("truncated", Assert.Throws<ImageFormatException>(() => ImageDecoder.Decode(ended)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Harmless_bytes_between_jpeg_segments_and_after_its_end_are_passed_over()
    {
        byte[] whole = RawPixels.Encoded("baseline420.jpg");
        byte[] expected = RawPixels.Of("baseline420.jpg").Bytes;
        Assert.Equal(expected, ImageDecoder.Decode([.. whole, 1, 2, 3]).Pixels);
        Assert.Equal(expected, ImageDecoder.Decode([.. whole[..^2], 0, 0, 0, .. whole[^2..]]).Pixels);
        Assert.Equal(expected, ImageDecoder.Decode([.. whole[..2], 0xff, 0xff, .. whole[2..]]).Pixels);
    }

    [Fact]
    public void A_harmless_oddity_does_not_hide_that_a_jpeg_is_cut_off()
    {
        // TurboJPEG tells only its first complaint: here stray bytes behind the first segment, which end at byte 20.
        byte[] whole = RawPixels.Encoded("baseline420.jpg");
        byte[] odd = [.. whole[..20], 0, 0, .. whole[20..]];
        Assert.Equal(RawPixels.Of("baseline420.jpg").Bytes, ImageDecoder.Decode(odd).Pixels);
        ImageFormatException e = Assert.Throws<ImageFormatException>(() => ImageDecoder.Decode(odd.AsSpan(0, odd.Length - 40)));
        Assert.Contains("truncated", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_progressive_jpeg_of_very_many_scans_is_refused()
    {
        byte[] whole = RawPixels.Encoded("progressive.jpg");
        int lastScan = whole.AsSpan().LastIndexOf([(byte)0xff, (byte)0xda]);
        byte[] scan = whole[lastScan..^2];
        byte[] many = [.. whole[..lastScan], .. Enumerable.Repeat(scan, 600).SelectMany(bytes => bytes), 0xff, 0xd9];
        ImageFormatException e = Assert.Throws<ImageFormatException>(() => ImageDecoder.Decode(many));
        Assert.Contains("500 scans", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_changed_png_palette_is_noticed_by_its_checksum()
    {
        byte[] png = RawPixels.Encoded("palette.png");
        png[png.AsSpan().IndexOf("PLTE"u8) + 5] ^= 1;
        ImageFormatException e = Assert.Throws<ImageFormatException>(() => ImageDecoder.Decode(png));
        Assert.Contains("checksum", e.Message, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(OneOfEach))]
    public void Flipped_bytes_give_a_picture_or_one_clear_line(string name)
    {
        byte[] whole = RawPixels.Encoded(name);
        var random = new Random(20);
        var limits = new DecodeLimits { MaxPixels = 1 << 20 };
        for (int round = 0; round < 1500; round++)
        {
            byte[] damaged = (byte[])whole.Clone();
            for (int flips = random.Next(1, 5); flips > 0; flips--)
            {
                damaged[random.Next(damaged.Length)] = (byte)random.Next(256);
            }

            RepairPngChecksums(damaged);
            try
            {
                ImageDecoder.DecodeRgba(damaged, limits);
            }
            catch (ImageFormatException e)
            {
                Assert.DoesNotContain('\n', e.Message);
            }
        }
    }

    [Fact]
    public void Limits_are_checked_before_decoding()
    {
        byte[] encoded = RawPixels.Encoded("baseline420.jpg"); // 29x19
        Assert.Throws<ImageFormatException>(() => ImageDecoder.Decode(encoded, new DecodeLimits { MaxPixels = (29 * 19) - 1 }));
        Assert.Throws<ImageFormatException>(() => ImageDecoder.Decode(encoded, new DecodeLimits { MaxSide = 28 }));
        Assert.Throws<ImageFormatException>(() => ImageDecoder.Decode(encoded, new DecodeLimits { MaxBytes = encoded.Length - 1 }));
        Assert.Equal(29, ImageDecoder.Decode(encoded, new DecodeLimits { MaxPixels = 29 * 19, MaxSide = 29, MaxBytes = encoded.Length }).Width);
    }

    [Fact]
    public void A_png_that_promises_more_than_its_data_can_hold_allocates_nothing()
    {
        byte[] png = RawPixels.Encoded("rgb.png");
        BinaryPrimitives.WriteInt32BigEndian(png.AsSpan(16), 10_000);
        BinaryPrimitives.WriteInt32BigEndian(png.AsSpan(20), 10_000);
        RepairPngChecksums(png);
        long before = GC.GetAllocatedBytesForCurrentThread();
        Assert.Throws<ImageFormatException>(() => ImageDecoder.Decode(png));
        Assert.True(GC.GetAllocatedBytesForCurrentThread() - before < 1 << 20);
    }

    [Fact]
    public void A_picture_of_108_million_pixels_decodes()
    {
        var large = new ImageSize(9_000, 12_000);
        byte[] jpeg = JpegEncoder.Encode(new RgbImage(large), 50);
        Assert.Equal(large, ImageDecoder.Decode(jpeg).Size);
    }

    [Fact]
    public void A_missing_codec_library_is_named_with_its_package()
    {
        DllNotFoundException e = Assert.Throws<DllNotFoundException>(
            () => NativeCodecs.Resolve("libnosuchcodec.so.9", typeof(ImageDecoder).Assembly, null));
        Assert.Contains("libnosuchcodec.so.9", e.Message, StringComparison.Ordinal);
        Assert.Equal("libturbojpeg0", NativeCodecs.PackageOf(NativeCodecs.TurboJpeg));
        Assert.Equal("libwebp7", NativeCodecs.PackageOf(NativeCodecs.Webp));
    }

    /// <summary>So that damage reaches what lies behind the checksums.</summary>
    private static void RepairPngChecksums(byte[] file)
    {
        if (file[0] != 0x89)
        {
            return;
        }

        for (int at = 8; at + 12 <= file.Length;)
        {
            uint length = BinaryPrimitives.ReadUInt32BigEndian(file.AsSpan(at));
            if (length > file.Length - at - 12)
            {
                return;
            }

            Span<byte> typeAndBody = file.AsSpan(at + 4, 4 + (int)length);
            BinaryPrimitives.WriteUInt32BigEndian(file.AsSpan(at + 8 + (int)length), Imaging.Codecs.Png.Crc32.Of(typeAndBody, []));
            at += 12 + (int)length;
        }
    }
}
