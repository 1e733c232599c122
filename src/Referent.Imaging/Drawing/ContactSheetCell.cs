namespace Referent.Imaging.Drawing;

/// <summary>One picture of a contact sheet.</summary>
/// <param name="Picture">Of any size; it is fitted into its cell.</param>
/// <param name="Caption">Written below, wrapped between words; may be empty or hold line breaks.</param>
public sealed record ContactSheetCell(RgbImage Picture, string Caption);
