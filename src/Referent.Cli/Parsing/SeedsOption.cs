using System.CommandLine;

namespace Referent.Cli.Parsing;

/// <summary><c>--seeds</c>: how many trainings of one kind, or which of them, so that machines can share them.</summary>
internal sealed class SeedsOption : Option<string?>
{
    /// <summary>Chosen: of two seeds nobody knows the spread.</summary>
    private const int Default = 3;

    public SeedsOption()
        : base("--seeds")
    {
        Description = $"Seeds of each row's trainings: N for 1 to N, or a range such as 2-3; by default 1 to {Default}.";
        HelpName = "SEEDS";
        Validators.Add(result =>
        {
            if (result.Tokens is [var token] && Range(token.Value) is null)
            {
                result.AddError($"--seeds is a number from 1 on or a range of them such as 2-3, not '{token.Value}'.");
            }
        });
    }

    public IReadOnlyList<int> Of(ParseResult parsed)
    {
        (int first, int last) = parsed.GetValue(this) is { } text ? Range(text)!.Value : (1, Default);
        return [.. Enumerable.Range(first, last - first + 1)];
    }

    private static (int First, int Last)? Range(string text) => text.Split('-') switch
    {
        [var count] when int.TryParse(count, out int last) && last >= 1 => (1, last),
        [var from, var to] when int.TryParse(from, out int first) && int.TryParse(to, out int last) && first >= 1 && last >= first => (first, last),
        _ => null,
    };
}
