namespace Referent.Imaging.Codecs.Png;

/// <summary>
/// Filters rows for writing: of none, up and Paeth, whichever leaves the smallest sum of absolute values.
/// Source of the rule: PNG specification, section 12.8. Chosen: three filters of five, since sub and average rarely win.
/// </summary>
internal sealed class PngRowFilter(int length, int step)
{
    private readonly byte[] _zeros = new byte[length];
    private readonly byte[] _none = new byte[length + 1];
    private readonly byte[] _up = new byte[length + 1];
    private readonly byte[] _paeth = new byte[length + 1];

    /// <param name="row">The plain row.</param>
    /// <param name="above">The plain row above; empty for the first.</param>
    /// <returns>The filter byte and the filtered row, valid until the next call.</returns>
    public ReadOnlySpan<byte> Apply(ReadOnlySpan<byte> row, ReadOnlySpan<byte> above)
    {
        above = above.IsEmpty ? _zeros : above;
        row.CopyTo(_none.AsSpan(1));
        _up[0] = PngFilter.Up;
        _paeth[0] = PngFilter.Paeth;
        for (int i = 0; i < row.Length; i++)
        {
            _up[i + 1] = (byte)(row[i] - above[i]);
            _paeth[i + 1] = (byte)(row[i] - (i < step ? above[i] : PngFilter.Predict(row[i - step], above[i], above[i - step])));
        }

        (long none, long up, long paeth) = (Cost(_none), Cost(_up), Cost(_paeth));
        return none <= up && none <= paeth ? _none : up <= paeth ? _up : _paeth;
    }

    private static long Cost(ReadOnlySpan<byte> filtered)
    {
        long sum = 0;
        foreach (byte value in filtered[1..])
        {
            sum += Math.Abs((int)(sbyte)value);
        }

        return sum;
    }
}
