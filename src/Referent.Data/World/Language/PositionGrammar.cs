namespace Referent.Data.World.Language;

/// <summary>The grammar of dataset "world": short, as in RefCOCO; absolute places allowed.</summary>
internal sealed class PositionGrammar : IGrammar
{
    private static readonly HeadShares Plain = new(Synonym: 0.22, Broader: 0.12, Colour: 0.35, Size: 0.12, One: 0);
    private static readonly HeadShares Placed = new(Synonym: 0.2, Broader: 0.12, Colour: 0.15, Size: 0, One: 0.12);

    public string Dataset => "world";

    public Phrase? Draw(Scene scene, SceneObject target, WorldRandom random)
    {
        if (random.Chance(0.35))
        {
            Head plain = Plain.Draw(scene, target, random);
            return new Phrase(plain.WithArticle(random, definite: 0.25, indefinite: 0.03), plain.Meaning);
        }

        Head head = Placed.Draw(scene, target, random);
        Place place = PlaceWords.Draw(target, random);
        string text = PlaceWords.Write(head, place, random);
        bool canTakeArticle = !text.StartsWith("on ", StringComparison.Ordinal) && text != "one";
        return new Phrase(canTakeArticle && random.Chance(0.2) ? $"the {text}" : text, head.Meaning with { Place = place });
    }
}
