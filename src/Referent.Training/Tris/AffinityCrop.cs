using Referent.Data;
using Referent.Imaging;
using Referent.Imaging.Geometry;
using Referent.Imaging.Preprocessing;
using Referent.Models.IrNet;

namespace Referent.Training.Tris;

/// <summary>
/// A picture and its affinity labels as IRNet is shown them: resized, perhaps mirrored, and a square cut out; where the picture is smaller, it
/// lies somewhere in the square, on zeros and undecided labels. Source: IRNet, voc12/dataloader.py and misc/imutils.py. Differs: none.
/// </summary>
internal sealed class AffinityCrop
{
    /// <summary>Pixels to a side of a place of the labels.</summary>
    public const int Stride = 4;

    private readonly ImageSize _scaled;
    private readonly bool _mirrored;
    private readonly int _side;
    private readonly Placement _rows;
    private readonly Placement _columns;

    /// <param name="picture">Its size.</param>
    /// <param name="config">Side of the square, and scales.</param>
    /// <param name="random">Decides.</param>
    public AffinityCrop(ImageSize picture, IrNetTrainingConfig config, CounterRandom random)
    {
        double scale = random.Between(config.SmallestScale, config.LargestScale);
        _scaled = new ImageSize(Math.Max(1, (int)Math.Round(picture.Height * scale)), Math.Max(1, (int)Math.Round(picture.Width * scale)));
        _mirrored = random.Chance(0.5);
        _side = config.CropSize;
        _rows = Placement.Draw(_scaled.Height, _side, random);
        _columns = Placement.Draw(_scaled.Width, _side, random);
    }

    /// <summary>[3, S, S], normalised as ImageNet's pictures.</summary>
    public void CopyPicture(RgbImage picture, Span<float> planes)
    {
        RgbImage resized = Resampling.Resize(picture, _scaled, Interpolation.BicubicAntialias);
        float[] scaled = ImagePreprocessing.ToNormalisedPlanes(resized, PixelNormalisation.ImageNet);
        for (int channel = 0; channel < 3; channel++)
        {
            for (int y = 0; y < _rows.Length; y++)
            {
                Span<float> target = planes.Slice((((channel * _side) + _rows.InSquare + y) * _side) + _columns.InSquare, _columns.Length);
                ReadOnlySpan<float> row = scaled.AsSpan(((channel * _scaled.Height) + _rows.InPicture + y) * _scaled.Width, _scaled.Width);
                if (_mirrored)
                {
                    row.Slice(_scaled.Width - _columns.InPicture - _columns.Length, _columns.Length).CopyTo(target);
                    target.Reverse();
                }
                else
                {
                    row.Slice(_columns.InPicture, _columns.Length).CopyTo(target);
                }
            }
        }
    }

    /// <summary>[S / 4, S / 4]: the label under the centre of each place.</summary>
    /// <param name="labels">Row by row, of the picture.</param>
    /// <param name="picture">Its size.</param>
    /// <param name="places">Filled.</param>
    public void CopyLabels(byte[] labels, ImageSize picture, Span<float> places)
    {
        int places1 = _side / Stride;
        for (int y = 0; y < places1; y++)
        {
            int row = _rows.ToPicture((Stride * y) + (Stride / 2));
            for (int x = 0; x < places1; x++)
            {
                int column = _columns.ToPicture((Stride * x) + (Stride / 2));
                places[(y * places1) + x] = row < 0 || column < 0
                    ? AffinityLabels.Undecided
                    : labels[(Original(row, _scaled.Height, picture.Height) * picture.Width)
                        + Original(_mirrored ? _scaled.Width - 1 - column : column, _scaled.Width, picture.Width)];
            }
        }
    }

    /// <summary>The pixel of the picture under the centre of one of the resized picture.</summary>
    private static int Original(int at, int scaled, int original) => Math.Min((int)((at + 0.5) * original / scaled), original - 1);

    /// <summary>What of an axis is seen, and where.</summary>
    /// <param name="InPicture">First pixel of the resized picture that is seen.</param>
    /// <param name="InSquare">Where it lies in the square.</param>
    /// <param name="Length">Pixels that are seen.</param>
    private readonly record struct Placement(int InPicture, int InSquare, int Length)
    {
        public static Placement Draw(int pixels, int side, CounterRandom random)
        {
            int slack = random.Below(Math.Abs(pixels - side) + 1);
            return pixels > side ? new Placement(slack, 0, side) : new Placement(0, slack, pixels);
        }

        /// <summary>From the square to the resized picture; -1 outside of it.</summary>
        public int ToPicture(int at) => at >= InSquare && at < InSquare + Length ? at - InSquare + InPicture : -1;
    }
}
