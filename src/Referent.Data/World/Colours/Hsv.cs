namespace Referent.Data.World.Colours;

/// <summary>A colour as hue in degrees [0, 360), saturation and value in [0, 1].</summary>
internal readonly record struct Hsv(double Hue, double Saturation, double Value)
{
    public static Hsv Of(byte red, byte green, byte blue)
    {
        int max = Math.Max(red, Math.Max(green, blue));
        int range = max - Math.Min(red, Math.Min(green, blue));
        if (range == 0)
        {
            return new Hsv(0, 0, max / 255.0);
        }

        double sixth = max == red ? (double)(green - blue) / range
            : max == green ? ((double)(blue - red) / range) + 2
            : ((double)(red - green) / range) + 4;
        return new Hsv(((sixth * 60) + 360) % 360, (double)range / max, max / 255.0);
    }

    public (byte Red, byte Green, byte Blue) ToRgb()
    {
        double sixth = ((Hue % 360) + 360) % 360 / 60;
        double value = Value;
        double low = value * (1 - Saturation);
        double falling = value * (1 - (Saturation * (sixth - Math.Floor(sixth))));
        double rising = value * (1 - (Saturation * (1 - (sixth - Math.Floor(sixth)))));
        return (int)sixth switch
        {
            0 => (ToByte(value), ToByte(rising), ToByte(low)),
            1 => (ToByte(falling), ToByte(value), ToByte(low)),
            2 => (ToByte(low), ToByte(value), ToByte(rising)),
            3 => (ToByte(low), ToByte(falling), ToByte(value)),
            4 => (ToByte(rising), ToByte(low), ToByte(value)),
            _ => (ToByte(value), ToByte(low), ToByte(falling)),
        };
    }

    /// <summary>The smaller angle between two hues, in [0, 180].</summary>
    public static double HueDistance(double a, double b) => Math.Abs(SignedHueDistance(a, b));

    /// <summary>The way from hue b to hue a, in [-180, 180).</summary>
    public static double SignedHueDistance(double a, double b) => ((a - b + 540) % 360) - 180;

    private static byte ToByte(double value) => (byte)Math.Round(Math.Clamp(value, 0, 1) * 255);
}
