namespace Referent.Data.World.Language;

/// <summary>Words and what they mean.</summary>
/// <param name="Text">Lower case, words separated by single spaces, no punctuation.</param>
/// <param name="Meaning">Their logical form.</param>
internal sealed record Phrase(string Text, Description Meaning);
