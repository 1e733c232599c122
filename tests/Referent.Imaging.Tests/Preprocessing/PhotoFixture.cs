using Referent.Imaging.Codecs;
using Referent.TestSupport;

namespace Referent.Imaging.Tests.Preprocessing;

/// <summary>The photograph and what the published code makes of it; see tests/fixtures/imaging/README.md.</summary>
internal static class PhotoFixture
{
    private static readonly StoredTensors Tensors = new("imaging/preprocess_photo.safetensors");

    public static RgbImage Photo { get; } = ImageDecoder.ReadFile(Fixtures.PathOf("imaging/truck.jpg"));

    public static ReadOnlySpan<float> Floats(string name) => Tensors.Floats(name);

    public static ReadOnlySpan<byte> Bytes(string name) => Tensors.Bytes(name);
}
