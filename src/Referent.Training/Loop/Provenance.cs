using System.Diagnostics;
using System.Reflection;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text.Json;
using Referent.Formats;
using Referent.Torch;

namespace Referent.Training.Loop;

/// <summary>
/// Where weights come from: what differs between equal runs, beside them in <c>provenance.json</c>, and the hash of what they were learnt from.
/// </summary>
internal static class Provenance
{
    public const string FileName = "provenance.json";

    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true, PropertyNamingPolicy = JsonNamingPolicy.CamelCase };

    /// <summary>Writes command, paths, times, program and machine of this process into the run directory.</summary>
    public static void Write(string folder, string dataDirectory)
    {
        TorchEnvironment torch = TorchRuntime.Environment;
        string content = JsonSerializer.Serialize(
            new
            {
                Command = Environment.GetCommandLineArgs(),
                Data = Path.GetFullPath(dataDirectory),
                Out = Path.GetFullPath(folder),
                Started = Process.GetCurrentProcess().StartTime.ToUniversalTime(),
                Finished = DateTime.UtcNow,
                Program = typeof(Provenance).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion,
                Machine = new { System = RuntimeInformation.OSDescription, Processors = Environment.ProcessorCount, Torch = torch },
            },
            Indented);
        WholeFile.WriteText(Path.Combine(folder, FileName), content);
    }

    /// <summary>The hash of the lists that a run learns from, in hexadecimal: 16 digits.</summary>
    public static string Fingerprint(params IEnumerable<string> files)
    {
        using IncrementalHash hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (string file in files)
        {
            using FileStream stream = File.OpenRead(file);
            hash.AppendData(SHA256.HashData(stream));
        }

        return Convert.ToHexStringLower(hash.GetHashAndReset())[..16];
    }
}
