using Referent.Models.Tris;

namespace Referent.Training.Tris.Labels;

/// <summary>Of which refs maps are made, and how one is selected among those of a ref's sentences.</summary>
public sealed record ResponseMapOptions
{
    /// <summary>The data set's folder.</summary>
    public required string DataDirectory { get; init; }

    /// <summary>Where labels go.</summary>
    public required string Folder { get; init; }

    public string Dataset { get; init; } = "world";

    /// <summary>Null for the data set's default.</summary>
    public string? SplitBy { get; init; }

    public string Split { get; init; } = "train";

    /// <summary>Pictures at most, the first of the split; null for all.</summary>
    public int? Pictures { get; init; }

    /// <summary>How strong a response shows the judge everything.</summary>
    public MapShade Shade { get; init; }

    /// <summary>In which the judge is shown pictures.</summary>
    public MaskedColours Colours { get; init; }

    /// <summary>Pictures between two saves; has no influence on the maps. Chosen: a few seconds of work on two cores.</summary>
    public int PicturesPerPart { get; init; } = 64;
}
