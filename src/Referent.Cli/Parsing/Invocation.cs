using System.CommandLine;
using System.CommandLine.Invocation;
using System.Runtime.InteropServices;

namespace Referent.Cli.Parsing;

/// <summary>Runs a parsed command: signals become its cancellation, faults one line on stderr, never a stack trace.</summary>
internal static class Invocation
{
    /// <summary>Signals are handled here, faults too.</summary>
    private static readonly InvocationConfiguration Configuration = new() { EnableDefaultExceptionHandler = false, ProcessTerminationTimeout = null };

    /// <returns>The exit code.</returns>
    public static int Run(ParseResult parsed)
    {
        // Commands that cannot be cancelled end at once, as the system does by itself.
        if (parsed.Action is not AsynchronousCommandLineAction)
        {
            return Guard(() => parsed.Invoke(Configuration));
        }

        using CancellationTokenSource stop = new();
        int received = 0;
        using PosixSignalRegistration interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, Handle);
        using PosixSignalRegistration terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, Handle);
        int status = Guard(() => parsed.InvokeAsync(Configuration, stop.Token).GetAwaiter().GetResult());
        return received == 0 ? status : received;

        void Handle(PosixSignalContext context)
        {
            // The first signal lets the command finish what it must; the second ends the process.
            if (Interlocked.CompareExchange(ref received, context.Signal == PosixSignal.SIGINT ? ExitCode.Interrupted : ExitCode.Terminated, 0) == 0)
            {
                context.Cancel = true;
                stop.Cancel();
            }
        }
    }

    private static int Guard(Func<int> run)
    {
        try
        {
            return run();
        }
        catch (OperationCanceledException)
        {
            return ExitCode.Interrupted;
        }
        catch (Exception fault)
        {
            Console.Error.WriteLine(fault.Message.ReplaceLineEndings(" "));
            return ExitCode.Failed;
        }
    }
}
