using System.CommandLine;
using Referent.Training.Configuration;

namespace Referent.Cli.Parsing;

/// <summary><c>--set</c>: values in the place of a configuration file's.</summary>
internal sealed class SetOption : Option<string[]>
{
    public SetOption(string what = "value: key.key=value")
        : base("--set")
    {
        Description = $"Overrides one {what}. May be given often.";
        HelpName = "KEY=VALUE";
    }

    /// <summary>Reads the file and puts the given values into it.</summary>
    /// <param name="parsed">The command line.</param>
    /// <param name="file">A JSON file.</param>
    /// <param name="section">As for <see cref="ConfigFile.Load"/>.</param>
    /// <exception cref="ConfigException">The file is not JSON, a key is unknown, or a value has the wrong type.</exception>
    public TConfig Load<TConfig>(ParseResult parsed, FileInfo file, string? section = null)
        where TConfig : class, new() => ConfigFile.Load<TConfig>(file.FullName, parsed.GetValue(this) ?? [], section);
}
