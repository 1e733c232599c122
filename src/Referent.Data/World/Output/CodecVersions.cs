namespace Referent.Data.World.Output;

/// <summary>Which JPEG encoder wrote the pictures: another version may write other bytes.</summary>
internal static class CodecVersions
{
    private const string Library = "libturbojpeg";

    /// <summary>The full file name of the loaded library, such as "libturbojpeg.so.0.2.0"; its plain name where the system does not tell. Call after encoding.</summary>
    public static string Jpeg()
    {
        const string maps = "/proc/self/maps";
        string? line = File.Exists(maps) ? File.ReadLines(maps).FirstOrDefault(text => text.Contains(Library, StringComparison.Ordinal)) : null;
        return line is null ? Library : Path.GetFileName(line[line.IndexOf('/', StringComparison.Ordinal)..]);
    }
}
