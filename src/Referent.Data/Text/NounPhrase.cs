namespace Referent.Data.Text;

/// <summary>A base noun phrase of a referring expression: something that could be pointed at.</summary>
/// <param name="Text">
/// The phrase as it is written, from its first modifier to its head, without article, possessor or quantifier: "red umbrella".
/// </param>
/// <param name="Head">Its head noun as it is written: "umbrella".</param>
/// <param name="Start">Index of the phrase's first character in the expression.</param>
public sealed record NounPhrase(string Text, string Head, int Start);
