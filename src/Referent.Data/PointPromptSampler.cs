using Referent.Imaging.Geometry;
using Referent.Imaging.Masks;

namespace Referent.Data;

/// <summary>Draws point prompts for a mask, as people and models would give them.</summary>
public sealed class PointPromptSampler
{
    private readonly Lazy<int[]> _inside;
    private readonly Lazy<int[]> _boxOutside;
    private readonly Lazy<int[]> _outside;
    private readonly BoxXyxy _box;
    private readonly BinaryMask _mask;

    /// <param name="mask">Not empty; borrowed.</param>
    /// <exception cref="ArgumentException">The mask is empty.</exception>
    public PointPromptSampler(BinaryMask mask)
    {
        ArgumentNullException.ThrowIfNull(mask);
        _mask = mask;
        ReadOnlySpan<byte> pixels = mask.Pixels;
        int first = pixels.IndexOfAnyExcept((byte)0);
        if (first < 0)
        {
            throw new ArgumentException("An empty mask has no points.", nameof(mask));
        }

        int top = first / mask.Width, bottom = (pixels.LastIndexOfAnyExcept((byte)0) / mask.Width) + 1;
        int left = mask.Width, right = 0;
        for (int y = top; y < bottom; y++)
        {
            ReadOnlySpan<byte> row = pixels.Slice(y * mask.Width, mask.Width);
            int start = row.IndexOfAnyExcept((byte)0);
            left = start < 0 ? left : Math.Min(left, start);
            right = Math.Max(right, row.LastIndexOfAnyExcept((byte)0) + 1);
        }

        _box = new BoxXyxy(left, top, right, bottom);
        _inside = new Lazy<int[]>(() => Where(mask, _box, set: true));
        _boxOutside = new Lazy<int[]>(() => Where(mask, _box, set: false));
        _outside = new Lazy<int[]>(() => Where(mask, new BoxXyxy(0, 0, mask.Width, mask.Height), set: false));
    }

    /// <summary>The mask's bounding box, in the picture's pixels.</summary>
    public BoxXyxy Box => _box;

    /// <summary>
    /// Points inside the mask, then points outside it but in its box; where the box is full, outside ones come from anywhere, and where the
    /// picture is full there are none.
    /// </summary>
    public IReadOnlyList<LabelledPoint> Draw(int inside, int outside, CounterRandom random)
    {
        ArgumentNullException.ThrowIfNull(random);
        List<LabelledPoint> points = [];
        for (int i = 0; i < inside; i++)
        {
            points.Add(PointAt(random.Pick(_inside.Value), positive: true));
        }

        int[] from = _boxOutside.Value.Length > 0 ? _boxOutside.Value : _outside.Value;
        for (int i = 0; i < outside && from.Length > 0; i++)
        {
            points.Add(PointAt(random.Pick(from), positive: false));
        }

        return points;
    }

    /// <summary>Points uniform in the box, labelled by the mask: PPT's pseudo-label points.</summary>
    public IReadOnlyList<LabelledPoint> DrawInBox(int count, CounterRandom random)
    {
        ArgumentNullException.ThrowIfNull(random);
        return [.. Enumerable.Range(0, count).Select(_ => Labelled(
            (int)(_box.Left + random.Below((int)_box.Width)), (int)(_box.Top + random.Below((int)_box.Height))))];
    }

    /// <summary>A point from each of the first cells, row by row, of the squarest grid over the box that has as many, labelled by the mask.</summary>
    public IReadOnlyList<LabelledPoint> DrawInGrid(int count, CounterRandom random)
    {
        ArgumentNullException.ThrowIfNull(random);
        int columns = (int)Math.Ceiling(Math.Sqrt(count)), rows = (count + columns - 1) / columns;
        return [.. Enumerable.Range(0, count).Select(i => Labelled(
            (int)(_box.Left + (_box.Width * (i % columns + random.NextDouble()) / columns)),
            (int)(_box.Top + (_box.Height * (i / columns + random.NextDouble()) / rows))))];
    }

    /// <summary>A point of the background, anywhere in the picture; none where the picture is full.</summary>
    public LabelledPoint? DrawBackground(CounterRandom random)
    {
        ArgumentNullException.ThrowIfNull(random);
        return _outside.Value.Length == 0 ? null : PointAt(random.Pick(_outside.Value), positive: false);
    }

    /// <summary>Numbers of the pixels in a box that are set, or not, row by row.</summary>
    private static int[] Where(BinaryMask mask, BoxXyxy box, bool set)
    {
        List<int> found = [];
        for (int y = (int)box.Top; y < (int)box.Bottom; y++)
        {
            for (int i = (y * mask.Width) + (int)box.Left; i < (y * mask.Width) + (int)box.Right; i++)
            {
                if ((mask.Pixels[i] != 0) == set)
                {
                    found.Add(i);
                }
            }
        }

        return [.. found];
    }

    private LabelledPoint Labelled(int x, int y) => new(new ImagePoint(x, y), _mask[y, x]);

    private LabelledPoint PointAt(int index, bool positive) => new(new ImagePoint(index % _mask.Width, index / _mask.Width), positive);
}
