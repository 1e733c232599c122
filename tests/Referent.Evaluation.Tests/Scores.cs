namespace Referent.Evaluation.Tests;

/// <summary>Scores that need no dataset.</summary>
internal static class Scores
{
    /// <summary>A score with an IoU in hundredths, in a picture of its own unless given.</summary>
    public static SampleScore Of(long sentence, int percent, string text = "the fox", long area = 100, long? image = null, bool missing = false) => new()
    {
        SentenceId = sentence,
        RefId = sentence,
        ImageId = image ?? sentence,
        Sentence = text,
        Category = "fox",
        ObjectArea = area,
        Intersection = percent,
        Union = 100,
        UnionConvention = new MaskPair(percent, 100),
        Missing = missing,
    };
}
