using System.Security.Cryptography;
using Referent.Formats;

namespace Referent.Presets;

/// <summary>A file of a preset.</summary>
/// <param name="File">Its path relative to the preset's folder, inside which it lies.</param>
/// <param name="Sha256">Of its bytes, 64 hexadecimal digits.</param>
public sealed record PresetFile(string File, string Sha256)
{
    internal bool IsWellFormed =>
        File.Length > 0
        && !Path.IsPathRooted(File)
        && !File.Split('/', '\\').Contains("..")
        && Sha256.Length == 2 * SHA256.HashSizeInBytes
        && Sha256.All(char.IsAsciiHexDigit);

    /// <summary>Names a file that exists, with the hash of what it holds now.</summary>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public static PresetFile Of(string folder, string file) => new(file, FileHash.Sha256(Path.Combine(folder, file)));

    /// <summary>The full path of the file, whose bytes have been compared with the hash.</summary>
    /// <exception cref="PresetException">The file is missing, or is not the one that the preset names.</exception>
    internal string Verify(string folder)
    {
        string path = Path.Combine(folder, File);
        if (!System.IO.File.Exists(path))
        {
            throw new PresetException(
                $"{path} is missing, though {PresetFolder.FileName} beside it names it; copy the preset's folder again, as a whole.");
        }

        string found = FileHash.Sha256(path);
        return found.Equals(Sha256, StringComparison.OrdinalIgnoreCase)
            ? path
            : throw new PresetException(
                $"{path} has sha256 {found[..12]}..., {PresetFolder.FileName} beside it expects {Sha256[..12]}...: "
                + "the file is damaged or of another version; copy the preset's folder again, as a whole.");
    }
}
