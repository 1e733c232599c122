using System.CommandLine;
using Referent.Cli.Doctor;

namespace Referent.Cli.Commands;

/// <summary><c>referent doctor</c>: what is there, what is missing, and what mends it. Exit status 1 when a needed part is missing.</summary>
internal static class DoctorCommand
{
    /// <summary>Width of the column of parts.</summary>
    private const int PartWidth = 14;

    public static Command Create()
    {
        Command command = new("doctor", "Tells what this machine has of what the program needs, and how to get the rest.");
        command.SetAction(_ => Run(Diagnosis.All(), Console.Out));
        return command;
    }

    internal static int Run(IReadOnlyList<Finding> findings, TextWriter output)
    {
        foreach (Finding finding in findings)
        {
            output.WriteLine($"{Mark(finding.Standing),-8}{finding.Part.PadRight(PartWidth)}{finding.Fact}");
            if (finding.Fix is not null)
            {
                output.WriteLine($"{string.Empty,-8}{string.Empty.PadRight(PartWidth)}fix: {finding.Fix}");
            }
        }

        int missing = findings.Count(finding => finding.Standing == Standing.Missing);
        output.WriteLine(missing == 0 ? "Everything needed is there." : $"Missing: {missing}.");
        return missing == 0 ? 0 : 1;
    }

    private static string Mark(Standing standing) => standing switch
    {
        Standing.Ok => "ok",
        Standing.Note => "note",
        _ => "MISSING",
    };
}
