using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Referent.Imaging.Codecs.Interop;

/// <summary>The libwebp calls that are used. Source: webp/decode.h and webp/encode.h, libwebp 1.2.</summary>
internal static partial class LibWebp
{
    /// <summary>Source: WEBP_DECODER_ABI_VERSION; its high byte is checked by the library.</summary>
    private const int DecoderAbi = 0x0209;

    /// <summary>Such as <c>1.2.4</c>.</summary>
    /// <exception cref="DllNotFoundException">The library is not installed.</exception>
    public static string Version()
    {
        int packed = DecoderVersion();
        return $"{packed >> 16}.{(packed >> 8) & 0xff}.{packed & 0xff}";
    }

    public static bool TryGetFeatures(ReadOnlySpan<byte> webp, out Features features) =>
        GetFeatures(webp, (nuint)webp.Length, out features, DecoderAbi) == 0;

    [LibraryImport(NativeCodecs.Webp, EntryPoint = "WebPDecodeRGBInto")]
    public static partial nint DecodeRgb(ReadOnlySpan<byte> webp, nuint length, Span<byte> pixels, nuint pixelsLength, int stride);

    [LibraryImport(NativeCodecs.Webp, EntryPoint = "WebPDecodeRGBAInto")]
    public static partial nint DecodeRgba(ReadOnlySpan<byte> webp, nuint length, Span<byte> pixels, nuint pixelsLength, int stride);

    [LibraryImport(NativeCodecs.Webp, EntryPoint = "WebPEncodeRGB")]
    public static partial nuint EncodeRgb(ReadOnlySpan<byte> pixels, int width, int height, int stride, float quality, out nint webp);

    [LibraryImport(NativeCodecs.Webp, EntryPoint = "WebPEncodeLosslessRGB")]
    public static partial nuint EncodeLosslessRgb(ReadOnlySpan<byte> pixels, int width, int height, int stride, out nint webp);

    [LibraryImport(NativeCodecs.Webp, EntryPoint = "WebPEncodeLosslessRGBA")]
    public static partial nuint EncodeLosslessRgba(ReadOnlySpan<byte> pixels, int width, int height, int stride, out nint webp);

    [LibraryImport(NativeCodecs.Webp, EntryPoint = "WebPFree")]
    public static partial void Free(nint buffer);

    [LibraryImport(NativeCodecs.Webp, EntryPoint = "WebPGetDecoderVersion")]
    private static partial int DecoderVersion();

    [LibraryImport(NativeCodecs.Webp, EntryPoint = "WebPGetFeaturesInternal")]
    private static partial int GetFeatures(ReadOnlySpan<byte> webp, nuint length, out Features features, int abi);

    /// <summary><c>WebPBitstreamFeatures</c>: what the header says.</summary>
    [StructLayout(LayoutKind.Sequential)]
    public struct Features
    {
        public int Width;
        public int Height;
        public int HasAlpha;
        public int HasAnimation;
        public int Format;
        private Padding _padding;
    }

    [InlineArray(5)]
    private struct Padding
    {
        private uint _first;
    }
}
