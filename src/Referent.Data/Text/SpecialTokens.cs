namespace Referent.Data.Text;

/// <summary>The two tokens that frame every text.</summary>
/// <remarks>Source: clip/simple_tokenizer.py.</remarks>
internal static class SpecialTokens
{
    public const string StartOfText = "<|startoftext|>";
    public const string EndOfText = "<|endoftext|>";
}
