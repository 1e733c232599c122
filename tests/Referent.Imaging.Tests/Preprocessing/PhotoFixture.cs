using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Text.Json;
using Referent.Imaging.Codecs;
using Referent.TestSupport;

namespace Referent.Imaging.Tests.Preprocessing;

/// <summary>The photograph and what the published code makes of it; see tests/fixtures/imaging/README.md.</summary>
internal static class PhotoFixture
{
    private static readonly byte[] File = System.IO.File.ReadAllBytes(Fixtures.PathOf("imaging/preprocess_photo.safetensors"));

    public static RgbImage Photo { get; } = ImageDecoder.ReadFile(Fixtures.PathOf("imaging/truck.jpg"));

    public static ReadOnlySpan<float> Floats(string name) => MemoryMarshal.Cast<byte, float>(Bytes(name));

    /// <summary>A tensor's bytes; just enough of the safetensors format for this one trusted file.</summary>
    public static ReadOnlySpan<byte> Bytes(string name)
    {
        int headerLength = (int)BinaryPrimitives.ReadUInt64LittleEndian(File);
        using JsonDocument header = JsonDocument.Parse(File.AsMemory(8, headerLength));
        JsonElement offsets = header.RootElement.GetProperty(name).GetProperty("data_offsets");
        return File.AsSpan()[(8 + headerLength + offsets[0].GetInt32())..(8 + headerLength + offsets[1].GetInt32())];
    }
}
