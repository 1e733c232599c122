namespace Referent.Data.Text;

/// <summary>What happens to a text that is longer than an encoder takes.</summary>
public enum TextCut
{
    /// <summary>The last id is the end of text, so that the encoder still says what the words before it mean.</summary>
    KeepEnd,

    /// <summary>
    /// As the official program of TRIS: the end of text is cut off with the rest. A sentence vector is then read at the start of text, where
    /// all sentences are alike.
    /// </summary>
    AsReleased,
}
