using Referent.Data.World.Packs;

namespace Referent.Data.World.Composition;

/// <summary>Draws who appears in a scene: 3 to 7 objects, mostly with two or three of one class, as RefCOCO chose its pictures.</summary>
/// <param name="pack">The sprites.</param>
/// <param name="mayAppear">The classes to draw from.</param>
internal sealed class SceneCast(SpritePack pack, Func<SpriteClass, bool> mayAppear)
{
    /// <summary>Chosen: in RefCOCO about half of the referents are people; the pack has many more things than people.</summary>
    private static readonly double[] KindWeights = [0.2, 0.35, 0.45];

    /// <summary>Weights of 3, 4, 5, 6 and 7 objects.</summary>
    private static readonly double[] CountWeights = [0.15, 0.25, 0.25, 0.2, 0.15];

    private readonly SpriteClass[][] _byKind =
        [.. Enum.GetValues<SpriteKind>().Select(kind => pack.Classes.Where(entry => entry.Kind == kind && mayAppear(entry)).ToArray())];

    /// <param name="random">The scene's stream.</param>
    /// <param name="isReferent">Which classes the scene's referents must be of; most of the cast is drawn from them.</param>
    public List<CastMember> Draw(WorldRandom random, Func<SpriteClass, bool> isReferent)
    {
        int count = 3 + random.PickWeighted(CountWeights);
        double largest = count <= 4 ? 0.5 : count == 5 ? 0.42 : 0.36;
        List<CastMember> cast = [];
        HashSet<SpriteClass> used = [];
        double[] groupChances = [0.85, 0.35];
        while (cast.Count < count)
        {
            SpriteClass entry = DrawClass(random, cast.Count < 3 || random.Chance(0.6) ? isReferent : _ => true, used);
            bool grouped = random.Chance(used.Count <= groupChances.Length ? groupChances[used.Count - 1] : 0);
            int copies = Math.Min(grouped ? random.Chance(0.7) ? 2 : 3 : 1, count - cast.Count);
            AddGroup(cast, entry, copies, largest, random);
        }

        random.Shuffle(cast);
        return cast;
    }

    /// <summary>A class that suits and is not used yet; any class where there is none left.</summary>
    private SpriteClass DrawClass(WorldRandom random, Func<SpriteClass, bool> suits, HashSet<SpriteClass> used)
    {
        SpriteClass[][] choices = [.. _byKind.Select(classes => classes.Where(entry => suits(entry) && !used.Contains(entry)).ToArray())];
        if (choices.All(classes => classes.Length == 0))
        {
            choices = _byKind;
        }

        double[] weights = [.. KindWeights.Select((weight, kind) => choices[kind].Length > 0 ? weight : 0)];
        SpriteClass drawn = random.Pick(choices[random.PickWeighted(weights)]);
        used.Add(drawn);
        return drawn;
    }

    /// <summary>Adds members of one class: half of the time all in one colouring, half of the time of clearly different sizes.</summary>
    private void AddGroup(List<CastMember> cast, SpriteClass entry, int copies, double largest, WorldRandom random)
    {
        SpriteVariant shared = CastMember.VariantOf(pack, entry, random);
        bool sameColour = random.Chance(0.5);
        bool sameSize = random.Chance(0.5);
        double size = random.BetweenLog(0.2, largest);
        for (int i = 0; i < copies; i++)
        {
            SpriteVariant variant = sameColour || i == 0 ? shared : CastMember.VariantOf(pack, entry, random);
            double factor = sameSize || copies == 1 ? random.Between(0.93, 1.07)
                : i % 2 == 0 ? random.Between(1.15, 1.4)
                : random.Between(0.65, 0.85);
            cast.Add(new CastMember(entry, variant, Math.Clamp(size * factor, 0.16, 0.55)));
        }
    }
}
