using System.CommandLine;
using System.CommandLine.Parsing;
using Referent.Formats;

namespace Referent.Cli.Parsing;

/// <summary>What is wrong with a command line, one line each.</summary>
internal static class UsageFaults
{
    public static IReadOnlyList<string> Of(ParseResult parsed)
    {
        Command command = parsed.CommandResult.Command;
        string[] unknown = [.. UnknownOptions(parsed, command)];
        if (unknown.Length > 0)
        {
            return unknown;
        }

        if (parsed.UnmatchedTokens is [string word, ..] && NearestName.Of(word, command.Subcommands.Select(known => known.Name)) is { } nearest)
        {
            return [$"There is no command '{word}'; the nearest is '{nearest}'."];
        }

        if (parsed.Errors.Count > 0 && parsed.UnmatchedTokens.Count == 0 && command.Action is null && command.Subcommands.Count > 0)
        {
            return [$"Give a command: {string.Join(", ", command.Subcommands.Select(known => known.Name))}."];
        }

        return [.. parsed.Errors.Select(error => string.Join(' ', error.Message.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)))];
    }

    /// <summary>A command that takes any number of words would swallow a mistyped option as one of them.</summary>
    private static IEnumerable<string> UnknownOptions(ParseResult parsed, Command command)
    {
        IEnumerable<Option> everywhere = parsed.RootCommandResult.Command.Options.Where(option => option.Recursive);
        string[] known = [.. command.Options.Concat(everywhere).SelectMany(option => option.Aliases.Prepend(option.Name))];
        return parsed.Tokens
            .TakeWhile(token => token.Type != TokenType.DoubleDash)
            .Where(token => token.Type == TokenType.Argument && LooksLikeOption(token.Value))
            .Select(token => token.Value.Split('=', ':')[0])
            .Select(name =>
                $"There is no option {name}; the nearest is {NearestName.Of(name, known)}. A text that begins with dashes goes behind --.");
    }

    private static bool LooksLikeOption(string word) =>
        word.Length > 2 && word.StartsWith("--", StringComparison.Ordinal) || (word.Length == 2 && word[0] == '-' && char.IsAsciiLetter(word[1]));
}
