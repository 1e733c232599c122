using Referent.Formats;
using Referent.Models.PointPrompting;
using Referent.Training.Loop;
using Referent.Training.Ppt.Data;

namespace Referent.Training.Ppt;

/// <summary>How a point generator is trained. Source: PPT, sections 3.2 to 4.1, where not said otherwise.</summary>
public sealed record PptConfig
{
    public long Seed { get; init; } = 1;

    /// <summary>Name or folder of the preset whose CLIP and SAM are frozen.</summary>
    public string Preset { get; init; } = "tiny";

    public PptSizes Model { get; init; } = new();

    /// <summary>Weights of an earlier run to begin from; empty begins afresh.</summary>
    public string Start { get; init; } = string.Empty;

    public PptPool Pool { get; init; } = new();

    public PptPrompting Prompting { get; init; } = new();

    public PptLossWeights Loss { get; init; } = new();

    /// <summary>Source: PPT, section 4.1: 64.</summary>
    public int BatchSize { get; init; } = 48;

    /// <summary>Peak of the cosine schedule. Source: PPT, section 4.1.</summary>
    public double LearningRate { get; init; } = 1e-3;

    public long WarmupSteps { get; init; } = 100;

    /// <summary>
    /// Adam's decay of squared gradients. Chosen: with 0.999 a batch that surprises after hundreds that do not moves everything at once, and runs
    /// fall apart in a single step (docs/results).
    /// </summary>
    public double Beta2 { get; init; } = 0.95;

    /// <summary>Largest L2 norm of all gradients together; 0 for none.</summary>
    public double ClipGradients { get; init; } = 1;

    /// <summary>Matrix products of the generator alone in BFloat16: faster where the device has such instructions.</summary>
    public bool BFloat16 { get; init; }

    public long CheckpointEvery { get; init; } = 250;

    /// <summary>Sets that no stage trains on, whatever its shares; a stage's other sets take their place.</summary>
    public IReadOnlyList<string> Without { get; init; } = [];

    /// <summary>One after another: what each trains on and for how long.</summary>
    public IReadOnlyList<PptStage> Stages { get; init; } =
    [
        new() { Name = "semantic", Steps = 400, Sets = new() { ["dSem"] = 1, ["hSem"] = 1 } },
        new() { Name = "ris", Steps = 2600, Sets = new() { ["dSem"] = 0.5, ["dRef"] = 2.5, ["hSem"] = 1 } },
    ];

    /// <exception cref="TrainingException">Values do not fit each other, or a stage names a set that there is not, or none.</exception>
    public void Validate()
    {
        if (Stages.SelectMany(stage => stage.Sets.Keys).Concat(Without).FirstOrDefault(name => !PptDataset.SetNames.Contains(name)) is { } unknown)
        {
            throw new TrainingException(
                $"There is no set {unknown} to train on; the nearest is {NearestName.Of(unknown, PptDataset.SetNames)}, "
                + $"known are {string.Join(", ", PptDataset.SetNames)}.");
        }

        foreach (PptStage stage in Stages)
        {
            if (stage.Steps > 0 && SetsOf(stage).Length == 0)
            {
                throw new TrainingException($"Stage {stage.Name} trains on nothing: no set of it has a share above 0 (sets, without).");
            }
        }

        if (Model.AdapterWidth > 0 && !Model.Responses)
        {
            throw new TrainingException("model.adapterWidth wants model.responses, which it adapts.");
        }

        if (Loss.Noun > 0 && Model.AdapterWidth == 0)
        {
            throw new TrainingException("loss.noun wants model.adapterWidth above 0: nothing else learns from it.");
        }

        if (Stages.FirstOrDefault(stage => stage.RoundSteps == 0 && SetsOf(stage).Any(set => set.Key == PptDataset.HGroup)) is { } unchosen)
        {
            throw new TrainingException($"Stage {unchosen.Name} trains on {PptDataset.HGroup}, so it wants roundSteps above 0.");
        }
    }

    /// <summary>The sets that a stage trains on, and their shares, above 0.</summary>
    internal KeyValuePair<string, double>[] SetsOf(PptStage stage) => [.. stage.Sets.Where(pair => pair.Value > 0 && !Without.Contains(pair.Key))];
}

/// <summary>One stage of the curriculum.</summary>
public sealed record PptStage
{
    public string Name { get; init; } = "stage";

    public long Steps { get; init; }

    /// <summary>
    /// Share of the mask terms' weights; 0 decodes no mask, a third of the work. Chosen: SAM's encoding of positions makes the masks' gradient
    /// to a point that is far off mere noise, so points are learnt first (docs/results).
    /// </summary>
    public double MaskShare { get; init; } = 1;

