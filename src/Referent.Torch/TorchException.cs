namespace Referent.Torch;

/// <summary>libtorch refused a call. The message starts with the operator's name.</summary>
public sealed class TorchException : Exception
{
    public TorchException(string message)
        : base(message)
    {
    }

    public TorchException(string message, Exception inner)
        : base(message, inner)
    {
    }
}
