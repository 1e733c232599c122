namespace Referent.Training.Loop;

/// <summary>Training cannot go on. The message names stage, step and samples where they matter.</summary>
public sealed class TrainingException : Exception
{
    public TrainingException(string message)
        : base(message)
    {
    }

    public TrainingException(string message, Exception inner)
        : base(message, inner)
    {
    }
}