    /// <summary>Peak of a cosine schedule of the stage's own; 0 goes on along the run's.</summary>
    public double LearningRate { get; init; }

    /// <summary>
    /// Steps between two choices of the referents of hRef and hGroup by the generator itself; a round longer than the stage chooses once. 0 for none:
    /// of hRef those of the last stage that chose stay, and before any choice all candidates count alike; hGroup wants a choice.
    /// </summary>
    public long RoundSteps { get; init; }

    /// <summary>Overlap of a candidate with the generator's answer, of hGroup the mean with all answers, from which it may be chosen.</summary>
    public double MinOverlap { get; init; } = 0.3;

    /// <summary>Sets by name (dSem, dRef, dNone, hSem, hRef, hGroup) and their shares of a batch, in any unit.</summary>
    public Dictionary<string, double> Sets { get; init; } = [];
}

/// <summary>Sizes of the generator and what it sees.</summary>
public sealed record PptSizes
{
    /// <summary>Pixels a side of the picture, or of each tile of it, that CLIP sees for the generator; 0 means its native size.</summary>
    public int ImageSize { get; init; }

    /// <summary>CLIP sees so many tiles along each side of the picture; 1 shows it whole.</summary>
    public int Tiles { get; init; } = 2;

    /// <summary>Blocks of the image tower whose output is a stage, from 1.</summary>
    public IReadOnlyList<int> Blocks { get; init; } = [2, 4, 6];

    /// <summary>Whether the last stage is CLIP Surgery's local path instead of the tower's own last block.</summary>
    public bool SurgeryStage { get; init; } = true;

    /// <summary>Whether image tokens carry CLIP Surgery's responses to the expression; wants <see cref="SurgeryStage"/>.</summary>
    public bool Responses { get; init; } = true;

    /// <summary>Hidden channels of the perceptrons that adapt what the responses compare, see <see cref="ResponseAdapter"/>; 0 for none.</summary>
    public int AdapterWidth { get; init; }

    /// <summary>
    /// Whether fusion is written back into CLIP's image tower, whose later blocks then run in every step, see
    /// <see cref="GeneratorConfig.WriteBack"/>; with <see cref="SurgeryStage"/> the first stage is before the blocks with two paths.
    /// </summary>
    public bool WriteBack { get; init; }

    /// <summary>Whether values carry positions as keys do.</summary>
    public bool PlacedValues { get; init; } = true;

    /// <summary>Whether points are offsets from a place that each query points at.</summary>
    public bool Pointer { get; init; } = true;

    /// <summary>Channels of a query.</summary>
    public int Width { get; init; } = 192;

    /// <summary>Channels in which image and text meet.</summary>
    public int BridgerWidth { get; init; } = 32;

    /// <summary>Hidden channels of the perceptron of a query block; 0 takes four times the width.</summary>
    public int FeedForwardWidth { get; init; }

    /// <summary>Hidden channels of both heads; 0 takes the width.</summary>
    public int HeadWidth { get; init; }

    public int Queries { get; init; } = 8;

    public int Points { get; init; } = 8;

    public BridgerNorm Norm { get; init; } = BridgerNorm.Layer;

    /// <param name="surgeryBlocks">Blocks with two paths in the preset's localiser.</param>
    /// <exception cref="TrainingException">The preset cannot give what the generator is to see.</exception>
    public void Validate(int surgeryBlocks)
    {
        if (Responses && (!SurgeryStage || surgeryBlocks == 0))
        {
            throw new TrainingException("model.responses wants model.surgeryStage, and a localiser with surgery blocks in the preset.");
        }
    }

    /// <summary>The network with these sizes.</summary>
    /// <param name="visionWidth">Channels of the image tower's tokens.</param>
    /// <param name="embedDim">Channels of the space shared by image and text.</param>
    public GeneratorConfig ToGeneratorConfig(int visionWidth, int embedDim) => new()
    {
        VisionWidth = visionWidth,
        EmbedDim = embedDim,
        Stages = Blocks.Count,
        BridgerWidth = BridgerWidth,
        WriteBack = WriteBack,
        Norm = Norm,
        Width = Width,
        FeedForwardWidth = FeedForwardWidth == 0 ? 4 * Width : FeedForwardWidth,
        HeadWidth = HeadWidth == 0 ? Width : HeadWidth,
        Responses = Responses,
        AdapterWidth = AdapterWidth,
        PlacedValues = PlacedValues,
        Pointer = Pointer,
        Queries = Queries,
        Points = Points,
    };
}

