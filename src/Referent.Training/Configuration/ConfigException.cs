namespace Referent.Training.Configuration;

/// <summary>A configuration is not usable; the message says where and why.</summary>
public sealed class ConfigException : Exception
{
    public ConfigException(string message)
        : base(message)
    {
    }

    public ConfigException(string message, Exception inner)
        : base(message, inner)
    {
    }
}
