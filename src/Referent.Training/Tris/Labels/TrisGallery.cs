using Referent.Data;
using Referent.Data.Refer;
using Referent.Imaging;
using Referent.Imaging.Codecs;
using Referent.Imaging.Drawing;
using Referent.Training.Labels;

namespace Referent.Training.Tris.Labels;

/// <summary>What TRIS made between its stages, to look at before training on it: maps, and pseudo-masks where they are there.</summary>
public static class TrisGallery
{
    /// <summary>The page, in the label folder; its pictures lie beside it.</summary>
    public const string PageName = GalleryPage.Name;

    /// <summary>Writes page and pictures; labels are taken evenly from the whole of their files.</summary>
    /// <param name="folder">The label folder.</param>
    /// <param name="refs">Those that the maps are of, and possibly others.</param>
    /// <exception cref="FileNotFoundException">The maps have not been made.</exception>
    public static void Write(string folder, IReadOnlyList<TrainingSample> refs)
    {
        Dictionary<long, TrainingSample> known = refs.ToDictionary(item => item.RefId);
        GalleryPage page = new(folder);
        using ResponseMapFile maps = TrisLabelFiles.OpenMaps(folder);
        int[] shown = Spread.Evenly([.. Enumerable.Range(0, maps.Refs.Count)], GalleryPage.Cells);
        ContactSheetCell[] mapCells = [.. shown.Select(i => MapCell(maps, i, known[maps.Refs[i]]))];
        page.Add("maps.jpg", $"Response maps of {maps.Refs.Count} refs: the chosen sentence", mapCells);
        if (File.Exists(Path.Combine(folder, TrisLabelFiles.Masks)))
        {
            IReadOnlyList<PseudoMaskLabel> masks = TrisLabelFiles.ReadMasks(folder);
            PseudoMaskLabel[] shownMasks = Spread.Evenly(masks, GalleryPage.Cells);
            ContactSheetCell[] maskCells = [.. shownMasks.Select(label => MaskCell(label, known[label.RefId]))];
            page.Add("masks.jpg", $"Pseudo-masks of {masks.Count} refs", maskCells);
        }

        page.Write();
    }

    private static ContactSheetCell MapCell(ResponseMapFile maps, int at, TrainingSample item)
    {
        RgbImage picture = ImageDecoder.ReadFile(item.ImagePath);
        string text = item.Sentences.First(sentence => sentence.Id == maps.Sentences[at]).Text;
        return new ContactSheetCell(HeatMap.Draw(picture, maps.Read(maps.Refs[at], picture.Size).Values.Span), text);
    }

    private static ContactSheetCell MaskCell(PseudoMaskLabel label, TrainingSample item) =>
        new(Overlay.Draw(ImageDecoder.ReadFile(item.ImagePath), label.Mask.ToMask()), label.Text);
}
