namespace Referent.Data.World.Language;

/// <summary>Puts places into words, around a head.</summary>
internal static class PlaceWords
{
    /// <summary>A place that is about right for an object at this position; the resolver decides whether it singles it out.</summary>
    public static Place Draw(SceneObject target, WorldRandom random)
    {
        double x = target.CentreX, y = target.CentreY;
        Side horizontal = x < 0.5 ? Side.Left : Side.Right;
        Side vertical = y < 0.5 ? Side.Top : Side.Bottom;
        bool sideways = random.Chance(Math.Abs(x - 0.5) > Math.Abs(y - 0.5) ? 0.85 : 0.4);
        Side first = sideways ? horizontal : Side.None;
        Side second = sideways ? Side.None : vertical;
        return random.PickWeighted([0.4, 0.27, 0.14, 0.06, 0.08, 0.05]) switch
        {
            0 => new Place(PlaceKind.Extreme, first, second),
            1 => new Place(PlaceKind.Region, first, second),
            2 => new Place(PlaceKind.Region, horizontal, vertical),
            3 => new Place(PlaceKind.Corner, horizontal, vertical),
            4 => new Place(PlaceKind.Middle),
            _ => new Place(PlaceKind.Ordinal, random.Chance(0.5) ? Side.Left : Side.Right, Side.None, random.Chance(0.8) ? 2 : 3),
        };
    }

    /// <summary>Words for a head at a place; a head without a noun may be left out altogether.</summary>
    public static string Write(Head head, Place place, WorldRandom random)
    {
        bool mayBeBare = head.Noun is null && head.Meaning.Colour is null
            && place.Kind is PlaceKind.Extreme or PlaceKind.Region or PlaceKind.Corner;
        if (mayBeBare && random.Chance(0.5))
        {
            return Bare(place, random);
        }

        string text = head.Text;
        return place.Kind switch
        {
            PlaceKind.Extreme => Extreme(text, place, random),
            PlaceKind.Region when place.Horizontal != Side.None && place.Vertical != Side.None => TwoSides(text, place, random),
            PlaceKind.Region => OneSide(text, place, random),
            PlaceKind.Corner => InCorner(text, place, random),
            PlaceKind.Middle => InMiddle(text, random),
            _ => Ranked(text, place, random),
        };
    }

    private static string Bare(Place place, WorldRandom random)
    {
        string sides = Sides(place, random);
        return place.Kind switch
        {
            PlaceKind.Extreme when place.Horizontal != Side.None => random.Pick([$"far {sides}", $"{sides}most", $"furthest {sides}"]),
            PlaceKind.Extreme => $"very {sides}",
            PlaceKind.Corner => $"{sides} corner",
            _ => random.Pick([sides, $"on the {sides}"]),
        };
    }

    private static string Extreme(string text, Place place, WorldRandom random)
    {
        string side = Sides(place, random);
        if (place.Vertical == Side.None)
        {
            return random.Pick(
            [
                $"{side} {text}", $"{side} {text}", $"{side} {text}", $"{side}most {text}", $"far {side} {text}",
                $"{text} far {side}", $"{text} on far {side}", $"{text} on the far {side}", $"{text} at far {side}",
                $"{text} furthest to the {side}", $"{text} furthest {side}",
            ]);
        }

        string highest = place.Vertical == Side.Top ? "highest" : "lowest";
        string upper = place.Vertical == Side.Top ? "upper" : "lower";
        return random.Pick([$"{side} {text}", $"{side} {text}", $"{upper} {text}", $"{side}most {text}", $"{highest} {text}"]);
    }

    private static string OneSide(string text, Place place, WorldRandom random)
    {
        string side = Sides(place, random);
        return place.Vertical == Side.None
            ? random.Pick(
            [
                $"{text} on the {side}", $"{text} on the {side}", $"{text} on {side}", $"{text} on {side}", $"{text} {side}",
                $"{text} on {side} side", $"{text} on the {side} side", $"{text} to the {side}", $"{side} side {text}", $"{text} at {side}",
            ])
            : random.Pick(
            [
                $"{text} at the {side}", $"{text} at {side}", $"{text} on the {side}", $"{text} on {side}", $"{text} {side}",
                $"{text} near the {side}",
            ]);
    }

    private static string TwoSides(string text, Place place, WorldRandom random)
    {
        string sides = Sides(place, random);
        return random.Pick(
        [
            $"{sides} {text}", $"{sides} {text}", $"{text} {sides}", $"{text} on the {sides}", $"{text} at {sides}",
            $"{text} in the {sides}", $"{text} on {sides}",
        ]);
    }

    private static string InMiddle(string text, WorldRandom random) => random.Pick(
    [
        $"middle {text}", $"center {text}", $"{text} in the middle", $"{text} in middle", $"{text} in the center", $"{text} in center",
    ]);

    private static string InCorner(string text, Place place, WorldRandom random)
    {
        string sides = Sides(place, random);
        return random.Pick([$"{text} in the {sides} corner", $"{text} in {sides} corner", $"{sides} corner {text}"]);
    }

    private static string Ranked(string text, Place place, WorldRandom random)
    {
        string rank = place.Rank == 2 ? random.Pick(["second", "2nd"]) : random.Pick(["third", "3rd"]);
        string from = random.Pick(["from", "from the"]) + (place.Horizontal == Side.Left ? " left" : " right");
        return random.Chance(0.6) ? $"{rank} {text} {from}" : $"{text} {rank} {from}";
    }

    /// <summary>"left", "top", "upper right".</summary>
    private static string Sides(Place place, WorldRandom random)
    {
        string horizontal = place.Horizontal switch { Side.Left => "left", Side.Right => "right", _ => "" };
        bool alone = place.Horizontal == Side.None;
        string vertical = place.Vertical switch
        {
            Side.Top => alone || random.Chance(0.65) ? "top" : "upper",
            Side.Bottom => alone || random.Chance(0.65) ? "bottom" : "lower",
            _ => "",
        };
        return $"{vertical} {horizontal}".Trim();
    }
}
