using Referent.Imaging;
using Referent.Imaging.Geometry;
using Referent.Torch;

namespace Referent.Prompting;

/// <summary>From a picture and a phrase to points for SAM, or at once to a mask: where the methods differ.</summary>
internal interface IPhrasePrompter : IDisposable
{
    /// <summary>Whether SAM is asked for three masks, of which the best is chosen, or for one.</summary>
    bool Multimask { get; }

    /// <summary>What serves every phrase about a picture; the tensors are the caller's.</summary>
    IReadOnlyList<Tensor> Embed(RgbImage image);

    /// <param name="features">Of one picture, by <see cref="Embed"/>; borrowed.</param>
    /// <param name="size">Of the picture.</param>
    /// <param name="phrase">Not empty.</param>
    PhrasePrompt Prompt(IReadOnlyList<Tensor> features, ImageSize size, string phrase);
}
