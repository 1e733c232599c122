using Referent.Imaging;

namespace Referent.Data.World.Composition;

/// <summary>Lays stamps over a background.</summary>
internal static class Painter
{
    /// <summary>Blends a premultiplied stamp over the canvas, in place.</summary>
    public static void Blend(RgbImage canvas, Stamp stamp)
    {
        for (int y = 0; y < stamp.Pixels.Height; y++)
        {
            int to = (((stamp.Top + y) * canvas.Width) + stamp.Left) * 3;
            int from = y * stamp.Pixels.Width * 4;
            for (int x = 0; x < stamp.Pixels.Width; x++, to += 3, from += 4)
            {
                int rest = 255 - stamp.Pixels.Pixels[from + 3];
                if (rest == 255)
                {
                    continue;
                }

                for (int c = 0; c < 3; c++)
                {
                    int value = stamp.Pixels.Pixels[from + c] + (((canvas.Pixels[to + c] * rest) + 127) / 255);
                    canvas.Pixels[to + c] = (byte)Math.Min(255, value);
                }
            }
        }
    }

    /// <summary>
    /// Adds grain like a camera's: each channel of each pixel moves by a sum of two uniform numbers of at most the given amplitude together.
    /// </summary>
    public static void AddGrain(RgbImage canvas, WorldRandom random, int amplitude)
    {
        if (amplitude <= 0)
        {
            return;
        }

        byte[] pixels = canvas.Pixels;
        for (int i = 0; i < pixels.Length; i += 4)
        {
            ulong bits = random.NextBits();
            for (int k = i; k < Math.Min(i + 4, pixels.Length); k++, bits >>= 16)
            {
                int shift = (int)((((bits & 255) + (bits >> 8 & 255)) * (ulong)amplitude) >> 8) - amplitude;
                pixels[k] = (byte)Math.Clamp(pixels[k] + shift, 0, 255);
            }
        }
    }
}
