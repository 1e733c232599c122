using System.CommandLine;
using System.Diagnostics;
using Referent.Cli.Bench;
using Referent.Data.Text;
using Referent.Presets;

namespace Referent.Cli.Commands;

/// <summary><c>referent bench tokenizer</c>: how fast distinct phrases become ids by a tokenizer that has seen none of them.</summary>
internal static class BenchTokenizerCommand
{
    /// <summary>Source: the target that docs/models.md sets under Speed. A training set's sentences then take three seconds.</summary>
    private const double BarPhrasesPerSecond = 50_000;

    private const int Phrases = 50_000;
    private const int Rounds = 3;

    private static readonly Option<FileInfo?> Vocabulary = new("--vocabulary")
    {
        Description = "A vocabulary of CLIP's, such as the official one; by default the preset tiny's.",
        HelpName = "FILE",
    };

    public static Command Create()
    {
        Command command = new(
            "tokenizer",
            "Times the tokenizer on 50,000 distinct phrases, a tenth of them not ASCII, each time afresh, on one thread.")
        {
            Vocabulary,
        };
        command.SetAction(parsed => CommandErrors.Catch(() => Run(parsed.GetValue(Vocabulary)?.FullName ?? TinyVocabulary())));
        return command;
    }

    private static void Run(string path)
    {
        var vocabulary = BpeVocabulary.Load(path);
        string[] phrases = PhraseData.Make(Phrases);
        double best = Enumerable.Range(0, Rounds).Max(_ => PerSecond(vocabulary, phrases));
        string verdict = best >= BarPhrasesPerSecond ? "held" : "missed";
        Console.Out.WriteLine($"tokenizer, {vocabulary.MergeCount} merges  {best,10:F0} phrases/s   bar {BarPhrasesPerSecond}: {verdict}");
    }

    private static double PerSecond(BpeVocabulary vocabulary, string[] phrases)
    {
        ClipTokenizer tokenizer = new(vocabulary);
        long start = Stopwatch.GetTimestamp();
        Array.ForEach(phrases, phrase => tokenizer.Tokenize(phrase));
        return phrases.Length / Stopwatch.GetElapsedTime(start).TotalSeconds;
    }

    private static string TinyVocabulary()
    {
        PresetFolder tiny = PresetFolder.Open("tiny");
        return tiny.Verify(tiny.Preset.Clip!.Vocabulary);
    }
}
