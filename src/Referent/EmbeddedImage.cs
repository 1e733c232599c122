using Referent.Imaging.Geometry;
using Referent.Models.Sam;
using Referent.Presets;
using Referent.Torch;

namespace Referent;

/// <summary>
/// A picture that has been looked at: what <see cref="Segmenter.Segment(EmbeddedImage, string)"/> needs, for any number of phrases.
/// </summary>
public sealed class EmbeddedImage : IDisposable
{
    internal EmbeddedImage(Segmenter owner, ImageSize size, SamImage? sam, IReadOnlyList<Tensor> features, bool isFamiliar, TimeSpan encodeTime)
    {
        Owner = owner;
        Size = size;
        Sam = sam;
        Features = features;
        IsFamiliar = isFamiliar;
        EncodeTime = encodeTime;
    }

    /// <summary>Of the picture, and of every mask made for it.</summary>
    public ImageSize Size { get; }

    /// <summary>The picture is like those that the weights know; true where the preset does not tell, see <see cref="Preset.Domain"/>.</summary>
    public bool IsFamiliar { get; }

    /// <summary>What the encoders took; nothing for a loaded one.</summary>
    public TimeSpan EncodeTime { get; }

    internal Segmenter Owner { get; }

    /// <summary>Null where the method needs no SAM.</summary>
    internal SamImage? Sam { get; }

    /// <summary>What the method remembers of the picture beside SAM.</summary>
    internal IReadOnlyList<Tensor> Features { get; }

    /// <summary>Keeps the picture's embedding; <see cref="Segmenter.LoadEmbedded"/> of the same preset and method reads it back.</summary>
    /// <param name="path">A safetensors file; an existing one is replaced in one step.</param>
    /// <exception cref="IOException">The file cannot be written.</exception>
    public void Save(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        Owner.Save(this, path);
    }

    public void Dispose()
    {
        Sam?.Dispose();
        foreach (Tensor feature in Features)
        {
            feature.Dispose();
        }
    }
}
