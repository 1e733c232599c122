namespace Referent.Data.World.Language;

/// <summary>Chooses a scene's referents and writes their sentences: only such as the resolver proves to be about the referent alone.</summary>
internal sealed class Annotator(IGrammar grammar, Typist typist)
{
    public const int FewestReferents = 3;

    public const int FewestSentences = 3;

    /// <summary>Draws per object after which it is given up.</summary>
    private const int Tries = 60;

    /// <summary>Least visible share and visible pixels (of 256 x 256) of a referent. Chosen: one can still see what it is.</summary>
    private const double LeastVisible = 0.6;

    private const int FewestPixels = 400;

    public string Dataset => grammar.Dataset;

    /// <summary>Three to five referents with three or four sentences each, in the order of the scene's objects.</summary>
    /// <param name="scene">The scene.</param>
    /// <param name="mayRefer">Which objects may be referents.</param>
    /// <param name="random">The stream of this scene and dataset.</param>
    /// <returns>Null where the scene has too few objects that can be told apart.</returns>
    public IReadOnlyList<ReferredObject>? Annotate(Scene scene, Func<SceneObject, bool> mayRefer, WorldRandom random)
    {
        List<SceneObject> candidates =
        [
            .. scene.Objects.Where(entry =>
                mayRefer(entry) && scene.VisibleFraction(entry) >= LeastVisible && scene.VisibleArea(entry) >= FewestPixels),
        ];
        random.Shuffle(candidates);
        int wanted = FewestReferents + random.PickWeighted([0.6, 0.25, 0.15]);
        List<ReferredObject> referents = [];

        // Those with others of their class come first, as RefCOCO's annotators were given objects of classes that occur more than once.
        foreach (SceneObject target in candidates.OrderBy(entry => scene.Objects.Count(other => other.Class == entry.Class) > 1 ? 0 : 1))
        {
            if (referents.Count < wanted && SentencesFor(scene, target, random) is { } sentences)
            {
                referents.Add(new ReferredObject(target, sentences));
            }
        }

        return referents.Count >= FewestReferents ? [.. referents.OrderBy(referent => referent.Target.Index)] : null;
    }

    private List<Sentence>? SentencesFor(Scene scene, SceneObject target, WorldRandom random)
    {
        int wanted = FewestSentences + (random.Chance(0.25) ? 1 : 0);
        List<Sentence> sentences = [];
        for (int i = 0; i < Tries && sentences.Count < wanted; i++)
        {
            if (grammar.Draw(scene, target, random) is not { } phrase
                || Resolver.Resolve(scene, phrase.Meaning) != target
                || scene.Lexicon.MisreadsIn(phrase))
            {
                continue;
            }

            string text = typist.Type(phrase.Text, random);
            if (sentences.TrueForAll(known => known.Text != text))
            {
                sentences.Add(new Sentence(Typist.Raw(text, random), text, phrase.Meaning));
            }
        }

        return sentences.Count >= FewestSentences ? sentences : null;
    }
}
