using Referent.TestSupport;

namespace Referent.Data.Tests;

/// <summary>
/// What is trained must not know how the world that measures it is made: no training code and no reader of training data may use the
/// world's compositor or grammar.
/// </summary>
public sealed class DependencyTests
{
    private const string World = "Data.World";

    [Theory]
    [InlineData("src/Referent.Training")]
    [InlineData("src/Referent.Data/ObjectCentric")]
    [InlineData("src/Referent.Data/Captions")]
    [InlineData("src/Referent.Data/MaskCorpus")]
    [InlineData("src/Referent.Data/Refer")]
    public void Training_and_its_readers_never_name_the_world(string folder)
    {
        string path = Path.Combine(Fixtures.RepositoryRoot, folder);
        Assert.True(Directory.Exists(path));
        Assert.DoesNotContain(Directory.EnumerateFiles(path, "*.cs", SearchOption.AllDirectories), file => Names(File.ReadAllText(file)));
    }

    [Theory]
    [InlineData("using Referent.Data.World;", true)]
    [InlineData("using W = Referent.Data.World.Packs.SpritePack;", true)]
    [InlineData("Data.World.WorldGenerator.Generate();", true)]
    [InlineData("namespace Referent.Data; class C { World.WorldGenerator g; }", true)]
    [InlineData("using Referent.Data.Refer; // a world apart", false)]
    public void The_scan_sees_every_way_of_naming_it(string source, bool found) => Assert.Equal(found, Names(source));

    /// <summary>Inside Referent.Data the namespace is reachable as <c>World.</c> alone.</summary>
    private static bool Names(string source) =>
        source.Contains(World, StringComparison.Ordinal) || source.Contains(" World.", StringComparison.Ordinal);
}
