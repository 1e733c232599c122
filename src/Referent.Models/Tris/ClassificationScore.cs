using Referent.Torch;

namespace Referent.Models.Tris;

/// <summary>
/// How much an image speaks of a text as a whole. Source: TRIS, equation (6), and the official program, which adds a plane for the
/// background to the softmax and does not bound the score.
/// </summary>
public static class ClassificationScore
{
    /// <summary>Logit of the background at every place. Source: the official program.</summary>
    private const double Background = 1;

    /// <summary>Source: the official program, FOCAL_P.</summary>
    private const double FocalPower = 3;

    /// <summary>Source: the official program, FOCAL_LAMBDA.</summary>
    private const double FocalFloor = 0.01;

    /// <param name="responses">[B, N, h, w] by <see cref="TrisStage1.Respond"/>; borrowed.</param>
    /// <returns>[B, N], unbounded; the caller's. Mean and maximum of the response, and a penalty near 0 where the text claims many places,
    /// ln 0.01 where it claims none.</returns>
    public static Tensor Compute(Tensor responses)
    {
        ArgumentNullException.ThrowIfNull(responses);
        using TensorScope scope = TensorScope.Begin();
        long texts = responses.Size(1);
        Tensor background = Tensor.Full(Background, [responses.Size(0), 1, responses.Size(2), responses.Size(3)], responses.DType, responses.Device);
        Tensor claimed = Tensor.Cat([background, responses], 1).Softmax(1).Mean([2, 3]).Narrow(1, 1, texts);        // [B, N]
        Tensor focal = (-claimed + 1).Pow(FocalPower) * (claimed + FocalFloor).Log();
        return scope.Keep(responses.Mean([2, 3]) + responses.Max([2, 3]) + focal);
    }
}
