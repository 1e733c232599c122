namespace Referent.Torch.Weights;

/// <summary>A weights file is broken, or does not fit the model. The message lists every fault found.</summary>
public sealed class WeightFormatException : Exception
{
    public WeightFormatException(string message)
        : base(message)
    {
    }

    public WeightFormatException(string message, Exception inner)
        : base(message, inner)
    {
    }
}
