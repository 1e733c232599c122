namespace Referent.Data.Refer;

/// <summary>Which names of pictures an annotation file may give: relative ones that stay in the folder of the pictures, on any system.</summary>
internal static class PictureName
{
    /// <summary>Folders below are allowed; <c>..</c>, a root, a drive and a backslash are not.</summary>
    public static bool StaysInside(string name) =>
        name.IndexOfAny(['\\', ':', '\0']) < 0 && Array.TrueForAll(name.Split('/'), part => part is not ("" or "." or ".."));
}
