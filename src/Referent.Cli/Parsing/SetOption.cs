using System.CommandLine;
using Referent.Training.Configuration;

namespace Referent.Cli.Parsing;

/// <summary><c>--set</c>: values of a configuration file that this command wants otherwise.</summary>
internal sealed class SetOption : Option<string[]>
{
    public SetOption(string which = "key.key=value")
        : base("--set")
    {
        Description = $"Overrides one value: {which}. May be given often.";
        HelpName = "KEY=VALUE";
    }

    /// <inheritdoc cref="ConfigFile.Load"/>
    public TConfig Load<TConfig>(ParseResult parsed, FileInfo file, string? section = null)
        where TConfig : class, new() => ConfigFile.Load<TConfig>(file.FullName, parsed.GetValue(this) ?? [], section);
}
