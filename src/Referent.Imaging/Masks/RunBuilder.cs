using Referent.Imaging.Geometry;

namespace Referent.Imaging.Masks;

/// <summary>Collects stretches of pixels in column order into alternating runs, joining neighbours of the same kind.</summary>
internal sealed class RunBuilder(ImageSize size)
{
    private readonly List<int> _counts = [];
    private bool _inside;
    private int _length;

    public void Add(bool inside, int length)
    {
        if (inside != _inside)
        {
            _counts.Add(_length);
            _inside = inside;
            _length = 0;
        }

        _length += length;
    }

    public RunLengthMask Build()
    {
        _counts.Add(_length);
        return RunLengthMask.FromTrustedCounts(size, [.. _counts]);
    }
}
