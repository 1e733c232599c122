namespace Referent.Data.World;

/// <summary>How far the making of a world has come.</summary>
/// <param name="What">"scenes", "objects", "captions" or "masks".</param>
/// <param name="Done">Pictures written.</param>
/// <param name="Total">Pictures to write.</param>
public readonly record struct WorldProgress(string What, int Done, int Total);
