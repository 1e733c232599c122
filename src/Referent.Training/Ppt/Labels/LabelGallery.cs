using System.Net;
using System.Text;
using Referent.Data;
using Referent.Imaging;
using Referent.Imaging.Codecs;
using Referent.Imaging.Drawing;
using Referent.Training.Loop;

namespace Referent.Training.Ppt.Labels;

/// <summary>Pseudo-labels to look at before training on them: a page with some of each kind, drawn on their pictures.</summary>
public static class LabelGallery
{
    /// <summary>The page, in the label folder; its pictures lie beside it.</summary>
    public const string PageName = "gallery.html";

    private const int Cells = 48;
    private const int Columns = 8;
    private const int CellSide = 176;
    private const int JpegQuality = 85;

    /// <summary>Writes page and pictures; labels are taken evenly from the whole of their files.</summary>
    /// <param name="dataDirectory">The data set's folder, labelled.</param>
    /// <exception cref="FileNotFoundException">The labels have not been made.</exception>
    public static void Write(string dataDirectory)
    {
        IReadOnlyList<ObjectLabel> objects = LabelFiles.ReadObjects(dataDirectory);
        IReadOnlyList<SentenceLabel> sentences = [.. LabelFiles.ReadSentences(dataDirectory).Where(label => label.Candidates.Count > 0)];
        RgbImage Draw(string image, PhraseMask candidate) =>
            Overlay.Draw(ImageDecoder.ReadFile(Path.Combine(dataDirectory, image)), candidate.Mask.ToMask());

        StringBuilder page = new("<!doctype html><meta charset=\"utf-8\"><title>Pseudo-labels</title><body style=\"font-family:sans-serif\">\n");
        AddSheet("objects.jpg", $"{objects.Count} object-centric pictures: class, predicted IoU", [.. Spread.Evenly(objects, Cells).Select(label => new ContactSheetCell(
            Draw(label.Image, new PhraseMask(label.ClassName, label.Mask, label.Score)), $"{label.ClassName} {label.Score:F2}"))]);
        AddSheet("sentences.jpg", $"{sentences.Count} sentences: sentence, noun phrase, predicted IoU", [.. Spread.Evenly(sentences, Cells).Select((label, i) =>
        {
            PhraseMask candidate = label.Candidates[i % label.Candidates.Count];
            return new ContactSheetCell(Draw(label.Image, candidate), $"{label.Text}\n{candidate.Phrase} {candidate.Score:F2}");
        })]);
        WholeFile.Write(InFolder(PageName), path => File.WriteAllText(path, page.ToString()));

        string InFolder(string name) => Path.Combine(dataDirectory, LabelFiles.Folder, name);

        void AddSheet(string name, string title, IReadOnlyList<ContactSheetCell> cells)
        {
            if (cells.Count > 0)
            {
                byte[] sheet = JpegEncoder.Encode(ContactSheet.Compose(cells, Columns, CellSide), JpegQuality);
                WholeFile.Write(InFolder(name), path => File.WriteAllBytes(path, sheet));
                page.AppendLine($"<h2>{WebUtility.HtmlEncode(title)}</h2><img src=\"{name}\" alt=\"{WebUtility.HtmlEncode(title)}\">");
            }
        }
    }
}
