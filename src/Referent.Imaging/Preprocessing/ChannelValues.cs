namespace Referent.Imaging.Preprocessing;

/// <summary>One number for each of red, green and blue.</summary>
public readonly record struct ChannelValues(float Red, float Green, float Blue)
{
    /// <param name="channel">0 red, 1 green, 2 blue.</param>
    public float this[int channel] => channel switch
    {
        0 => Red,
        1 => Green,
        2 => Blue,
        _ => throw new ArgumentOutOfRangeException(nameof(channel), channel, "Expected 0, 1 or 2."),
    };
}
