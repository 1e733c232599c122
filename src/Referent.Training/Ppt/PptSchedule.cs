using Referent.Torch.Optim;

namespace Referent.Training.Ppt;

/// <summary>The learning rate of a run: one cosine over the stages that have no rate of their own, and one for each that has.</summary>
internal sealed class PptSchedule(PptConfig config)
{
    private readonly CosineSchedule _shared = new()
    {
        Peak = config.LearningRate,
        WarmupSteps = config.WarmupSteps,
        TotalSteps = config.Stages.Where(stage => stage.LearningRate == 0).Sum(stage => stage.Steps),
    };

    /// <param name="step">Of the run, from 0.</param>
    public double At(long step)
    {
        long start = 0, shared = 0;
        foreach (PptStage stage in config.Stages)
        {
            if (step < start + stage.Steps)
            {
                return stage.LearningRate == 0
                    ? _shared.At(shared + step - start)
                    : new CosineSchedule { Peak = stage.LearningRate, WarmupSteps = 0, TotalSteps = stage.Steps }.At(step - start);
            }

            start += stage.Steps;
            shared += stage.LearningRate == 0 ? stage.Steps : 0;
        }

        throw new ArgumentOutOfRangeException(nameof(step), step, $"The stages have {start} steps.");
    }
}
