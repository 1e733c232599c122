namespace Referent.Data.Text;

/// <summary>A text as the ids of a text encoder's input row.</summary>
/// <param name="Ids">[contextLength]: start of text, the text's ids, end of text, then zeros.</param>
/// <param name="Length">Ids up to and including the first end of text, 2 to contextLength. The encoder is causal and its output is read at
/// that position, so nothing after it matters.</param>
/// <param name="Truncated">Whether the text was too long and was cut; the last id is then the end of text, unless
/// <see cref="TextCut.AsReleased"/> was asked for.</param>
public sealed record TokenizedText(int[] Ids, int Length, bool Truncated);
