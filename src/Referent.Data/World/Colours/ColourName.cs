namespace Referent.Data.World.Colours;

/// <summary>The eleven basic colour words.</summary>
/// <remarks>Source: Berlin and Kay, "Basic Color Terms" (1969); "gray" is spelt as RefCOCO's annotators mostly do.</remarks>
public enum ColourName
{
    Red,
    Orange,
    Yellow,
    Green,
    Blue,
    Purple,
    Pink,
    Brown,
    Black,
    White,
    Gray,
}
