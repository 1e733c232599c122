using Referent.Imaging;
using Referent.Imaging.Refinement;

namespace Referent.Models.IrNet;

/// <summary>
/// Which pixels a response map is sure about, once moved to the edges of the picture: what IRNet learns from. Source: IRNet,
/// step/cam_to_ir_label.py, with the thresholds of TRIS. Differs: one class, the referent.
/// </summary>
public static class AffinityLabels
{
    public const byte Background = 0;

    public const byte Foreground = 1;

    public const byte Undecided = 255;

    /// <summary>Response above which a pixel is foreground. Source: TRIS, official program, conf_fg_thres.</summary>
    private const float ForegroundResponse = 0.3f;

    /// <summary>Response up to which a pixel is background. Source: TRIS, official program, conf_bg_thres.</summary>
    private const float BackgroundResponse = 0.1f;

    /// <summary>How sure a pixel is of its label. Source: IRNet, misc/imutils.py, crf_inference_label, gt_prob.</summary>
    private const double Confidence = 0.7;

    /// <param name="picture">The picture.</param>
    /// <param name="response">Row by row at the picture's size, at most 1.</param>
    /// <returns>Row by row.</returns>
    /// <exception cref="ArgumentException">The response is not of this picture.</exception>
    public static byte[] Create(RgbImage picture, ReadOnlySpan<float> response)
    {
        ArgumentNullException.ThrowIfNull(picture);
        if (response.Length != picture.Height * picture.Width)
        {
            throw new ArgumentException($"A {picture.Size} picture does not have {response.Length} responses.", nameof(response));
        }

        DenseCrf field = new(picture, DenseCrfOptions.IrNet);
        bool[] sure = Refine(field, response, ForegroundResponse);
        bool[] possible = Refine(field, response, BackgroundResponse);
        byte[] labels = new byte[response.Length];
        for (int i = 0; i < labels.Length; i++)
        {
            labels[i] = sure[i] ? Foreground : possible[i] ? Undecided : Background;
        }

        return labels;
    }

    private static bool[] Refine(DenseCrf field, ReadOnlySpan<float> response, float threshold)
    {
        (float agreed, float other) = ((float)-Math.Log(Confidence), (float)-Math.Log(1 - Confidence));
        float[] costs = new float[2 * response.Length];
        for (int i = 0; i < response.Length; i++)
        {
            bool above = response[i] > threshold;
            costs[2 * i] = above ? other : agreed;
            costs[(2 * i) + 1] = above ? agreed : other;
        }

        return field.InferSecond(costs);
    }
}
