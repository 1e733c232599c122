namespace Referent.Data.World.Language;

/// <summary>An expression as a dataset stores it.</summary>
/// <param name="Raw">As typed.</param>
/// <param name="Text">Lower case, without punctuation; its words are the tokens.</param>
/// <param name="Meaning">The logical form that was proven to single out the referent.</param>
internal sealed record Sentence(string Raw, string Text, Description Meaning);

/// <summary>An object with its sentences in one dataset.</summary>
internal sealed record ReferredObject(SceneObject Target, IReadOnlyList<Sentence> Sentences);