/// <summary>The fixed, seeded pool of pictures, whose features are computed once.</summary>
public sealed record PptPool
{
    /// <summary>Of the composed pictures; apart from the training's, so that runs of several seeds share one pool and its features.</summary>
    public long Seed { get; init; } = 1;

    /// <summary>Composed pictures of D_ref.</summary>
    public int Collages { get; init; } = 8000;

    /// <summary>Pictures of the RIS set; 0 takes all.</summary>
    public int RisPictures { get; init; } = 3000;

    /// <summary>Object-centric pictures of which D_ref is composed; 0 takes all.</summary>
    public int ObjectPictures { get; init; } = 2000;

    /// <summary>How many of them make D_sem; 0 takes all.</summary>
    public int SemanticPictures { get; init; }

    /// <summary>Shares of the ways to compose D_ref.</summary>
    public double MosaicShare { get; init; } = 0.15;

    public double FusionShare { get; init; } = 0.15;

    /// <summary>Whether absolute positions of D_ref are worded in several ways instead of one each.</summary>
    public bool Wordings { get; init; } = true;

    /// <summary>Objects cut out by their pseudo-masks and set on a backdrop of other pictures. Chosen: mosaics look unlike scenes.</summary>
    public double CutOutShare { get; init; } = 0.7;

    /// <summary>Pseudo-labels whose predicted IoU is lower are left out.</summary>
    public double MinPredictedIou { get; init; } = 0.6;

    /// <summary>
    /// Pseudo-labels of which the largest piece makes up less are in pieces. Chosen: an expression refers to one thing, and a mask in pieces is
    /// mostly several (docs/results). Objects in pieces are left out; of expressions the pieces are the candidates.
    /// </summary>
    public double MinLargestPiece { get; init; } = 0.9;

    /// <summary>Share of such a mask from which a piece of it is a candidate of H_ref.</summary>
    public double MinPiece { get; init; } = 0.15;
}

/// <summary>How points prompt SAM and what they are compared with: what PPT leaves open.</summary>
public sealed record PptPrompting
{
    public TargetPoints Targets { get; init; }

    /// <summary>
    /// Whether SAM sees each point in training as the mix of both labels by its score; else as the likelier one, as it does later, and then
    /// labels learn from the point terms alone.
    /// </summary>
    public bool SoftLabels { get; init; } = true;

    /// <summary>Whether queries are matched by their masks too, all of which are decoded for it, where masks have a share.</summary>
    public bool MatchMasks { get; init; }

    /// <summary>
    /// Whether the mask of a prompt is the one of highest predicted IoU among whole, part and subpart; else SAM's mask for prompts that are clear.
    /// </summary>
    public bool Multimask { get; init; }
}

/// <summary>Which points of a pseudo-mask a query should give.</summary>
public enum TargetPoints
{
    /// <summary>
    /// Uniform in the mask's box, positive inside of the mask; which is whose is matched inside each pair. Source: PPT, section 3.2.
    /// </summary>
    Matched,

    /// <summary>One from each cell of a grid over the box, in the grid's order; point i is compared with cell i.</summary>
    Grid,

    /// <summary>As matched, but uniform in the mask: no negative points.</summary>
    Inside,
}

/// <summary>Weights of the objective's terms, in matching and loss.</summary>
public sealed record PptLossWeights
{
    public double MaskCrossEntropy { get; init; } = 5;

    public double Dice { get; init; } = 5;

    public double PointDistance { get; init; } = 5;

    public double PointLabel { get; init; } = 1;

    public double Score { get; init; } = 2;

    /// <summary>
    /// How far the targets of scores are from 0 and 1. Chosen: scores that are sure of everything have no gradient left to keep one query the
    /// referent's (docs/results).
    /// </summary>
    public double ScoreSmoothing { get; init; } = 0.02;

    /// <summary>
    /// Weight of the pointer's term: less the logarithm of its attention inside the pseudo-mask. Chosen: where several things may be meant,
    /// the distance asks for the middle between them, this term for one of them.
    /// </summary>
    public double Place { get; init; } = 1;

    /// <summary>
    /// Weight of telling regions apart by their nouns, see <see cref="Objective.NounContrast"/>; wants
    /// <see cref="PptSizes.AdapterWidth"/>. Chosen where it is not 0: docs/results/20261121-tiny-second-generator.md.
    /// </summary>
    public double Noun { get; init; }

    /// <summary>
    /// Weight of the point terms of candidates that are not the referent, whose masks are then not decoded; 1 decodes and weighs all alike, as
    /// the paper. Chosen: only the referent's query is used, and decoding the others triples a step.
    /// </summary>
    public double Context { get; init; } = 0.25;

    /// <summary>Weight of the score term of a query without a label.</summary>
    public double Unmatched { get; init; } = 0.1;
}
