using Referent.Data.World.Colours;
using Referent.Data.World.Packs;

namespace Referent.Data.World.Language;

/// <summary>A noun with its adjectives, and the parts to build other word orders from.</summary>
/// <param name="Noun">The noun; null for "one".</param>
/// <param name="SizeText">As written, such as "bigger"; null for none.</param>
/// <param name="ColourText">As written, such as "grey"; null for none.</param>
/// <param name="Meaning">The logical form.</param>
internal sealed record Head(Noun? Noun, string? SizeText, string? ColourText, Description Meaning)
{
    /// <summary>"small red apple".</summary>
    public string Text => string.Join(' ', ((string?[])[SizeText, ColourText, NounText]).Where(word => word is not null));

    /// <summary>The noun or "one".</summary>
    public string NounText => Noun?.Text ?? "one";

    /// <summary>Whether "a" or "an" may stand before it.</summary>
    public bool TakesIndefinite => Noun is { Number: GrammaticalNumber.Count };

    /// <summary>"are" for "scissors", else "is".</summary>
    public string Verb => Noun is { Number: GrammaticalNumber.Plural } ? "are" : "is";

    /// <summary>With "the", "a" or no article.</summary>
    public string WithArticle(WorldRandom random, double definite, double indefinite)
    {
        double draw = random.NextDouble();
        bool mayBeIndefinite = TakesIndefinite && SizeText is null or "big" or "small" or "large";
        return draw < definite ? $"the {Text}"
            : draw < definite + indefinite && mayBeIndefinite ? $"{Noun.ArticleBefore(Text)} {Text}"
            : Text;
    }
}

/// <summary>How often a head gets what. Shares in [0, 1].</summary>
/// <param name="Synonym">A synonym instead of the name.</param>
/// <param name="Broader">A broader noun instead of the name.</param>
/// <param name="Colour">A colour word, where one is true of the object; never for people.</param>
/// <param name="Size">A size.</param>
/// <param name="One">"one" instead of a noun.</param>
internal sealed record HeadShares(double Synonym, double Broader, double Colour, double Size, double One)
{
    public Head Draw(Scene scene, SceneObject target, WorldRandom random)
    {
        Noun? noun = NounFor(target.Class, random);
        ColourName? colour = target.Class.Kind != SpriteKind.Person && random.Chance(Colour) ? target.Colours.Name : null;
        Description meaning = new() { Noun = noun?.Text, Colour = colour };
        string? colourWord = colour is null ? null : ColourWordFor(colour.Value, random);
        if (!random.Chance(Size))
        {
            return new Head(noun, null, colourWord, meaning);
        }

        SizeWord size = (target.LongSide > 0.3) == random.Chance(0.9) ? SizeWord.Big : SizeWord.Small;
        int rivals = scene.Objects.Count(entry => Resolver.IsCandidate(scene, meaning, entry));
        return new Head(noun, SizeWordFor(size, rivals, random), colourWord, meaning with { Size = size });
    }

    private Noun? NounFor(SpriteClass entry, WorldRandom random)
    {
        double draw = random.NextDouble();
        if (draw < One)
        {
            return null;
        }

        Noun[] choices = draw < One + Synonym ? [.. Noun.SynonymsOf(entry)] : draw < One + Synonym + Broader ? [.. Noun.BroaderOf(entry)] : [];
        return choices.Length > 0 ? random.Pick(choices) : Noun.NameOf(entry);
    }

    /// <summary>Comparatives and superlatives only where there is something to compare with.</summary>
    private static string SizeWordFor(SizeWord size, int rivals, WorldRandom random) => (size, rivals) switch
    {
        (SizeWord.Big, <= 1) => random.Pick(["big", "large"]),
        (SizeWord.Big, 2) => random.Pick(["big", "large", "bigger", "larger", "biggest"]),
        (SizeWord.Big, _) => random.Pick(["big", "biggest", "largest"]),
        (_, <= 1) => random.Pick(["small", "little", "tiny"]),
        (_, 2) => random.Pick(["small", "little", "smaller", "smaller", "smallest"]),
        _ => random.Pick(["small", "smallest", "smallest", "tiny"]),
    };

    private static string ColourWordFor(ColourName colour, WorldRandom random) =>
        colour == ColourName.Gray && random.Chance(0.4) ? "grey" : colour.ToString().ToLowerInvariant();
}
