using Referent.Data.World;
using Referent.Data.World.Packs;
using Referent.TestSupport;

namespace Referent.Cli.Tests.Commands;

/// <summary>A world of four scenes, a micro preset, and what <c>eval</c> says of them without further options.</summary>
public sealed class EvalFixture : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public EvalFixture()
    {
        MicroPreset.Write(Preset);
        WorldGenerator.Generate(new WorldOptions { Seed = 1905, Scenes = 4, Splits = SplitShares.Parse("val=1") }, SpritePack.Open("noto"), Root);
        Whole = Run(Root, PathOf("whole.jsonl"), PathOf("whole.json"), "--method", "clip-sam");
    }

    public string Root => PathOf("world");

    public string Preset => PathOf("preset");

    internal ProgramRun Whole { get; }

    public string PathOf(string relative) => _folder.PathOf(relative);

    /// <summary>A copy of the world.</summary>
    public string CopyRoot(string relative)
    {
        _folder.Copy(Root, relative);
        return PathOf(relative);
    }

    internal ProgramRun Run(string root, string predictions, string json, params string[] more) => ProgramRun.Of(
        ["eval", "--data", root, "--dataset", "world", "--split", "val", "--preset", Preset, "--predictions", predictions, "--json", json, .. more]);

    public void Dispose() => _folder.Dispose();
}
