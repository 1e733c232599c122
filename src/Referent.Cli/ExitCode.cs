namespace Referent.Cli;

/// <summary>The exit codes that scripts rely on.</summary>
internal static class ExitCode
{
    public const int Done = 0;

    public const int Failed = 1;

    /// <summary>The command line or a configuration cannot be used.</summary>
    public const int Usage = 2;

    /// <summary>Some inputs failed, the rest is done.</summary>
    public const int Partial = 3;

    /// <summary>Stopped by Ctrl-C.</summary>
    public const int Interrupted = 130;

    /// <summary>Stopped by SIGTERM.</summary>
    public const int Terminated = 143;
}
