using Referent.Imaging.Masks;

namespace Referent.Data.World.Corpora;

/// <summary>What a mask of the mask corpus shows.</summary>
internal enum MaskLevel
{
    Whole,
    Part,
    Group,
}

/// <summary>A mask of the mask corpus.</summary>
internal sealed record LevelledMask(MaskLevel Level, RunLengthMask Mask);
