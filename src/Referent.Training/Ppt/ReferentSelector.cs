using System.Text.Json;
using Referent.Formats;
using Referent.Imaging.Geometry;
using Referent.Imaging.Masks;
using Referent.Models.PointPrompting;
using Referent.Models.Sam;
using Referent.Torch;
using Referent.Training.Foundations;
using Referent.Training.Loop;
using Referent.Training.Ppt.Data;
using Referent.Training.Ppt.Objective;

namespace Referent.Training.Ppt;

/// <summary>What the generator says of samples, evaluated or trained.</summary>
/// <param name="samples">B of them.</param>
/// <returns>Its prompts, and SAM's embeddings [B, C, G, G]; of the innermost scope.</returns>
internal delegate (PointPrompts Prompts, Tensor Embedding) GenerateSamples(IReadOnlyList<PointSample> samples);

/// <summary>
/// Chooses the referent among the candidates of samples: the candidate that overlaps most with the mask of the highest-scored query. Source:
/// PPT, section 3.3, Select. Differs, where the paper is silent: below a least overlap nobody is chosen; samples of one ref choose together, by the
/// mean of their overlaps.
/// </summary>
internal sealed class ReferentSelector(SamModel sam, GenerateSamples generate, double minIou, bool multimask)
{
    /// <summary>The folder of choices in the run directory, a file for each round and set.</summary>
    public const string FolderName = "selections";

    private const int BatchSize = 48;

    /// <summary>
    /// The samples with their referents chosen; the choice of a round is made once, and read where an interrupted run goes on in it.
    /// </summary>
    /// <param name="samples">Whose candidates have no referent yet.</param>
    /// <param name="runDirectory">Where choices are kept.</param>
    /// <param name="name">Of stage, round and set.</param>
    /// <exception cref="RunDirectoryException">The choice that is there is of other samples.</exception>
    public List<PointSample> Choose(List<PointSample> samples, string runDirectory, string name)
    {
        string path = Path.Combine(Directory.CreateDirectory(Path.Combine(runDirectory, FolderName)).FullName, $"{name}.json");
        if (!File.Exists(path))
        {
            int[] made = Choose(samples);
            WholeFile.WriteText(path, JsonSerializer.Serialize(made));
        }

        int[] chosen = JsonSerializer.Deserialize<int[]>(File.ReadAllText(path))!;
        return chosen.Length == samples.Count
            ? [.. samples.Zip(chosen, WithReferent)]
            : throw new RunDirectoryException($"{path} chooses for {chosen.Length} samples, and there are {samples.Count}: labels are others now.");
    }

    /// <summary>The sample with the chosen candidate as its referent; with none where the choice is -1.</summary>
    private static PointSample WithReferent(PointSample sample, int choice) =>
        sample with { Candidates = [.. sample.Candidates.Select((item, i) => item with { Score = i == choice ? 1 : 0 })] };

    /// <summary>For each sample the index of the candidate chosen, or -1.</summary>
    private int[] Choose(List<PointSample> samples)
    {
        using NoGrad noGrad = NoGrad.Begin();
        List<double[]> overlaps = [];
        foreach (PointSample[] batch in samples.Chunk(BatchSize))
        {
            using TensorScope scope = TensorScope.Begin();
            (PointPrompts prompts, Tensor embedding) = generate(batch);
            BinaryMask[] answers = Answers(prompts, embedding, [.. batch.Select(sample => Plan(sample).Resized)]);
            overlaps.AddRange(batch.Select((sample, i) => Overlaps(sample, answers[i])));
        }

        int[] chosen = new int[samples.Count];
        foreach (var together in samples.Index().GroupBy(item => (item.Item.Ref, Alone: item.Item.Ref is null ? item.Index : -1)))
        {
            int[] members = [.. together.Select(item => item.Index)];
            int best = Best([.. overlaps[members[0]].Select((_, candidate) => members.Average(member => overlaps[member][candidate]))]);
            Array.ForEach(members, member => chosen[member] = best);
        }

        return chosen;
    }

    /// <summary>The mask of each sample's highest-scored query, at the resolution of SAM's logits.</summary>
    private BinaryMask[] Answers(PointPrompts prompts, Tensor embedding, ImageSize[] frames)
    {
        // Axes: B samples, M points.
        (long b, long m, int side) = (prompts.ScoreLogits.Size(0), prompts.PositiveLogits.Size(2), sam.Config.MaskSide);
        Tensor best = prompts.ScoreLogits.ArgMax(1).Reshape(b, 1, 1);
        Tensor labels = prompts.PositiveLogits.Gather(1, best.Expand(b, 1, m)).Squeeze(1);                                     // [B, M]
        Tensor coordinates = prompts.Coordinates.Reshape(b, -1, 2 * m).Gather(1, best.Expand(b, 1, 2 * m)).Reshape(b, m, 2);
        Tensor sizes = Tensor.From<float>([.. frames.SelectMany(frame => (float[])[frame.Width, frame.Height])], [b, 1, 2], coordinates.Device);
        SamPrompts points = new() { Points = coordinates * sizes, Labels = labels.GreaterThan(0).To(DType.Int64) };
        byte[] masks = sam.Decode(embedding, points, multimask).Best().GreaterThan(0).To(DType.UInt8).ToArray<byte>();
        ImageSize size = new(side, side);
        return [.. masks.Chunk(side * side).Select(pixels => new BinaryMask(size, pixels))];
    }

    private int Best(double[] overlaps)
    {
        int best = Array.IndexOf(overlaps, overlaps.Max());
        return overlaps[best] >= minIou ? best : -1;
    }

    /// <summary>Of each candidate with the answer.</summary>
    private double[] Overlaps(PointSample sample, BinaryMask answer)
    {
        ResizePlan plan = Plan(sample);
        IEnumerable<float[]> shares = sample.Candidates.Select(item => MaskDownsampling.AreaAverage(item.Mask.ToMask(), plan, answer.Width));
        return [.. shares.Select(candidate => Overlap(candidate, answer))];
    }

    private ResizePlan Plan(PointSample sample) => ResizePlan.LongestSide(sample.Candidates[0].Mask.Size, sam.Config.ImageSize);

    /// <summary>Intersection over union of a candidate, at one half, and the answer.</summary>
    private static double Overlap(float[] candidate, BinaryMask answer)
    {
        BinaryMask covered = new(answer.Size, [.. candidate.Select(share => (byte)(share > 0.5f ? 1 : 0))]);
        return MaskAlgebra.IntersectionOverUnion(RunLengthMask.FromMask(covered), RunLengthMask.FromMask(answer));
    }
}
