using System.Diagnostics;

namespace Referent.Models;

/// <summary>The square grid of patches that an image tower sees.</summary>
public static class PatchGrid
{
    /// <param name="patches">h * w with h = w, the class token not among them.</param>
    /// <returns>h</returns>
    public static int SideOf(long patches)
    {
        int side = (int)Math.Round(Math.Sqrt(patches));
        Debug.Assert((long)side * side == patches, $"{patches} patches are no square grid");
        return side;
    }
}
