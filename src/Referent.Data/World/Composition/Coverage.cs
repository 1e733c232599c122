using System.Numerics;
using Referent.Imaging.Geometry;
using Referent.Imaging.Masks;

namespace Referent.Data.World.Composition;

/// <summary>Which objects cover which pixels of a canvas; objects are stacked in their order, the last on top.</summary>
internal sealed class Coverage
{
    /// <summary>One bit per object and pixel.</summary>
    private readonly ushort[] _covering;

    private readonly int[] _full;
    private readonly int[] _visible;
    private readonly int[,] _hiddenBy;

    /// <param name="stamps">At most 16; a pixel belongs to an object where its alpha is at least 128.</param>
    /// <param name="canvas">The size of the picture.</param>
    public Coverage(IReadOnlyList<Stamp?> stamps, ImageSize canvas)
    {
        Size = canvas;
        _covering = new ushort[canvas.PixelCount];
        _full = new int[stamps.Count];
        _visible = new int[stamps.Count];
        _hiddenBy = new int[stamps.Count, stamps.Count];
        for (int i = 0; i < stamps.Count; i++)
        {
            if (stamps[i] is { } stamp)
            {
                Mark(stamp, (ushort)(1 << i));
            }
        }

        foreach (ushort bits in _covering)
        {
            if (bits != 0)
            {
                Count(bits);
            }
        }
    }

    public ImageSize Size { get; }

    /// <summary>Pixels of the object that are not covered by another.</summary>
    public int VisibleArea(int index) => _visible[index];

    /// <summary>All pixels of the object on the canvas, covered or not.</summary>
    public int FullArea(int index) => _full[index];

    /// <summary>Visible pixels over all its pixels on the canvas.</summary>
    public double VisibleFraction(int index) => (double)_visible[index] / Math.Max(1, _full[index]);

    /// <summary>Share of the lower object's pixels that the upper one lies over.</summary>
    public double HiddenFraction(int lower, int upper) => (double)_hiddenBy[lower, upper] / Math.Max(1, _full[lower]);

    /// <summary>The visible pixels of an object.</summary>
    public BinaryMask VisibleMask(int index)
    {
        BinaryMask mask = new(Size);
        int below = 1 << index;
        int above = below << 1;
        for (int i = 0; i < _covering.Length; i++)
        {
            int bits = _covering[i];
            mask.Pixels[i] = bits >= below && bits < above ? (byte)1 : (byte)0;
        }

        return mask;
    }

    private void Mark(Stamp stamp, ushort bit)
    {
        for (int y = 0; y < stamp.Pixels.Height; y++)
        {
            int at = ((stamp.Top + y) * Size.Width) + stamp.Left;
            int alpha = (y * stamp.Pixels.Width * 4) + 3;
            for (int x = 0; x < stamp.Pixels.Width; x++, at++, alpha += 4)
            {
                if (stamp.Pixels.Pixels[alpha] >= 128)
                {
                    _covering[at] |= bit;
                }
            }
        }
    }

    private void Count(int bits)
    {
        int top = BitOperations.Log2((uint)bits);
        _visible[top]++;
        for (int i = 0; i <= top; i++)
        {
            if ((bits >> i & 1) == 0)
            {
                continue;
            }

            _full[i]++;
            for (int j = i + 1; j <= top; j++)
            {
                _hiddenBy[i, j] += bits >> j & 1;
            }
        }
    }
}
