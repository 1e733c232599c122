using Referent.Training.Foundations;

namespace Referent.Training.Tests.Tris;

/// <summary>A very small CLIP with a residual network, which TRIS and IRNet begin from.</summary>
internal static class ResNetClip
{
    public static readonly ClipSizes Sizes = new()
    {
        Tower = ImageTowerKind.Resnet,
        EmbedDim = 32,
        ImageSize = 32,
        VisionWidth = 8,
        ContextLength = 24,
        TextWidth = 64,
        TextLayers = 1,
    };

    /// <summary>Trains one for a step.</summary>
    /// <returns>The folder of the run.</returns>
    public static string Train(TrainingWorld world)
    {
        string folder = world.NewFolder();
        ClipTrainingConfig config = new() { Model = Sizes, VocabularyMerges = 60, BatchSize = 4, Steps = 1, WarmupSteps = 1, EvaluationPictures = 2 };
        Runs.Whole(ClipTrainer.Run, config, world.Root, folder);
        return folder;
    }
}
