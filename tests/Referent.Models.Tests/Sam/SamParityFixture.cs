using Referent.Imaging.Geometry;
using Referent.Models.Sam;
using Referent.TestSupport;
using Referent.Torch;
using Referent.Torch.Weights;

namespace Referent.Models.Tests.Sam;

/// <summary>
/// Weights, inputs and outputs of the published implementation at a tiny size; every parameter random. Picture 75 x 100 (height x
/// width) resized to 96 x 128 and padded to 128 x 128.
/// </summary>
public sealed class SamParityFixture : IDisposable
{
    public const int DecoderHeads = 4;

    public static readonly ResizePlan Plan = ResizePlan.LongestSide(new ImageSize(75, 100), 128);

    /// <summary>Single precision through three encoder blocks and a decoder, against the scale of the output.</summary>
    private const double Tolerance = 1e-4;

    /// <summary>
    /// The model behind the file had random normalisation constants too, and they are not in the file. These six numbers were found by
    /// a least-squares fit to the stored embedding (8,192 numbers), which they explain to a root mean square of 6e-7.
    /// </summary>
    private static readonly float[] Mean = [-0.07619616f, 0.7928873f, -0.9870329f];

    /// <inheritdoc cref="Mean"/>
    private static readonly float[] Deviation = [0.15132348f, 0.493642f, -0.06906619f];

    private readonly SafetensorsFile _file = SafetensorsFile.Open(Fixtures.PathOf("models/sam_tiny.safetensors"));
    private readonly WeightStore _store;

    public SamParityFixture()
    {
        using TensorScope scope = TensorScope.Begin();
        Dictionary<string, Tensor> stateDict = _file.Header.Entries.Keys.Where(name => name.StartsWith("w.", StringComparison.Ordinal))
            .ToDictionary(name => name[2..], _file.Read, StringComparer.Ordinal);
        Config = SamConfig.Infer(stateDict.ToDictionary(item => item.Key, item => item.Value.Shape), DecoderHeads);
        _store = WeightStore.FromStateDict(stateDict, "sam_tiny");
        Model = new SamModel(_store.Root, Config);
        _store.Complete();
    }

    public SamConfig Config { get; }

    public SamModel Model { get; }

    public Tensor Read(string name) => _file.Read(name);

    /// <summary>The encoder's input [1, 3, 128, 128], made from the stored picture [3, 96, 128] of whole numbers in 0..255.</summary>
    public Tensor Image()
    {
        Tensor normalised = (Read("in.image") - Tensor.From(Mean, 3, 1, 1)) / Tensor.From(Deviation, 3, 1, 1);
        return normalised.Pad([0, 0, 0, Config.ImageSize - Plan.Resized.Height]).Unsqueeze(0);
    }

    public void AssertClose(string expectedName, Tensor actual)
    {
        Tensor expected = Read(expectedName);
        Assert.Equal(expected.Shape, actual.Shape);
        float[] values = expected.ToArray<float>();
        double scale = values.Max(MathF.Abs);
        double difference = values.Zip(actual.ToArray<float>(), (left, right) => Math.Abs(left - right)).Max();
        Assert.True(difference <= Tolerance * scale, $"{expectedName}: largest difference {difference:g3} at scale {scale:g3}");
    }

    public void Dispose()
    {
        _store.Dispose();
        _file.Dispose();
    }
}
