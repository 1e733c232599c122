using System.Diagnostics.CodeAnalysis;
using System.Reflection;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Referent.Imaging.Codecs.Interop;

/// <summary>Finds the system's codec libraries by their sonames, so that no development package is needed.</summary>
internal static class NativeCodecs
{
    public const string TurboJpeg = "libturbojpeg.so.0";
    public const string Webp = "libwebp.so.7";

    [ModuleInitializer]
    [SuppressMessage("Usage", "CA2255", Justification = "The resolver must stand before the first native call, wherever that is made.")]
    internal static void Register() => NativeLibrary.SetDllImportResolver(typeof(NativeCodecs).Assembly, Resolve);

    /// <summary>The Debian and Ubuntu package that holds a library.</summary>
    public static string PackageOf(string library) => library switch
    {
        TurboJpeg => "libturbojpeg0",
        Webp => "libwebp7",
        _ => library,
    };

    /// <exception cref="DllNotFoundException">The library is not installed; the message names its package.</exception>
    internal static nint Resolve(string library, Assembly assembly, DllImportSearchPath? searchPath) =>
        NativeLibrary.TryLoad(library, assembly, searchPath, out nint handle)
            ? handle
            : throw new DllNotFoundException(
                $"The image codec {library} was not found; install it with: apt-get install {PackageOf(library)} " +
                "(Debian, Ubuntu), or your system's package of the same library.");
}
