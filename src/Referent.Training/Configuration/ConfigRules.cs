namespace Referent.Training.Configuration;

/// <summary>What the values of a configuration must hold.</summary>
public static class ConfigRules
{
    /// <param name="rules">Whether each holds, and what it says.</param>
    /// <exception cref="ConfigException">Some do not: all of them at once.</exception>
    public static void Check(params (bool Holds, string Rule)[] rules)
    {
        string faults = string.Join("; ", rules.Where(rule => !rule.Holds).Select(rule => rule.Rule));
        if (faults.Length > 0)
        {
            throw new ConfigException($"The configuration must hold that: {faults}.");
        }
    }
}
