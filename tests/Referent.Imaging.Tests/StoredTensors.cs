using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Text.Json;
using Referent.TestSupport;

namespace Referent.Imaging.Tests;

/// <summary>The tensors of a fixture; just enough of the safetensors format for trusted files.</summary>
internal sealed class StoredTensors(string fixture)
{
    private readonly byte[] _file = File.ReadAllBytes(Fixtures.PathOf(fixture));

    public ReadOnlySpan<float> Floats(string name) => MemoryMarshal.Cast<byte, float>(Bytes(name));

    public ReadOnlySpan<byte> Bytes(string name)
    {
        int headerLength = (int)BinaryPrimitives.ReadUInt64LittleEndian(_file);
        using JsonDocument header = JsonDocument.Parse(_file.AsMemory(8, headerLength));
        JsonElement offsets = header.RootElement.GetProperty(name).GetProperty("data_offsets");
        return _file.AsSpan()[(8 + headerLength + offsets[0].GetInt32())..(8 + headerLength + offsets[1].GetInt32())];
    }
}
