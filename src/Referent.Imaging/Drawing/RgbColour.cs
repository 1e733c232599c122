namespace Referent.Imaging.Drawing;

/// <summary>An opaque 8-bit colour.</summary>
public readonly record struct RgbColour(byte R, byte G, byte B)
{
    public static RgbColour White { get; } = new(255, 255, 255);

    public static RgbColour Black { get; } = new(0, 0, 0);

    public static RgbColour Green { get; } = new(30, 190, 60);

    public static RgbColour Red { get; } = new(225, 35, 45);

    public static RgbColour Blue { get; } = new(30, 120, 255);

    public static RgbColour Yellow { get; } = new(255, 215, 0);
}
