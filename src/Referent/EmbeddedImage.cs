using Referent.Imaging.Geometry;
using Referent.Models.Sam;
using Referent.Torch;

namespace Referent;

/// <summary>A picture that has been looked at: what <see cref="Segmenter.Segment(EmbeddedImage, string)"/> needs, for any number of phrases.</summary>
public sealed class EmbeddedImage : IDisposable
{
    internal EmbeddedImage(Segmenter owner, SamImage sam, IReadOnlyList<Tensor> features, TimeSpan encodeTime)
    {
        Owner = owner;
        Sam = sam;
        Features = features;
        EncodeTime = encodeTime;
    }

    /// <summary>Of the picture, and of every mask made for it.</summary>
    public ImageSize Size => Sam.Plan.Original;

    /// <summary>What the encoders took.</summary>
    public TimeSpan EncodeTime { get; }

    internal Segmenter Owner { get; }

    internal SamImage Sam { get; }

    /// <summary>What the method remembers of the picture beside SAM.</summary>
    internal IReadOnlyList<Tensor> Features { get; }

    public void Dispose()
    {
        Sam.Dispose();
        foreach (Tensor feature in Features)
        {
            feature.Dispose();
        }
    }
}
