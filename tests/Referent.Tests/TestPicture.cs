using Referent.Imaging;
using Referent.Imaging.Geometry;

namespace Referent.Tests;

/// <summary>A picture that shows nothing, but no two parts of it are alike.</summary>
internal static class TestPicture
{
    public static RgbImage Of(int height, int width)
    {
        RgbImage picture = new(new ImageSize(height, width));
        for (int i = 0; i < picture.Pixels.Length; i++)
        {
            picture.Pixels[i] = (byte)((i * 37) ^ (i / 90));
        }

        return picture;
    }
}
