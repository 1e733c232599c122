namespace Referent.Imaging.Geometry;

/// <summary>Multiplies colours by alpha and back, rounded as Pillow does between its modes RGBA and RGBa. Source: Pillow, Convert.c.</summary>
internal static class Alpha
{
    public static byte[] Multiply(ReadOnlySpan<byte> rgba)
    {
        byte[] result = rgba.ToArray();
        for (int i = 0; i < result.Length; i += 4)
        {
            int alpha = result[i + 3];
            for (int c = i; c < i + 3; c++)
            {
                int product = (result[c] * alpha) + 128;
                result[c] = (byte)(((product >> 8) + product) >> 8);
            }
        }

        return result;
    }

    public static void DivideInPlace(Span<byte> rgba)
    {
        for (int i = 0; i < rgba.Length; i += 4)
        {
            int alpha = rgba[i + 3];
            if (alpha is 0 or 255)
            {
                continue;
            }

            for (int c = i; c < i + 3; c++)
            {
                rgba[c] = (byte)Math.Min(255, rgba[c] * 255 / alpha);
            }
        }
    }
}
