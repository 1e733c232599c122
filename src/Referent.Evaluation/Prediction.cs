using Referent.Imaging.Geometry;
using Referent.Imaging.Masks;
using Referent.Imaging.Responses;

namespace Referent.Evaluation;

/// <summary>What a method says of one sentence: a mask, or the map of responses that a mask is to be made from.</summary>
public sealed record Prediction
{
    private Prediction(long sentenceId) => SentenceId = sentenceId;

    /// <summary>The dataset's <c>sent_id</c>.</summary>
    public long SentenceId { get; }

    /// <summary>File and line it was read from, for messages; null where it was not.</summary>
    public string? Place { get; init; }

    /// <summary>Of the picture's own size; null where there is a <see cref="Map"/>.</summary>
    public RunLengthMask? Mask { get; private init; }

    /// <summary>The pixel with the method's highest score; null where it gives a mask alone, or a map, which has its own.</summary>
    public PixelPosition? Peak { get; private init; }

    /// <summary>Of any size; null where there is a <see cref="Mask"/>.</summary>
    public ResponseMap? Map { get; private init; }

    public static Prediction Of(long sentenceId, RunLengthMask mask, PixelPosition? peak = null) => new(sentenceId) { Mask = mask, Peak = peak };

    public static Prediction Of(long sentenceId, ResponseMap map) => new(sentenceId) { Map = map };

    /// <summary>The mask and the peak at a picture's size.</summary>
    /// <param name="picture">The size; a mask is not resized to it.</param>
    /// <param name="rules">For a map.</param>
    internal (RunLengthMask Mask, PixelPosition? Peak) At(ImageSize picture, ResponseRules rules)
    {
        if (Map is null)
        {
            return (Mask!, Peak);
        }

        (BinaryMask mask, PixelPosition peak) = Map.Predict(picture, rules);
        return (RunLengthMask.FromMask(mask), peak);
    }
}
