using System.CommandLine;
using Referent.Formats;

namespace Referent.Cli.Parsing;

/// <summary>Options that take one of a few values.</summary>
internal static class Choices
{
    /// <summary>Refuses any other value with the nearest of them; help and completion list them.</summary>
    public static void AcceptOnly(this Option<string> option, params string[] values)
    {
        option.AcceptOnlyFromAmong(values);

        // Its own fault tells the values, but not which one was meant.
        option.Validators.Clear();
        option.Validators.Add(result =>
        {
            foreach (string given in result.Tokens.Select(token => token.Value).Where(given => !values.Contains(given)))
            {
                result.AddError(
                    $"There is no {option.Name} '{given}'; the nearest is '{NearestName.Of(given, values)}', "
                    + $"known are {string.Join(", ", values)}.");
            }
        });
    }
}
