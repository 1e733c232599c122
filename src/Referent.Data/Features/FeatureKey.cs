using System.Security.Cryptography;
using System.Text;

namespace Referent.Data.Features;

/// <summary>Names a picture by its content: the first 128 bits of a SHA-256.</summary>
/// <param name="Value">All bits.</param>
public readonly record struct FeatureKey(UInt128 Value)
{
    /// <param name="content">An image file's bytes, or pixels.</param>
    /// <param name="kind">What the bytes are and what is done to the picture before it is encoded; different ones give different keys.</param>
    public static FeatureKey Of(ReadOnlySpan<byte> content, string kind)
    {
        using IncrementalHash hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(Encoding.UTF8.GetBytes(kind + "\n"));
        hash.AppendData(content);
        return new FeatureKey(BitConverter.ToUInt128(hash.GetHashAndReset()));
    }
}

/// <summary>Features that may stand side by side: made by the same weights and preprocessing, of one length.</summary>
/// <param name="Id">A hash of everything that decides them.</param>
/// <param name="Length">Elements of a record.</param>
public sealed record FeatureSpace(ulong Id, int Length)
{
    /// <param name="facts">Everything the features of a picture depend on beside the picture.</param>
    /// <param name="length">Elements of a record, at least 1.</param>
    public static FeatureSpace Of(string facts, int length)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(length, 1);
        return new FeatureSpace(BitConverter.ToUInt64(SHA256.HashData(Encoding.UTF8.GetBytes($"{length}\n{facts}"))), length);
    }

    /// <summary>What its files' names begin with: 16 hexadecimal digits.</summary>
    public string Name => Id.ToString("x16");

    /// <summary>Bytes of a record.</summary>
    public int RecordBytes => Length * sizeof(ushort);
}
