using static Referent.Data.World.Colours.ColourName;

namespace Referent.Data.World.Colours;

/// <summary>Which colour words people might use for one pixel: one word inside a zone, two or three where zones meet.</summary>
/// <remarks>Chosen: borders set by eye on the sprites of the default pack; where two readers could differ, both words are possible.</remarks>
internal static class ColourZones
{
    /// <summary>Saturation below which a colour is without hue.</summary>
    private const double Neutral = 0.16;

    /// <summary>Saturation from which a colour has the name of its hue for certain.</summary>
    private const double Chromatic = 0.3;

    public static ReadOnlySpan<ColourName> NamesOf(Hsv pixel) => pixel switch
    {
        { Value: < 0.25 } or { Value: < 0.35, Saturation: < 0.25 } => [Black],
        { Value: < 0.42, Saturation: < Chromatic } => [Black, Gray],
        { Saturation: < Neutral, Value: > 0.87 } => [White],
        { Saturation: < Neutral, Value: < 0.82 } => [Gray],
        { Saturation: < Neutral } => [White, Gray],
        { Saturation: < Chromatic } => Pale(pixel),
        _ => Hued(pixel),
    };

    private static ReadOnlySpan<ColourName> Pale(Hsv pixel) => pixel.Hue switch
    {
        >= 165 and < 260 when pixel.Value < 0.7 => [Gray],
        >= 165 and < 260 => [Gray, Blue, White],
        < 70 when pixel.Value > 0.85 => [White, Yellow, Pink],
        < 70 => [Brown, Gray],
        >= 290 when pixel.Value > 0.85 => [White, Pink],
        _ => [Gray, White, Green, Purple],
    };

    private static ReadOnlySpan<ColourName> Hued(Hsv pixel) => pixel.Hue switch
    {
        < 10 or >= 345 => Reddish(pixel),
        < 16 when pixel is { Saturation: > 0.93, Value: > 0.75 } => [Red],
        < 20 when pixel.Value > 0.85 => [Red, Orange, Pink],
        < 38 => Brownish(pixel),
        < 43 => pixel.Value > 0.75 ? [Orange, Yellow] : [Brown, Yellow],
        < 66 => pixel is { Value: > 0.75, Saturation: > 0.4 } ? [Yellow] : pixel.Value < 0.5 ? [Brown] : [Yellow, Brown, Green],
        < 78 => [Yellow, Green],
        < 160 => pixel.Value < 0.35 ? [Green, Black] : [Green],
        < 188 => [Green, Blue, Gray],
        < 250 => pixel.Saturation < 0.45 ? [Blue, Gray] : pixel.Value < 0.35 ? [Blue, Black] : [Blue],
        < 262 => [Blue, Purple],
        < 292 => pixel.Value < 0.35 ? [Purple, Black] : [Purple],
        < 312 => [Purple, Pink],
        < 342 => pixel.Value > 0.7 ? [Pink] : [Pink, Purple, Red],
        _ => [Pink, Red],
    };

    private static ReadOnlySpan<ColourName> Reddish(Hsv pixel) => pixel switch
    {
        { Saturation: > 0.6, Value: > 0.5 } => [Red],
        { Saturation: < 0.5, Value: > 0.8 } => [Pink],
        { Value: > 0.8 } => [Red, Pink],
        _ => [Red, Brown],
    };

    private static ReadOnlySpan<ColourName> Brownish(Hsv pixel) => pixel switch
    {
        { Value: < 0.68 } => [Brown],
        { Saturation: > 0.78, Value: > 0.93 } => [Orange],
        { Value: > 0.85, Saturation: < 0.6 } => [Orange, Brown, Yellow, Pink],
        _ => [Orange, Brown, Yellow],
    };
}
