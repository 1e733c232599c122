using Referent.Data;
using Referent.Imaging;
using Referent.Imaging.Drawing;
using Referent.Imaging.Geometry;
using Referent.Imaging.Masks;
using Referent.Models.PointPrompting;
using Referent.Models.Sam;
using Referent.Torch;
using Referent.Training.Labels;
using Referent.Training.Ppt.Data;

namespace Referent.Training.Ppt;

/// <summary>What the generator says of some training samples after a stage, as a sheet of pictures: points and mask of the referent.</summary>
internal sealed class SamplePictures(PptDataset dataset, FrozenModels frozen, GenerateSamples generate, bool multimask)
{
    /// <summary>The folder in the run directory.</summary>
    public const string FolderName = "samples";

    /// <summary>Writes <c>samples/NUMBER-NAME.jpg</c>: of each set a row.</summary>
    public void Write(string runDirectory, int number, string stage, IEnumerable<string> sets)
    {
        using NoGrad noGrad = NoGrad.Begin();
        using TensorScope scope = TensorScope.Begin();
        PointSample[] samples = [.. sets.SelectMany(set => Spread.Evenly(dataset.Sets[set], PictureSheet.Columns))];
        (PointPrompts prompts, Tensor embedding) = generate(samples);
        long[] best = prompts.ScoreLogits.ArgMax(1).ToArray<long>();
        ContactSheetCell[] cells = [.. samples.Select((sample, i) => Draw(sample, Of(prompts, i, best[i]), embedding.Narrow(0, i, 1)))];
        string path = Path.Combine(Directory.CreateDirectory(Path.Combine(runDirectory, FolderName)).FullName, $"{number}-{stage}.jpg");
        PictureSheet.Write(path, cells);
    }

    private ContactSheetCell Draw(PointSample sample, (float[] Coordinates, float[] Positive) query, Tensor embedding)
    {
        RgbImage picture = dataset.Picture(sample.Picture);
        LabelledPoint[] points = [.. query.Positive.Select((logit, i) => new LabelledPoint(
            new ImagePoint(query.Coordinates[2 * i] * picture.Width, query.Coordinates[(2 * i) + 1] * picture.Height), logit > 0))];
        using SamImage image = new(embedding, ResizePlan.LongestSide(picture.Size, frozen.Sam.Config.ImageSize));
        BinaryMask mask = new SamPredictor(frozen.Sam).Predict(image, points, multimask).Mask;
        return new ContactSheetCell(Overlay.Draw(picture, mask, points), sample.Expression);
    }

    private static (float[] Coordinates, float[] Positive) Of(PointPrompts prompts, int sample, long query)
    {
        float[] Values(Tensor all) => all.Select(0, sample).Select(0, query).ToArray<float>();
        return (Values(prompts.Coordinates), Values(prompts.PositiveLogits));
    }
}
