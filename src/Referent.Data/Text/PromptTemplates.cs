namespace Referent.Data.Text;

/// <summary>Sentences around a phrase, whose text features are averaged: a mean over wordings is steadier than any one of them.</summary>
/// <remarks>Source of the idea: CLIP Surgery's text ensembling, which averages 85 ImageNet templates. Chosen: twelve of our own, which keep
/// the meaning of the phrase and vary the kind, the framing and the quality of the picture.</remarks>
public static class PromptTemplates
{
    private const string Slot = "{}";

    /// <summary>The templates; each holds the mark <c>{}</c> once.</summary>
    public static IReadOnlyList<string> All { get; } =
    [
        "a photo of a {}.",
        "a photo of the {}.",
        "there is a {} in this picture.",
        "a picture that shows the {}.",
        "a close view of a {}.",
        "a {} seen from some distance.",
        "a bright photo of a {}.",
        "a dark photo of a {}.",
        "a blurred photo of a {}.",
        "a sharp photo of one {}.",
        "a {} among other things.",
        "part of a {}.",
    ];

    /// <summary>The sentences for one phrase, in the order of <paramref name="templates"/>.</summary>
    /// <param name="phrase">A noun phrase without its article, such as "red apple".</param>
    /// <param name="templates">Each with the mark <c>{}</c>; null for <see cref="All"/>.</param>
    public static string[] Fill(string phrase, IReadOnlyList<string>? templates = null)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(phrase);
        return [.. (templates ?? All).Select(template => template.Replace(Slot, phrase.Trim(), StringComparison.Ordinal))];
    }
}
