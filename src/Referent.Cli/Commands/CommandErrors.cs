using Referent.Training.Configuration;

namespace Referent.Cli.Commands;

/// <summary>Turns what a user can cause into one line on stderr and an exit status.</summary>
internal static class CommandErrors
{
    /// <summary>0 when the action returns; else as the other overload.</summary>
    public static int Catch(Action action) => Catch(() =>
    {
        action();
        return ExitCode.Done;
    });

    /// <summary>What the action returns; 2 for a name that does not exist, 1 for files that are missing or damaged.</summary>
    public static int Catch(Func<int> action)
    {
        try
        {
            return action();
        }
        catch (Exception error) when (error is ArgumentException or ConfigException)
        {
            Console.Error.WriteLine(Describe(error));
            return ExitCode.Usage;
        }
        catch (Exception error) when (
            error is IOException or InvalidDataException or FormatException or NotSupportedException or UnauthorizedAccessException)
        {
            Console.Error.WriteLine(error.Message);
            return ExitCode.Failed;
        }
    }

    /// <summary>The message without what .NET adds, the name of our own parameter, which means nothing to who typed the command.</summary>
    public static string Describe(Exception error) => error is ArgumentException ? error.Message.Split(" (Parameter '")[0] : error.Message;
}
