namespace Referent.Data.World.Language;

/// <summary>Draws what people might write about an object. A draw may be ambiguous or untrue: the resolver sorts these out.</summary>
internal interface IGrammar
{
    /// <summary>The dataset's folder name.</summary>
    string Dataset { get; }

    /// <returns>Words with their logical form, or null where this draw led nowhere.</returns>
    Phrase? Draw(Scene scene, SceneObject target, WorldRandom random);
}
