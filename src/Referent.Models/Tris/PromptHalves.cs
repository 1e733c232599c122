namespace Referent.Models.Tris;

/// <summary>Which halves of the bilateral prompt a first stage has. Source: TRIS, table 3, which adds one after the other.</summary>
public enum PromptHalves
{
    /// <summary>The whole prompt, as published.</summary>
    Both,

    /// <summary>What is said changes what is seen; the texts stay as they are.</summary>
    TextToVisual,

    /// <summary>What is seen changes what is said; the places stay as they are.</summary>
    VisualToText,

    /// <summary>No prompt: places and texts are compared as they are encoded.</summary>
    None,
}
