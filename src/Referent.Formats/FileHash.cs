using System.Security.Cryptography;

namespace Referent.Formats;

/// <summary>What files hold, as a number to compare.</summary>
public static class FileHash
{
    /// <summary>The SHA-256 of a file's bytes, as 64 hexadecimal digits in lower case.</summary>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public static string Sha256(string path)
    {
        using FileStream stream = File.OpenRead(path);
        return Convert.ToHexStringLower(SHA256.HashData(stream));
    }
}
