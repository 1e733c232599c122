namespace Referent.Models.Tris;

/// <summary>Which bilateral prompt a first stage has.</summary>
public enum PromptForm
{
    /// <summary>As the official program builds it, which the released weights need: norms, rectifiers and output maps around the attention.</summary>
    AsReleased,

    /// <summary>As the paper prints it: bare linear maps, and a visual prompt of its own for each text.</summary>
    AsPublished,
}

/// <summary>What a text shares with the texts it is asked together with.</summary>
public enum TextContext
{
    /// <summary>Nothing: each text is answered as though it were alone.</summary>
    Apart,

    /// <summary>
    /// As the official program: all texts compete for the visual prompt, so that the answer for one depends on the others. A single text's
    /// visual prompt is its norm's bias, up to rounding that the norm magnifies some hundred times.
    /// </summary>
    Together,
}
