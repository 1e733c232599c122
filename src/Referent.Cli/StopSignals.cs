using System.Runtime.InteropServices;

namespace Referent.Cli;

/// <summary>
/// Turns the first Ctrl-C or SIGTERM into a cancellation, so that a command can finish what it is at; the second ends the process at once.
/// For commands whose action is synchronous: the command line's own handling begins only once an action has returned its task.
/// </summary>
internal sealed class StopSignals : IDisposable
{
    private readonly CancellationTokenSource _source = new();
    private readonly PosixSignalRegistration[] _registrations;
    private volatile int _exitCode = Cli.ExitCode.Done;

    public StopSignals() => _registrations =
    [
        PosixSignalRegistration.Create(PosixSignal.SIGINT, context => Stop(context, Cli.ExitCode.Interrupted)),
        PosixSignalRegistration.Create(PosixSignal.SIGTERM, context => Stop(context, Cli.ExitCode.Terminated)),
    ];

    public CancellationToken Token => _source.Token;

    /// <summary>130 or 143 after a signal, 0 before.</summary>
    public int ExitCode => _exitCode;

    public void Dispose()
    {
        Array.ForEach(_registrations, registration => registration.Dispose());
        _source.Dispose();
    }

    private void Stop(PosixSignalContext context, int exitCode)
    {
        if (_exitCode == Cli.ExitCode.Done)
        {
            _exitCode = exitCode;
            context.Cancel = true;
            _source.Cancel();
        }
    }
}
