using Referent.Imaging.Geometry;

namespace Referent.Data.Refer;

/// <summary>A picture of the dataset.</summary>
/// <param name="Id">COCO's image id.</param>
/// <param name="FileName">The name in <c>instances.json</c>.</param>
/// <param name="Path">The file, which may be absent.</param>
/// <param name="Size">As <c>instances.json</c> has it; masks have this size.</param>
public sealed record ReferImage(long Id, string FileName, string Path, ImageSize Size);
