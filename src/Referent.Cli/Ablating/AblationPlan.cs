using System.Text.Json.Nodes;
using Referent.Training.Configuration;

namespace Referent.Cli.Ablating;

/// <summary>A table of trainings that differ in a thing each, as data.</summary>
internal sealed record AblationPlan
{
    /// <summary>The configuration that all trainings begin from, relative to the plan's folder; empty for the defaults.</summary>
    public string Base { get; init; } = string.Empty;

    /// <summary>What all trainings change in it.</summary>
    public JsonObject Common { get; init; } = [];

    /// <summary>The trainings by name, and what each changes beside. Rows may share one: stages of one run are rows of their own.</summary>
    public Dictionary<string, JsonObject> Runs { get; init; } = [];

    public IReadOnlyList<AblationRow> Rows { get; init; } = [];

    /// <summary>Pairs of rows by name, the one that should be better first.</summary>
    public IReadOnlyList<IReadOnlyList<string>> Better { get; init; } = [];

    /// <exception cref="ConfigException">Rows name runs that there are not, or bear one name; pairs name rows that there are not.</exception>
    public void Validate()
    {
        HashSet<string> names = [.. Rows.Select(row => row.Name)];
        ConfigRules.Check(
            (Rows.Count > 0, "rows has at least one row"),
            (names.Count == Rows.Count, "each row has a name of its own"),
            (Rows.All(row => row.Run is null || Runs.ContainsKey(row.Run)), $"a row's run is one of {string.Join(", ", Runs.Keys)}"),
            (Rows.All(row => row.Run is not null || row.Method is not null), "a row has a run or a method"),
            (Better.All(pair => pair.Count == 2 && pair.All(names.Contains)), "better has pairs of rows"));
    }

    /// <summary>The configuration of a training of one seed.</summary>
    /// <param name="run">One of <see cref="Runs"/>.</param>
    /// <param name="seed">Of the training.</param>
    /// <param name="folder">The plan's.</param>
    public JsonObject ConfigOf(string run, long seed, string folder)
    {
        JsonObject config = Base.Length == 0 ? [] : ConfigFile.Read(Path.Combine(folder, Base));
        ConfigFile.Merge(config, Common, "common");
        ConfigFile.Merge(config, Runs[run], $"run {run}");
        config["seed"] = seed;
        return config;
    }
}

/// <summary>One row of the table.</summary>
internal sealed record AblationRow
{
    /// <summary>As the paper numbers it, or a word.</summary>
    public string Name { get; init; } = string.Empty;

    /// <summary>What it is, for readers.</summary>
    public string Setting { get; init; } = string.Empty;

    /// <summary>The training that makes it; null for a method that needs none.</summary>
    public string? Run { get; init; }

    /// <summary>The stage of the run after which it is looked at; null for the last.</summary>
    public string? Stage { get; init; }

    /// <summary>How it segments; null for the paper's own.</summary>
    public string? Method { get; init; }

    /// <summary>What the paper reports of it in percent, by metric.</summary>
    public Dictionary<string, double> Published { get; init; } = [];
}
