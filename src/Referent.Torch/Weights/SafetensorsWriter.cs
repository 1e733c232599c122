using System.Buffers.Binary;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Referent.Torch.Weights;

/// <summary>Writes safetensors: widest element type first, then by name, to a temporary file that is renamed when complete.</summary>
public static class SafetensorsWriter
{
    /// <summary>The header is padded with spaces to a multiple of this. Source: safetensors/src/tensor.rs.</summary>
    private const int HeaderAlignment = 8;

    /// <summary>Names and metadata are written as they are; no web page reads them.</summary>
    private static readonly JsonWriterOptions Plain = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <param name="path">The file to write; an existing one is replaced in one step.</param>
    /// <param name="tensors">Borrowed. Equal tensors and metadata give equal bytes.</param>
    /// <param name="metadata">Text facts about the weights.</param>
    /// <exception cref="ArgumentException">The names and metadata need a longer header than readers accept.</exception>
    public static void Write(string path, IReadOnlyDictionary<string, Tensor> tensors, IReadOnlyDictionary<string, string>? metadata = null)
    {
        (string Name, Tensor Tensor, DType DType)[] ordered =
        [
            .. tensors.Select(pair => (Name: pair.Key, Tensor: pair.Value, pair.Value.DType))
                .OrderByDescending(item => SafetensorsHeader.OrderOf(item.DType)).ThenBy(item => item.Name, StringComparer.Ordinal),
        ];
        byte[] header = Header(ordered, metadata);
        if ((ulong)header.Length > SafetensorsHeader.MaxBytes)
        {
            throw new ArgumentException($"The header would have {header.Length} bytes, {SafetensorsHeader.MaxBytes} are allowed.", nameof(tensors));
        }

        // Beside the target, so that the rename stays on one file system; a reader may have the old file mapped, it must never be truncated.
        string temporary = $"{path}.{Guid.NewGuid():N}.tmp";
        try
        {
            using (FileStream stream = new(temporary, FileMode.CreateNew, FileAccess.Write))
            {
                byte[] length = new byte[8];
                BinaryPrimitives.WriteUInt64LittleEndian(length, (ulong)header.Length);
                stream.Write(length);
                stream.Write(header);
                foreach ((_, Tensor tensor, _) in ordered)
                {
                    stream.Write(tensor.ToBytes());
                }

                stream.Flush(flushToDisk: true);
            }

            File.Move(temporary, path, overwrite: true);
        }
        finally
        {
            File.Delete(temporary);
        }
    }

    private static byte[] Header((string Name, Tensor Tensor, DType DType)[] tensors, IReadOnlyDictionary<string, string>? metadata)
    {
        using MemoryStream buffer = new();
        using (Utf8JsonWriter json = new(buffer, Plain))
        {
            json.WriteStartObject();
            if (metadata is { Count: > 0 })
            {
                json.WriteStartObject("__metadata__");
                foreach ((string key, string value) in metadata.OrderBy(pair => pair.Key, StringComparer.Ordinal))
                {
                    json.WriteString(key, value);
                }

                json.WriteEndObject();
            }

            long offset = 0;
            foreach ((string name, Tensor tensor, DType dtype) in tensors)
            {
                json.WriteStartObject(name);
                json.WriteString("dtype", SafetensorsHeader.NameOf(dtype));
                json.WriteStartArray("shape");
                foreach (long size in tensor.Shape)
                {
                    json.WriteNumberValue(size);
                }

                json.WriteEndArray();
                json.WriteStartArray("data_offsets");
                json.WriteNumberValue(offset);
                offset += tensor.Count * dtype.SizeOf();
                json.WriteNumberValue(offset);
                json.WriteEndArray();
                json.WriteEndObject();
            }

            json.WriteEndObject();
        }

        while (buffer.Length % HeaderAlignment != 0)
        {
            buffer.WriteByte((byte)' ');
        }

        return buffer.ToArray();
    }
}
