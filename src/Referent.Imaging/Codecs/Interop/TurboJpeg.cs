using System.Runtime.InteropServices;
using System.Text;

namespace Referent.Imaging.Codecs.Interop;

/// <summary>The TurboJPEG 2.1 calls that are used. Source: turbojpeg.h, libjpeg-turbo 2.1.</summary>
internal static partial class TurboJpeg
{
    public const int PixelRgb = 0;
    public const int PixelCmyk = 11;
    public const int Sampling420 = 2;

    /// <summary>The slow, exact integer DCT when encoding.</summary>
    public const int AccurateDct = 4096;

    /// <summary>Refuses progressive files of more than 500 scans, which cost minutes to decode.</summary>
    public const int LimitScans = 32768;

    /// <summary><c>TJERR_WARNING</c>: decoding went on, with a message.</summary>
    public const int ErrorIsWarning = 0;

    [LibraryImport(NativeCodecs.TurboJpeg, EntryPoint = "tjInitDecompress")]
    public static partial TurboJpegHandle InitDecompress();

    [LibraryImport(NativeCodecs.TurboJpeg, EntryPoint = "tjInitCompress")]
    public static partial TurboJpegHandle InitCompress();

    [LibraryImport(NativeCodecs.TurboJpeg, EntryPoint = "tjDestroy")]
    public static partial int Destroy(nint handle);

    [LibraryImport(NativeCodecs.TurboJpeg, EntryPoint = "tjDecompress2")]
    public static partial int Decompress(
        TurboJpegHandle handle,
        ReadOnlySpan<byte> jpeg,
        CULong length,
        Span<byte> pixels,
        int width,
        int pitch,
        int height,
        int pixelFormat,
        int flags);

    [LibraryImport(NativeCodecs.TurboJpeg, EntryPoint = "tjCompress2")]
    public static partial int Compress(
        TurboJpegHandle handle,
        ReadOnlySpan<byte> pixels,
        int width,
        int pitch,
        int height,
        int pixelFormat,
        ref nint jpeg,
        ref CULong length,
        int sampling,
        int quality,
        int flags);

    [LibraryImport(NativeCodecs.TurboJpeg, EntryPoint = "tjFree")]
    public static partial void Free(nint buffer);

    [LibraryImport(NativeCodecs.TurboJpeg, EntryPoint = "tjGetErrorCode")]
    public static partial int ErrorCode(TurboJpegHandle handle);

    /// <summary>
    /// Such as <c>2.1.5</c>. TurboJPEG 2 has no call that tells it, so it is read from the text that every build carries; <c>unknown</c> where the
    /// loaded file cannot be found (the system has no <c>/proc</c>).
    /// </summary>
    /// <exception cref="DllNotFoundException">The library is not installed.</exception>
    public static string Version()
    {
        InitDecompress().Dispose();
        const string Maps = "/proc/self/maps";
        IEnumerable<string> mappings = File.Exists(Maps) ? File.ReadLines(Maps) : [];
        string? mapping = mappings.FirstOrDefault(line => line.Contains("/libturbojpeg.", StringComparison.Ordinal));
        string file = mapping is null ? "" : mapping[mapping.IndexOf('/', StringComparison.Ordinal)..];
        if (!File.Exists(file))
        {
            return "unknown";
        }

        ReadOnlySpan<byte> bytes = File.ReadAllBytes(file);
        ReadOnlySpan<byte> mark = "libjpeg-turbo version "u8;
        int at = bytes.IndexOf(mark);
        ReadOnlySpan<byte> rest = at < 0 ? "unknown "u8 : bytes[(at + mark.Length)..];
        return Encoding.ASCII.GetString(rest[..rest.IndexOfAny((byte)' ', (byte)0)]);
    }

    /// <summary>The message of the last call on this handle.</summary>
    public static string ErrorText(TurboJpegHandle handle) => Marshal.PtrToStringUTF8(ErrorString(handle)) ?? "unknown error";

    [LibraryImport(NativeCodecs.TurboJpeg, EntryPoint = "tjGetErrorStr2")]
    private static partial nint ErrorString(TurboJpegHandle handle);
}
