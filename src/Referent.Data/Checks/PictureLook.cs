using Referent.Data.Refer;
using Referent.Imaging.Codecs;
using Referent.Imaging.Geometry;

namespace Referent.Data.Checks;

/// <summary>Whether a picture is what its annotations say.</summary>
public enum PictureState
{
    /// <summary>It can be read and has the annotated size.</summary>
    Good,

    /// <summary>There is no such file.</summary>
    Missing,

    /// <summary>It is damaged, cut off, or not a picture at all.</summary>
    Unreadable,

    /// <summary>It has another size, so that masks do not lie on it.</summary>
    OtherSize,
}

/// <summary>What a look at a picture's file found.</summary>
/// <param name="State">Whether it can be used.</param>
/// <param name="Size">Its own size; default where it cannot be read.</param>
public readonly record struct PictureLook(PictureState State, ImageSize Size)
{
    /// <summary>Decodes the file.</summary>
    public static PictureLook At(ReferImage picture)
    {
        ArgumentNullException.ThrowIfNull(picture);
        if (!File.Exists(picture.Path))
        {
            return new PictureLook(PictureState.Missing, default);
        }

        try
        {
            ImageSize size = ImageDecoder.ReadFile(picture.Path).Size;
            return new PictureLook(size == picture.Size ? PictureState.Good : PictureState.OtherSize, size);
        }
        catch (Exception fault) when (fault is ImageFormatException or IOException or UnauthorizedAccessException)
        {
            return new PictureLook(PictureState.Unreadable, default);
        }
    }
}
