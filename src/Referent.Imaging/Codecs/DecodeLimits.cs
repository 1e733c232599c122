using Referent.Imaging.Geometry;

namespace Referent.Imaging.Codecs;

/// <summary>What a picture may claim before anything is allocated for it; checked against the header, before decoding.</summary>
public sealed record DecodeLimits
{
    /// <summary>The limits used when a caller names none.</summary>
    public static DecodeLimits Default { get; } = new();

    /// <summary>Pixels of one picture. Chosen: 2^27, which admits 12,000 x 9,000 and bounds an RGB buffer to 403 MB.</summary>
    public long MaxPixels { get; init; } = 1L << 27;

    /// <summary>Pixels along one side. Chosen: the largest side a JPEG header can state.</summary>
    public int MaxSide { get; init; } = 65_535;

    /// <summary>Bytes of the encoded file. Chosen: 512 MiB, more than an incompressible PNG of <see cref="MaxPixels"/> RGB pixels.</summary>
    public long MaxBytes { get; init; } = 512L << 20;

    /// <summary>Refuses a header whose size is empty or over the limits.</summary>
    /// <param name="format">The format's name, for the message.</param>
    /// <param name="height">Rows the header claims.</param>
    /// <param name="width">Columns the header claims.</param>
    /// <exception cref="ImageFormatException">The size is not between 1x1 and the limits.</exception>
    internal ImageSize Check(string format, long height, long width)
    {
        if (height < 1 || width < 1)
        {
            throw new ImageFormatException($"The {format} header claims {width}x{height} pixels; expected at least 1x1; the file is damaged.");
        }

        if (height > MaxSide || width > MaxSide || height * width > MaxPixels)
        {
            throw new ImageFormatException(
                $"The {format} header claims {width}x{height} pixels; at most {MaxPixels:N0} pixels and {MaxSide:N0} a side are read; " +
                "shrink the picture or raise the limits.");
        }

        return new ImageSize((int)height, (int)width);
    }

    /// <exception cref="ImageFormatException">The file is larger than <see cref="MaxBytes"/>.</exception>
    internal void CheckBytes(long length)
    {
        if (length > MaxBytes)
        {
            throw new ImageFormatException($"The file has {length:N0} bytes; at most {MaxBytes:N0} are read; shrink the picture or raise the limit.");
        }
    }
}
