using Referent.Imaging.Codecs;
using Referent.Training.Labels;

namespace Referent.Training.Tests;

/// <summary>Pages of labels.</summary>
internal static class Galleries
{
    /// <summary>The page of a label folder shows these sheets, which lie beside it.</summary>
    public static void AssertShows(string folder, params string[] sheets)
    {
        string page = File.ReadAllText(Path.Combine(folder, GalleryPage.Name));
        Assert.All(sheets, name =>
        {
            Assert.Contains(name, page, StringComparison.Ordinal);
            Assert.True(ImageDecoder.ReadFile(Path.Combine(folder, name)).Width > 300);
        });
    }
}
