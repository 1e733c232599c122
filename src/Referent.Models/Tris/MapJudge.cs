using Referent.Models.Clip;
using Referent.Torch;

namespace Referent.Models.Tris;

/// <summary>
/// The frozen CLIP that tells whether what a map shows of a picture fits a text: in training it calibrates maps, after it it selects them.
/// Source: TRIS, sections 3.3 and 3.4; the official program means OpenAI's ViT-B/32. Differs: single precision.
/// </summary>
/// <param name="clip">Loaded without gradients; borrowed.</param>
/// <param name="colours">In which it is shown pictures.</param>
public sealed class MapJudge(ClipModel clip, MaskedColours colours = MaskedColours.Clip)
{
    private readonly ClipModel _clip = clip ?? throw new ArgumentNullException(nameof(clip));

    /// <summary>What is seen of each picture through its map; gradients flow to the maps.</summary>
    /// <param name="images">[B, 3, H, W], normalised by ImageNet's mean and standard deviation; borrowed.</param>
    /// <param name="maps">[B, 1, h, w], by which pixels are multiplied: 0 hides, 1 shows; borrowed.</param>
    /// <returns>[B, E], not normalised; the caller's.</returns>
    public Tensor See(Tensor images, Tensor maps)
    {
        using TensorScope scope = TensorScope.Begin();
        return scope.Keep(_clip.EncodeImage(MaskedPicture.Create(images, maps, _clip.Config.Vision.ImageSize, colours)));
    }

    /// <summary>What texts say.</summary>
    /// <param name="tokens">Int64 [N, L], L at most the context length; borrowed.</param>
    /// <returns>[N, E], not normalised; the caller's.</returns>
    public Tensor Read(Tensor tokens) => _clip.EncodeText(tokens);

    /// <summary>Which of the maps of one object's sentences is its pseudo-label.</summary>
    /// <param name="image">[1, 3, H, W], as above; borrowed.</param>
    /// <param name="outputs">[M, 1, H, W]: rectified logits of the first stage for each sentence; borrowed.</param>
    /// <param name="tokens">Int64 [M, L]; borrowed.</param>
    /// <param name="shade">How strong a response shows everything.</param>
    /// <returns>The index of its sentence.</returns>
    public int Select(Tensor image, Tensor outputs, Tensor tokens, MapShade shade = MapShade.Normalised)
    {
        ArgumentNullException.ThrowIfNull(image);
        ArgumentNullException.ThrowIfNull(outputs);
        using NoGrad none = NoGrad.Begin();
        using TensorScope scope = TensorScope.Begin();
        Tensor seen = See(image.Expand(outputs.Size(0), -1, -1, -1), PositiveMapSelection.Shade(outputs, shade));
        return PositiveMapSelection.Choose(seen, Read(tokens));
    }
}
