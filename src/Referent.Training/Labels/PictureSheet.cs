using Referent.Formats;
using Referent.Imaging.Codecs;
using Referent.Imaging.Drawing;

namespace Referent.Training.Labels;

/// <summary>Small pictures to look at, in rows on one JPEG.</summary>
internal static class PictureSheet
{
    /// <summary>Pictures of a row.</summary>
    public const int Columns = 8;

    private const int CellSide = 176;
    private const int JpegQuality = 85;

    /// <param name="path">An existing file is replaced in one step.</param>
    /// <param name="cells">In reading order.</param>
    public static void Write(string path, IReadOnlyList<ContactSheetCell> cells)
    {
        byte[] sheet = JpegEncoder.Encode(ContactSheet.Compose(cells, Columns, CellSide), JpegQuality);
        WholeFile.Write(path, temporary => File.WriteAllBytes(temporary, sheet));
    }
}
