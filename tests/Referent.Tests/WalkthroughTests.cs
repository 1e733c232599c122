using System.Text.Json;
using System.Text.RegularExpressions;
using Referent.TestSupport;

namespace Referent.Tests;

/// <summary>The reading path in <c>docs/walkthrough.md</c> leads somewhere, and its pieces are about as big as it says.</summary>
public sealed partial class WalkthroughTests
{
    /// <summary>A reader plans an evening by these numbers; small edits need not touch the page.</summary>
    private const double Tolerance = 1.4;

    [Fact]
    public void Every_path_exists_and_every_size_is_about_right()
    {
        string page = File.ReadAllText(Path.Combine(Fixtures.RepositoryRoot, "docs", "walkthrough.md"));
        MatchCollection named = NamedPiece().Matches(page);
        Assert.True(named.Count > 20, $"{named.Count} pieces were found on the page.");
        Assert.All(named, piece =>
        {
            string path = Path.Combine(Fixtures.RepositoryRoot, piece.Groups["path"].Value);
            Assert.True(File.Exists(path) || Directory.Exists(path), $"{path} does not exist.");
            if (piece.Groups["lines"].Success)
            {
                double said = double.Parse(piece.Groups["lines"].Value);
                int actual = LinesOf(path);
                Assert.True(actual < said * Tolerance && said < actual * Tolerance, $"{path} has {actual} lines, the page says {said}.");
            }
        });
    }

    [Theory]
    [InlineData("README.md")]
    [InlineData("docs/walkthrough.md")]
    [InlineData("samples/README.md")]
    public void The_pictures_of_the_first_commands_are_there(string page)
    {
        MatchCollection named = NamedSample().Matches(File.ReadAllText(Path.Combine(Fixtures.RepositoryRoot, page)));
        Assert.NotEmpty(named);
        Assert.All(named, sample => Assert.True(File.Exists(Path.Combine(Fixtures.RepositoryRoot, sample.Value)), $"{page} names {sample.Value}."));
    }

    [Fact]
    public void Every_sample_picture_has_its_phrases_in_the_list_and_a_row_in_the_table()
    {
        string folder = Path.Combine(Fixtures.RepositoryRoot, "samples");
        string[] pictures = [.. Directory.GetFiles(folder, "*.jpg").Select(path => Path.GetFileName(path)).Order(StringComparer.Ordinal)];
        (string Image, string Text)[] listed = [.. File.ReadLines(Path.Combine(folder, "samples.jsonl")).Select(line => JsonSerializer.Deserialize<JsonElement>(line))
            .Select(line => (line.GetProperty("image").GetString()!, line.GetProperty("text").GetString()!))];
        string[] rows = [.. File.ReadLines(Path.Combine(folder, "README.md")).Where(line => line.StartsWith("| `", StringComparison.Ordinal))];

        Assert.Equal(pictures, listed.Select(item => item.Image).Distinct().Order(StringComparer.Ordinal));
        Assert.Equal(pictures.Length, rows.Length);
        Assert.All(listed, item => Assert.Single(rows, row => row.StartsWith($"| `{item.Image}` |", StringComparison.Ordinal) && row.Contains(item.Text, StringComparison.Ordinal)));
    }

    [GeneratedRegex(@"samples/[\w./-]+\.jpg")]
    private static partial Regex NamedSample();

    [GeneratedRegex(@"`(?<path>(src|native)/[^`]+)`(\s*\(|,\s*)?((?<lines>\d+)\s+lines)?")]
    private static partial Regex NamedPiece();

    private static int LinesOf(string path) => File.Exists(path)
        ? File.ReadLines(path).Count()
        : Directory.EnumerateFiles(path, "*", SearchOption.AllDirectories).Where(file => Path.GetExtension(file) is ".cs" or ".cpp" or ".h").Sum(LinesOf);
}
