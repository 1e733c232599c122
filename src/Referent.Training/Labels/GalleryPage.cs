using System.Net;
using System.Text;
using Referent.Formats;
using Referent.Imaging.Drawing;

namespace Referent.Training.Labels;

/// <summary>A page with sheets of labelled pictures, to look at before training on them; the sheets lie beside it.</summary>
/// <param name="folder">Of page and sheets.</param>
internal sealed class GalleryPage(string folder)
{
    /// <summary>Name of the page.</summary>
    public const string Name = "gallery.html";

    /// <summary>Labels on one sheet.</summary>
    public const int Cells = 6 * PictureSheet.Columns;

    /// <summary>How many there are, and how many of them are shown: "48 of 406".</summary>
    public static string Share(int count) => count > Cells ? $"{Cells} of {count}" : $"{count}";

    private readonly StringBuilder _page = new(
        "<!doctype html><meta charset=\"utf-8\"><title>Pseudo-labels</title><body style=\"font-family:sans-serif\">\n");

    /// <summary>Writes a sheet and shows it on the page; nothing where there are no cells.</summary>
    /// <param name="name">File name of the sheet, a JPEG.</param>
    /// <param name="heading">Of the sheet.</param>
    /// <param name="cells">In reading order.</param>
    public void Add(string name, string heading, IReadOnlyList<ContactSheetCell> cells)
    {
        if (cells.Count > 0)
        {
            PictureSheet.Write(Path.Combine(folder, name), cells);
            _page.AppendLine($"<h2>{WebUtility.HtmlEncode(heading)}</h2><img src=\"{name}\" alt=\"{WebUtility.HtmlEncode(heading)}\">");
        }
    }

    public void Write() => WholeFile.WriteText(Path.Combine(folder, Name), _page.ToString());
}
