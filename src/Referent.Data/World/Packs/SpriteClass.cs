namespace Referent.Data.World.Packs;

/// <summary>A class of sprites and the words people have for it. All words are lower case, one to three words long, without punctuation.</summary>
/// <param name="Index">Position in the pack, from 0.</param>
/// <param name="Name">The plain name, unique in the pack; also the folder name in the object-centric set.</param>
/// <param name="Kind">Person, animal or thing.</param>
/// <param name="Number">How the name counts.</param>
/// <param name="Synonyms">Other names of the same class.</param>
/// <param name="Broader">Nouns that are true of the class beside its names, such as "fruit".</param>
/// <param name="Disputed">Nouns that some would use and others not; a sentence with such a noun never tells this class apart from another.</param>
public sealed record SpriteClass(
    int Index,
    string Name,
    SpriteKind Kind,
    GrammaticalNumber Number,
    IReadOnlyList<string> Synonyms,
    IReadOnlyList<string> Broader,
    IReadOnlyList<string> Disputed);
