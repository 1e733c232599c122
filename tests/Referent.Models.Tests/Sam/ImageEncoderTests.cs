using Referent.Models.Sam;
using Referent.Torch;
using Referent.Torch.Weights;

namespace Referent.Models.Tests.Sam;

public sealed class ImageEncoderTests
{
    /// <summary>Single precision through two blocks; outputs are normalised to unit variance.</summary>
    private const double Tolerance = 2e-5;

    /// <summary>Windows of 6 in a grid of 10 reach over its edge; the second block attends to everything.</summary>
    private static readonly SamConfig Config = SamConfig.Tiny with
    {
        ImageSize = 80,
        PatchSize = 8,
        EncoderWidth = 48,
        EncoderHidden = 96,
        EncoderHeads = 4,
        Depth = 2,
        WindowSize = 6,
        GlobalBlocks = [1],
        OutputChannels = 32,
    };

    [Fact]
    public void Inference_gives_what_training_gives()
    {
        using TensorScope scope = TensorScope.Begin();
        (float[] recorded, float[] plain) = (Encode(trainable: true), Encode(trainable: false));
        Assert.InRange(recorded.Zip(plain, (left, right) => Math.Abs(left - right)).Max(), 0, Tolerance);
        Assert.InRange(plain.Max(), 1, 10);
    }

    [Fact]
    public void Training_reaches_every_parameter_of_the_encoder()
    {
        using TensorScope scope = TensorScope.Begin();
        using WeightStore store = WeightStore.Initialise(5);
        SamModel model = new(store.Root, Config);
        (model.ImageEncoder.Forward(Images()) * Tensor.Arange(0, 10)).Sum().Backward();
        Assert.All(
            store.ParameterNames.Where(name => name.StartsWith("image_encoder.", StringComparison.Ordinal)),
            name => Assert.True(store.Tensors[name].Gradient() is { } gradient && gradient.Abs().Sum().Item() > 0, name));
    }

    [Fact]
    public void BFloat16_is_close_on_both_paths_and_the_embedding_is_in_full_precision()
    {
        using TensorScope scope = TensorScope.Begin();
        float[] exact = Encode(trainable: false);
        float deviation = MathF.Sqrt(exact.Average(value => value * value));
        foreach (bool trainable in new[] { false, true })
        {
            float[] rounded = Encode(trainable, DType.BFloat16);
            float error = MathF.Sqrt(exact.Zip(rounded, (left, right) => (left - right) * (left - right)).Average());
            Assert.InRange(error / deviation, 1e-5, 0.02);
        }
    }

    [Fact]
    public void Inference_leaves_its_input_as_it_was()
    {
        using TensorScope scope = TensorScope.Begin();
        using WeightStore store = WeightStore.Initialise(5, trainable: false);
        SamModel model = new(store.Root, Config);
        Tensor images = Images();
        float[] before = images.ToArray<float>();
        Tensor first = model.ImageEncoder.Forward(images);
        Assert.Equal(first.ToArray<float>(), model.ImageEncoder.Forward(images).ToArray<float>());
        Assert.Equal(before, images.ToArray<float>());
    }

    private static float[] Encode(bool trainable, DType matrices = DType.Float32)
    {
        using WeightStore store = WeightStore.Initialise(5, trainable: trainable);
        return new SamModel(store.Root.WithMatrices(matrices), Config).ImageEncoder.Forward(Images()).ToArray<float>();
    }

    private static Tensor Images() => (Tensor.Arange(0, 2 * 3 * 80 * 80) * 0.37).Sin().Reshape(2, 3, 80, 80);
}
