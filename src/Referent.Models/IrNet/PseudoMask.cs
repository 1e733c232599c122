using Referent.Imaging.Geometry;
using Referent.Imaging.Masks;
using Referent.Torch;

namespace Referent.Models.IrNet;

/// <summary>
/// From a response map and a picture's boundaries to the mask that a second stage learns from. Source: TRIS, section 3.5, and IRNet,
/// step/make_ins_seg_labels.py. Differs: the union is formed at once, pieces of instances are neither split nor scored.
/// </summary>
public static class PseudoMask
{
    /// <summary>Share of the strongest response above which a pixel is foreground. Source: IRNet, run_sample.py, ins_seg_bg_thres.</summary>
    private const float BackgroundShare = 0.25f;

    /// <summary>Pixels of the picture to a side of a place of the grid.</summary>
    private const int Stride = 4;

    /// <param name="field">Of the picture.</param>
    /// <param name="response">[H, W], 0 or more, at the picture's size; borrowed.</param>
    /// <returns>Where the response of any thing, spread over the thing, is at least a quarter of the strongest; empty without a response.</returns>
    /// <exception cref="ArgumentException">The field is of a picture of another size.</exception>
    public static BinaryMask Create(BoundaryField field, Tensor response)
    {
        ArgumentNullException.ThrowIfNull(field);
        ArgumentNullException.ThrowIfNull(response);
        ImageSize picture = new((int)response.Size(0), (int)response.Size(1));
        if (field.Height != Places(picture.Height) || field.Width != Places(picture.Width))
        {
            throw new ArgumentException($"A field of {field.Height} rows and {field.Width} columns is not of a {picture} picture.", nameof(field));
        }

        using TensorScope scope = TensorScope.Begin();
        float[] coarse = response.Reshape(1, 1, picture.Height, picture.Width)
            .ResizeBilinearAlignedCorners(field.Height, field.Width)
            .ToArray<float>();
        int[] clusters = DisplacementClusters.Find(field);
        float[][] instances =
        [
            .. Enumerable.Range(0, clusters.Max() + 1).Select(cluster => coarse.Select((value, i) => clusters[i] == cluster ? value : 0).ToArray())
                .Where(instance => instance.Any(value => value > 0)),
        ];
        if (instances.Length == 0)
        {
            return new BinaryMask(picture);
        }

        float[] spread = Enlarge(RandomWalk.Propagate(field, instances), field, picture);
        float strongest = spread.Max();
        return new BinaryMask(picture, Array.ConvertAll(spread, value => (byte)(value / strongest > BackgroundShare ? 1 : 0)));
    }

    /// <summary>Side of a grid over a side of a picture.</summary>
    private static int Places(int pixels) => (pixels + Stride - 1) / Stride;

    /// <summary>The largest of the responses at each pixel of the picture.</summary>
    private static float[] Enlarge(float[][] responses, BoundaryField field, ImageSize picture)
    {
        float[] largest = new float[picture.Width * picture.Height];
        foreach (float[] response in responses)
        {
            // One at a time: there may be a hundred, and each is as large as the picture.
            using TensorScope scope = TensorScope.Begin();
            float[] enlarged = Tensor.From(response, 1, 1, field.Height, field.Width)
                .ResizeBilinear(field.Height * Stride, field.Width * Stride)
                .Narrow(2, 0, picture.Height)
                .Narrow(3, 0, picture.Width)
                .ToArray<float>();
            for (int i = 0; i < largest.Length; i++)
            {
                largest[i] = Math.Max(largest[i], enlarged[i]);
            }
        }

        return largest;
    }
}
