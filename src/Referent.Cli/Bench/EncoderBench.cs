using System.Diagnostics;
using Referent.Models.Clip;
using Referent.Models.Sam;
using Referent.Torch;
using Referent.Torch.Weights;
using Referent.Training.Loop;

namespace Referent.Cli.Bench;

/// <summary>What one network took.</summary>
/// <param name="Name">Network and input.</param>
/// <param name="Seconds">Median.</param>
/// <param name="Operations">Of one run, <see cref="EncoderWork"/>.</param>
/// <param name="Bytes">The most memory the process had in use, this network's weights included; null where others' were too.</param>
internal sealed record EncoderTime(string Name, double Seconds, double Operations, long Bytes)
{
    public double Rate => Operations / Seconds;
}

/// <summary>Times the networks at given sizes with random weights; one network's weights are in memory at a time.</summary>
/// <param name="samConfig">Sizes of SAM.</param>
/// <param name="clipConfig">Sizes of CLIP; its image tower is a vision transformer.</param>
/// <param name="times">Each is run this many times, small ones ten times as often, after one run that does not count.</param>
/// <param name="products">The type of the encoders' matrices.</param>
internal sealed class EncoderBench(SamConfig samConfig, ClipConfig clipConfig, int times, DType products = DType.Float32)
{
    public DType Products => products;

    /// <summary>As many as the point generator gives SAM for a phrase.</summary>
    private const int Points = 8;

    private const int SmallTimes = 10;

    /// <summary>Any: time does not depend on the values.</summary>
    private const ulong Seed = 1;

    /// <summary>The best rate of the networks' own products, in operations per second.</summary>
    public double Peak()
    {
        long tokens = (long)samConfig.Grid * samConfig.Grid;
        long clipTokens = clipConfig.Vision is ClipVisionConfig vision ? (vision.Grid * vision.Grid) + 1 : 1;
        (long Rows, long Inputs, long Outputs)[] shapes =
        [
            (tokens, samConfig.EncoderWidth, samConfig.EncoderHidden),
            (tokens, samConfig.EncoderHidden, samConfig.EncoderWidth),
            (tokens, samConfig.EncoderWidth, 3L * samConfig.EncoderWidth),
            (tokens, samConfig.OutputChannels, samConfig.OutputChannels / 2),
            (clipTokens, clipConfig.Vision.Width, 4L * clipConfig.Vision.Width),
        ];
        return shapes.Max(shape => Rate(shape.Rows, shape.Inputs, shape.Outputs));
    }

    /// <summary>The networks one after another.</summary>
    public IEnumerable<EncoderTime> Run() => [.. RunSam(), .. RunClip()];

    private double Rate(long rows, long inputs, long outputs)
    {
        using TensorScope scope = TensorScope.Begin();
        Tensor x = Tensor.Ones([rows, inputs], products);
        Tensor weight = Tensor.Ones([outputs, inputs], products);
        Tensor bias = Tensor.Ones([outputs], products);
        Tensor output = Tensor.Empty([rows, outputs], products);
        return 2.0 * rows * inputs * outputs / Measure(SmallTimes * times, () => x.LinearInto(weight, bias, output))[0];
    }

    private List<EncoderTime> RunSam()
    {
        using NoGrad noGrad = NoGrad.Begin();
        using TensorScope scope = TensorScope.Begin();
        using WeightStore store = Frozen();
        SamModel sam = new(store.Root.WithMatrices(products), samConfig);
        Tensor image = Tensor.Full(0.5, [1, 3, samConfig.ImageSize, samConfig.ImageSize]);
        Tensor embedding = Tensor.Full(0.1, [1, samConfig.OutputChannels, samConfig.Grid, samConfig.Grid]);
        Tensor points = Tensor.Arange(0, Points * 2).Reshape(1, Points, 2) * (samConfig.ImageSize / (Points * 2.0));
        SamPrompts prompts = new() { Points = points, Positivity = Tensor.Ones([1, Points]) };
        return
        [
            Time(
                $"SAM image encoder, {samConfig.ImageSize} x {samConfig.ImageSize}",
                EncoderWork.Of(samConfig),
                times,
                () => sam.ImageEncoder.Forward(image)),
            Time(
                $"SAM decoder, {Points} points",
                EncoderWork.OfDecoder(samConfig, Points),
                SmallTimes * times,
                () => sam.Decode(embedding, prompts, multimask: false)),
            Time(
                "  and gradient of the points",
                2 * EncoderWork.OfDecoder(samConfig, Points),
                SmallTimes * times,
                () => Differentiate(sam, embedding, prompts)),
        ];
    }

    private static void Differentiate(SamModel sam, Tensor embedding, SamPrompts prompts)
    {
        using EnableGrad grad = EnableGrad.Begin();
        Tensor points = prompts.Points!.Detach();
        points.RequiresGrad = true;
        sam.Decode(embedding, new SamPrompts { Points = points, Positivity = prompts.Positivity }, multimask: false).Logits.Mean().Backward();
    }

    private List<EncoderTime> RunClip()
    {
        using NoGrad noGrad = NoGrad.Begin();
        using TensorScope scope = TensorScope.Begin();
        using WeightStore store = Frozen();
        ClipModel clip = new(store.Root.WithMatrices(products), clipConfig);
        int side = clipConfig.Vision.ImageSize;
        Tensor image = Tensor.Full(0.5, [1, 3, side, side]);
        List<EncoderTime> measured =
        [
            Time(
                $"CLIP image tower, {side} x {side}",
                EncoderWork.Of((ClipVisionConfig)clipConfig.Vision),
                SmallTimes * times,
                () => clip.EncodeImage(image)),
        ];
        foreach (int length in new[] { 8, clipConfig.Text.ContextLength })
        {
            Tensor tokens = Tensor.Arange(0, length, dtype: DType.Int64).Reshape(1, length);
            measured.Add(Time(
                $"CLIP text tower, {length} tokens",
                EncoderWork.Of(clipConfig.Text, length),
                SmallTimes * times,
                () => clip.EncodeText(tokens)));
        }

        return measured;
    }

    /// <summary>Random weights whose gradients nobody wants.</summary>
    private static WeightStore Frozen() => WeightStore.Initialise(Seed, trainable: false);

    private static EncoderTime Time(string name, double operations, int count, Action run)
    {
        PeakMemory.Reset();
        double seconds = Measure(count, run)[count / 2];
        return new EncoderTime(name, seconds, operations, PeakMemory.Bytes());
    }

    /// <summary>Seconds of each run but the first, ascending.</summary>
    private static double[] Measure(int count, Action run)
    {
        double[] measured = new double[count];
        for (int i = -1; i < count; i++)
        {
            using TensorScope scope = TensorScope.Begin();
            long start = Stopwatch.GetTimestamp();
            run();
            measured[Math.Max(i, 0)] = Stopwatch.GetElapsedTime(start).TotalSeconds;
        }

        Array.Sort(measured);
        return measured;
    }
}
