namespace Referent.Evaluation;

/// <summary>How well a part of the sentences was done.</summary>
/// <param name="Name">What they have in common.</param>
/// <param name="Sentences">How many there are, at least one.</param>
/// <param name="MeanIou">Over these sentences.</param>
/// <param name="MeanIouInterval">95 % interval, images resampled.</param>
public sealed record GroupScore(string Name, int Sentences, double MeanIou, Interval MeanIouInterval)
{
    internal static GroupScore Of(string name, IReadOnlyList<SampleScore> samples) => new(
        name, samples.Count, samples.Average(sample => sample.Iou), Bootstrap.MeanInterval(samples.Select(sample => (sample.ImageId, sample.Iou))));
}
