using Referent.Data.World;
using Referent.Data.World.Corpora;
using Referent.Data.World.Packs;

namespace Referent.Data.Tests.World;

/// <summary>The default pack and a set of scenes, made once for all tests.</summary>
internal static class Worlds
{
    private const int SceneCount = 400;

    public static SpritePack Noto { get; } = SpritePack.Open("noto");

    private static readonly Lazy<IReadOnlyList<ScenePicture>> SharedScenes = new(() =>
    {
        ScenePictures pictures = new(Noto, new WorldOptions { Seed = 1900, Scenes = SceneCount });
        ScenePicture[] scenes = new ScenePicture[SceneCount];
        Parallel.For(0, SceneCount, i => scenes[i] = pictures.Describe(i).Scene);
        return scenes;
    });

    /// <summary>400 scenes over all splits: some 13,000 sentences.</summary>
    public static IReadOnlyList<ScenePicture> Scenes => SharedScenes.Value;

    public static SpriteClass Class(string name) => Noto.Classes.Single(entry => entry.Name == name);
}
