using Referent.Imaging.Geometry;

namespace Referent.Data.World.Composition;

/// <summary>Finds a place for every member of a cast: mostly apart, some overlapping a little.</summary>
internal static class Arranger
{
    /// <summary>Share of objects that may overlap others. Chosen: occlusion as an exception, so that most referents stay whole.</summary>
    private const double OverlappingShare = 0.4;

    /// <summary>How much of the smaller of two boxes may overlap, for such an object and for the others.</summary>
    private const double LooseOverlap = 0.4;

    private const double TightOverlap = 0.04;

    private const int Tries = 25;

    /// <summary>Places a cast in order, later members above earlier ones, shrinking what finds no room.</summary>
    /// <returns>As many placements as members, or null where there was no room.</returns>
    public static List<Placement>? Place(IReadOnlyList<CastMember> cast, ImageSize canvas, WorldRandom random)
    {
        List<Placement> placed = [];
        foreach (CastMember member in cast)
        {
            if (PlaceOne(member, placed, canvas, random) is not { } placement)
            {
                return null;
            }

            placed.Add(placement);
        }

        return placed;
    }

    /// <summary>One big object near the centre.</summary>
    public static Placement Centre(CastMember member, ImageSize canvas, WorldRandom random)
    {
        double jitter = (1 - member.Size) / 2 * 0.6;
        double x = (0.5 + random.Between(-jitter, jitter)) * canvas.Width;
        double y = (0.5 + random.Between(-jitter, jitter)) * canvas.Height;
        return new Placement(member.Class, member.Variant, x, y, member.Size * Side(canvas), Tilt(random), random.Chance(0.5));
    }

    private static Placement? PlaceOne(CastMember member, List<Placement> placed, ImageSize canvas, WorldRandom random)
    {
        double allowed = random.Chance(OverlappingShare) ? LooseOverlap : TightOverlap;
        double angle = Tilt(random);
        bool mirrored = random.Chance(0.5);
        double longSide = member.Size * Side(canvas);
        for (int shrink = 0; shrink < 3; shrink++, longSide *= 0.88)
        {
            for (int i = 0; i < Tries; i++)
            {
                Placement trial = new(member.Class, member.Variant, 0, 0, longSide, angle, mirrored);
                double insetX = Math.Min(trial.HalfWidth * 0.92, canvas.Width / 2.0);
                double insetY = Math.Min(trial.HalfHeight * 0.92, canvas.Height / 2.0);
                trial = trial with
                {
                    CentreX = random.Between(insetX, canvas.Width - insetX),
                    CentreY = random.Between(insetY, canvas.Height - insetY),
                };
                if (placed.TrueForAll(other => Overlap(trial, other) <= allowed))
                {
                    return trial;
                }
            }
        }

        return null;
    }

    /// <summary>Intersection of the two boxes over the smaller box.</summary>
    private static double Overlap(Placement a, Placement b)
    {
        double width = Math.Min(a.CentreX + a.HalfWidth, b.CentreX + b.HalfWidth) - Math.Max(a.CentreX - a.HalfWidth, b.CentreX - b.HalfWidth);
        double height = Math.Min(a.CentreY + a.HalfHeight, b.CentreY + b.HalfHeight) - Math.Max(a.CentreY - a.HalfHeight, b.CentreY - b.HalfHeight);
        double smaller = 4 * Math.Min(a.HalfWidth * a.HalfHeight, b.HalfWidth * b.HalfHeight);
        return width <= 0 || height <= 0 ? 0 : width * height / smaller;
    }

    /// <summary>Mostly nearly upright, at times leaning by up to 40 degrees.</summary>
    private static double Tilt(WorldRandom random) => Math.PI / 180 * (random.Chance(0.75) ? random.Between(-10, 10) : random.Between(-40, 40));

    private static double Side(ImageSize canvas) => Math.Min(canvas.Height, canvas.Width);
}
