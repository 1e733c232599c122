namespace Referent.Data.Refer;

/// <summary>How a data root is arranged.</summary>
public enum ReferLayout
{
    /// <summary><c>DATASET/</c> beside <c>images/mscoco/images/train2014/</c>, as the REFER toolkit has it.</summary>
    Refer,

    /// <summary><c>refer/DATASET/</c> beside <c>train2014/</c>, as TRIS has it.</summary>
    Tris,
}
