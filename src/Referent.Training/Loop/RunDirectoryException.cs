namespace Referent.Training.Loop;

/// <summary>The output folder cannot be used as asked: a usage error.</summary>
public sealed class RunDirectoryException : Exception
{
    public RunDirectoryException(string message)
        : base(message)
    {
    }

    public RunDirectoryException(string message, Exception inner)
        : base(message, inner)
    {
    }
}
