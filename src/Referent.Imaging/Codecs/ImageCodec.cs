using Referent.Imaging.Codecs.Interop;

namespace Referent.Imaging.Codecs;

/// <summary>One of the codecs, as found on this machine; what a diagnosis prints and a data set records.</summary>
/// <param name="Format">JPEG, PNG or WebP.</param>
/// <param name="Library">The system library's soname, or <c>managed</c> for PNG, which needs none.</param>
/// <param name="Package">The Debian and Ubuntu package to install when the library is missing; empty for PNG.</param>
/// <param name="Version">The library's or runtime's version; null when the library is missing.</param>
public sealed record ImageCodec(string Format, string Library, string Package, string? Version)
{
    public bool IsFound => Version is not null;

    /// <summary>Looks for all codecs. Loads the libraries that are there.</summary>
    public static IReadOnlyList<ImageCodec> Inspect() =>
    [
        new("JPEG", NativeCodecs.TurboJpeg, NativeCodecs.PackageOf(NativeCodecs.TurboJpeg), VersionOr(TurboJpeg.Version)),
        new("PNG", "managed", "", $"{Environment.Version}"),
        new("WebP", NativeCodecs.Webp, NativeCodecs.PackageOf(NativeCodecs.Webp), VersionOr(LibWebp.Version)),
    ];

    private static string? VersionOr(Func<string> version)
    {
        try
        {
            return version();
        }
        catch (DllNotFoundException)
        {
            return null;
        }
    }
}
