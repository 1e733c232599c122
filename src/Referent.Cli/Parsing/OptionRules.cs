using System.CommandLine;
using System.CommandLine.Parsing;

namespace Referent.Cli.Parsing;

/// <summary>Rules about the values of options.</summary>
internal static class OptionRules
{
    /// <summary>Refuses values that break a rule. Of one that cannot be read, or is given twice, the parser says so by itself.</summary>
    public static Option<TValue> Requiring<TValue>(this Option<TValue> option, Func<TValue, bool> holds, string rule)
    {
        option.Validators.Add(result =>
        {
            if (TryRead(result, out TValue? value) && value is not null && !holds(value))
            {
                result.AddError($"{option.Name} is {rule}.");
            }
        });
        return option;
    }

    private static bool TryRead<TValue>(OptionResult result, out TValue? value)
    {
        try
        {
            value = result.GetValueOrDefault<TValue>();
            return true;
        }
        catch (InvalidOperationException)
        {
            value = default;
            return false;
        }
    }
}
