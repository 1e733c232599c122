namespace Referent.Imaging.Geometry;

/// <summary>Copies the pixel under each centre. Source: Pillow, src/libImaging/Geometry.c, ImagingScaleAffine, its running sums included.</summary>
internal static class NearestPass
{
    public static void Run(ReadOnlySpan<byte> source, ImageSize from, int channels, Span<byte> target, ImageSize to)
    {
        int[] columns = Positions(from.Width, to.Width);
        int[] rows = Positions(from.Height, to.Height);
        foreach (int y in rows)
        {
            ReadOnlySpan<byte> row = source.Slice(y * from.Width * channels, from.Width * channels);
            foreach (int x in columns)
            {
                row.Slice(x * channels, channels).CopyTo(target);
                target = target[channels..];
            }
        }
    }

    private static int[] Positions(int inputs, int outputs)
    {
        double step = (double)inputs / outputs;
        double position = step * 0.5;
        int[] positions = new int[outputs];
        for (int i = 0; i < outputs; i++, position += step)
        {
            positions[i] = Math.Min((int)position, inputs - 1);
        }

        return positions;
    }
}
