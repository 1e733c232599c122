namespace Referent.TestSupport;

/// <summary>Paths of the files under <c>tests/fixtures</c>, found from the test assembly's own location.</summary>
internal static class Fixtures
{
    /// <summary>Absolute path of the repository root: the nearest parent folder that holds <c>Referent.slnx</c>.</summary>
    public static string RepositoryRoot { get; } = FindRoot();

    /// <summary>Absolute path of a fixture, given relative to <c>tests/fixtures</c>.</summary>
    public static string PathOf(string relative) => Path.Combine(RepositoryRoot, "tests", "fixtures", relative);

    private static string FindRoot()
    {
        for (string? folder = AppContext.BaseDirectory; folder is not null; folder = Path.GetDirectoryName(folder))
        {
            if (File.Exists(Path.Combine(folder, "Referent.slnx")))
            {
                return folder;
            }
        }

        throw new InvalidOperationException($"No Referent.slnx above {AppContext.BaseDirectory}; run the tests from a checkout.");
    }
}
