using Referent.Models.Tris;
using Referent.Torch;
using Referent.Training.Losses;

namespace Referent.Training.Tris;

/// <summary>The loss of the first stage. Source: TRIS, equations (6) to (8), and the official program.</summary>
internal sealed class TrisStage1Objective(TrisStage1TrainingConfig config, TrisStage1 model, MapJudge judge)
{
    /// <returns>The loss, rank 0, the innermost scope's, and its unweighted terms by name.</returns>
    public (Tensor Loss, Dictionary<string, double> Terms) Compute(TrisBatch batch)
    {
        // Axes: B pictures, N texts asked of each, T texts encoded, h = w = S / 32.
        int pictures = batch.OwnJudged.Count, asked = batch.Asked.Length / pictures;
        Tensor images = Tensor.From(batch.Planes, pictures, 3, config.ImageSize, config.ImageSize);
        Tensor texts = model.EncodeText(batch.Texts.ToTensor());                                                         // [T, C]
        Tensor questions = config.Negatives is null
            ? texts
            : texts.IndexSelect(0, Tensor.From(batch.Asked, batch.Asked.Length)).Reshape(pictures, asked, -1);          // [B, N, C]
        Tensor responses = model.Respond(model.EncodeImage(images, training: true), questions, TextContext.Together);   // [B, N, h, w]
        Tensor scores = ClassificationScore.Compute(responses);                                                         // [B, N]
        Tensor classification = TrisLosses.Classification(scores, Tensor.From(batch.Own, pictures, asked));
        Tensor loss = classification * config.Loss.Classification;
        Dictionary<string, double> terms = new()
        {
            ["classification"] = classification.Item(),
            ["ownTop"] = OwnTop(scores.ArgMax(1).ToArray<long>(), batch.Own, asked),
        };
        if (config.Loss.Own > 0 || config.Loss.PictureNegatives > 0)
        {
            Tensor shown = judge.See(images, OwnMaps(responses));                                                       // [B, E]
            if (config.Loss.Own > 0)
            {
                Tensor own = TrisLosses.PositiveCalibration(shown, judge.Read(batch.OwnJudged.ToTensor()));
                terms["own"] = own.Item();
                loss += own * config.Loss.Own;
            }

            if (config.Loss.PictureNegatives > 0)
            {
                Tensor others = judge.Read(batch.OthersJudged!.ToTensor()).Reshape(pictures, config.PictureNegatives, -1);
                Tensor negatives = TrisLosses.NegativeCalibration(shown, others, config.NegativeReduction);
                terms["pictureNegatives"] = negatives.Item();
                loss += negatives * config.Loss.PictureNegatives;
            }
        }

        terms["loss"] = loss.Item();
        return (loss, terms);
    }

    /// <summary>Through what the judge sees each picture: [B, 1, S, S], the map of its own text.</summary>
    private Tensor OwnMaps(Tensor responses)
    {
        using TensorScope scope = TensorScope.Begin();
        (long pictures, long asked) = (responses.Size(0), responses.Size(1));
        long[] rows = [.. Enumerable.Range(0, (int)pictures).Select(i => (i * asked) + (config.Negatives is null ? i : 0))];
        Tensor own = responses.Reshape(pictures * asked, 1, responses.Size(2), responses.Size(3)).IndexSelect(0, Tensor.From(rows, pictures));
        Tensor maps = own.ResizeBilinear(config.ImageSize, config.ImageSize);
        return scope.Keep(config.Shade == CalibrationShade.Sigmoid ? maps.Sigmoid() : maps);
    }

    /// <summary>Share of pictures whose best text is their own.</summary>
    private static double OwnTop(long[] best, float[] own, int asked) => best.Select((text, i) => own[(i * asked) + text] > 0 ? 1.0 : 0.0).Average();
}
