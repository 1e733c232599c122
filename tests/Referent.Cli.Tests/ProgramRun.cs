using System.Diagnostics;

namespace Referent.Cli.Tests;

/// <summary>The program run as a process of its own, the way users meet it.</summary>
/// <param name="Status">Its exit status.</param>
/// <param name="Output">All of stdout.</param>
/// <param name="Errors">All of stderr.</param>
internal sealed record ProgramRun(int Status, string Output, string Errors)
{
    public static ProgramRun Of(params string[] arguments) => At(AppContext.BaseDirectory, [], arguments);

    /// <param name="folder">Where the program lies.</param>
    /// <param name="environment">Variables added to the inherited ones.</param>
    /// <param name="arguments">The command line.</param>
    public static ProgramRun At(string folder, IEnumerable<KeyValuePair<string, string?>> environment, params string[] arguments)
    {
        ProcessStartInfo start = new("dotnet", [Path.Combine(folder, "Referent.Cli.dll"), .. arguments])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach ((string name, string? value) in environment)
        {
            start.Environment[name] = value;
        }

        using Process process = Process.Start(start)!;
        Task<string> errors = process.StandardError.ReadToEndAsync();
        string output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return new ProgramRun(process.ExitCode, output, errors.Result);
    }
}
