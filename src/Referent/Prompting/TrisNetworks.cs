using Referent.Models.Clip;
using Referent.Models.Tris;
using Referent.Torch;

namespace Referent.Prompting;

/// <summary>Either stage of TRIS: a picture and a text in, a map out.</summary>
internal interface ITrisNetwork
{
    /// <summary>Sizes of the text encoder.</summary>
    ClipTextConfig Text { get; }

    /// <param name="image">[1, 3, S, S], normalised as TRIS does; borrowed.</param>
    /// <returns>What serves every text; the caller's.</returns>
    IReadOnlyList<Tensor> Embed(Tensor image);

    /// <summary>Whether logits are rectified before they are brought to the picture's size, as in the official program.</summary>
    bool Rectifies { get; }

    /// <param name="features">By <see cref="Embed"/>; borrowed.</param>
    /// <param name="tokens">Int64 [1, L], padding included; borrowed.</param>
    /// <param name="side">S</param>
    /// <returns>[S, S], logits, above 0 where the text is; the caller's.</returns>
    Tensor Localise(IReadOnlyList<Tensor> features, Tensor tokens, int side);
}

/// <summary>The first stage: responses of the classifier.</summary>
internal sealed class TrisNetwork1(TrisStage1 stage) : ITrisNetwork
{
    public ClipTextConfig Text => stage.Config.Backbone.Text;

    public bool Rectifies => true;

    public IReadOnlyList<Tensor> Embed(Tensor image) => [stage.EncodeImage(image)];

    public Tensor Localise(IReadOnlyList<Tensor> features, Tensor tokens, int side)
    {
        using TensorScope scope = TensorScope.Begin();
        return scope.Keep(stage.Respond(features[0], stage.EncodeText(tokens)).ResizeBilinear(side, side).Reshape(side, side));
    }
}

/// <summary>The second stage: logits of the segmentation network.</summary>
internal sealed class TrisNetwork2(TrisStage2 stage) : ITrisNetwork
{
    public ClipTextConfig Text => stage.Backbone.Text;

    public bool Rectifies => false;

    public IReadOnlyList<Tensor> Embed(Tensor image) => stage.EncodeImage(image);

    public Tensor Localise(IReadOnlyList<Tensor> features, Tensor tokens, int side)
    {
        using TensorScope scope = TensorScope.Begin();
        return scope.Keep(stage.Segment([.. features], stage.EncodeText(tokens)).Reshape(side, side));
    }
}
