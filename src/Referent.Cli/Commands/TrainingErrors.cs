using Referent.Presets;
using Referent.Torch;
using Referent.Training.Configuration;
using Referent.Training.Loop;

namespace Referent.Cli.Commands;

/// <summary>
/// What commands that train share: signals that let a step finish, and a line on stderr with an exit status for what a user can cause.
/// </summary>
internal static class TrainingErrors
{
    /// <param name="train">Gets what stops it, and says whether it is complete.</param>
    public static int Catch(Func<CancellationToken, bool> train)
    {
        using StopSignals stop = new();
        NativeHeap.KeepPages();
        try
        {
            return train(stop.Token) ? ExitCode.Done : stop.ExitCode;
        }
        catch (OperationCanceledException)
        {
            return stop.ExitCode;
        }
        catch (Exception error) when (error is ConfigException or RunDirectoryException or ArgumentException)
        {
            Console.Error.WriteLine(CommandErrors.Describe(error));
            return ExitCode.Usage;
        }
        catch (Exception error) when (
            error is TrainingException or PresetException or IOException or TorchException
                or InvalidDataException or NotSupportedException or UnauthorizedAccessException)
        {
            Console.Error.WriteLine(error.Message);
            return ExitCode.Failed;
        }
    }
}
