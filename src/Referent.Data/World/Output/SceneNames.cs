namespace Referent.Data.World.Output;

/// <summary>Names and numbers of scenes on disk, as COCO's.</summary>
internal static class SceneNames
{
    /// <summary>Where the scenes lie below the world's folder.</summary>
    public const string ImageFolder = "images/mscoco/images/train2014";

    /// <summary>More than a scene has objects, so that each scene has a range of annotation numbers to itself.</summary>
    private const int AnnotationsPerScene = 10;

    /// <summary>From 1; the same in all datasets.</summary>
    public static int ImageId(int scene) => scene + 1;

    public static long AnnotationId(int scene, int entry) => ((long)scene * AnnotationsPerScene) + entry + 1;

    /// <summary>From 1, in the order of the pack.</summary>
    public static int CategoryId(int classIndex) => classIndex + 1;

    /// <summary>"COCO_train2014_000000000001", the picture's name without extension.</summary>
    public static string Stem(int scene) => $"COCO_train2014_{ImageId(scene):D12}";
}
