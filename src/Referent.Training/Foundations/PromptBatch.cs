using Referent.Imaging.Geometry;
using Referent.Imaging.Masks;
using Referent.Models.Sam;

namespace Referent.Training.Foundations;

/// <summary>Prompts of one kind and their targets, as flat arrays ready to become tensors.</summary>
/// <param name="prompts">P</param>
/// <param name="points">N: points per prompt, or the two corners of a box.</param>
/// <param name="targetPixels">Pixels of one target.</param>
internal sealed class PromptBatch(int prompts, int points, int targetPixels)
{
    /// <summary>[P, N, 2]: x, y in the encoder's frame.</summary>
    public float[] Coordinates { get; } = new float[prompts * points * 2];

    /// <summary>[P, N]: 1, 0, or -1 for padding.</summary>
    public long[] Labels { get; } = [.. Enumerable.Repeat(SamPrompts.PaddingLabel, prompts * points)];

    /// <summary>[P, M, M]: the share of each logit's square that the mask covers.</summary>
    public float[] Targets { get; } = new float[prompts * targetPixels];

    public int Prompts => prompts;

    public void Set(int prompt, IReadOnlyList<LabelledPoint> drawn, ResizePlan plan, BinaryMask mask, int side)
    {
        for (int i = 0; i < drawn.Count; i++)
        {
            EncoderPoint at = plan.ToEncoder(drawn[i].Position);
            SetCorner(prompt, i, at);
            Labels[(prompt * points) + i] = drawn[i].Positive ? SamPrompts.PositiveLabel : SamPrompts.NegativeLabel;
        }

        SetTarget(prompt, plan, mask, side);
    }

    public void SetBox(int prompt, BoxXyxy box, ResizePlan plan, BinaryMask mask, int side)
    {
        SetCorner(prompt, 0, plan.ToEncoder(new ImagePoint(box.Left, box.Top)));
        SetCorner(prompt, 1, plan.ToEncoder(new ImagePoint(box.Right, box.Bottom)));
        SetTarget(prompt, plan, mask, side);
    }

    private void SetCorner(int prompt, int index, EncoderPoint at)
    {
        int offset = ((prompt * points) + index) * 2;
        Coordinates[offset] = (float)at.X;
        Coordinates[offset + 1] = (float)at.Y;
    }

    private void SetTarget(int prompt, ResizePlan plan, BinaryMask mask, int side) =>
        MaskDownsampling.AreaAverage(mask, plan, side).CopyTo(Targets, prompt * targetPixels);
}

/// <summary>One step's pictures and prompts.</summary>
/// <param name="Planes">[B, 3, S, S], normalised and padded.</param>
/// <param name="Points">Prompts by points, those of one picture in a row.</param>
/// <param name="Boxes">Prompts by a box, those of one picture in a row.</param>
/// <param name="Samples">Indices in the corpus, for messages.</param>
internal sealed record MaskBatch(float[] Planes, PromptBatch Points, PromptBatch Boxes, int[] Samples);
