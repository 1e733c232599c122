using Referent.Training.Tris;
using Referent.Training.Tris.Labels;

namespace Referent.Cli.Ablating;

/// <summary>
/// PRMS as a row of TRIS's table 4: the map that a frozen CLIP selects among those of a ref's sentences answers to all of them. Source: the
/// official program, validate with --prms.
/// </summary>
internal static class SelectedMaps
{
    /// <param name="source">The first stage, and who selects.</param>
    /// <param name="questions">Of which refs.</param>
    /// <param name="folder">Where the maps are kept; an interrupted making goes on there.</param>
    /// <param name="stop">Ends the making with <see cref="OperationCanceledException"/>.</param>
    /// <returns>The caller's.</returns>
    public static ResponseMapFile Make(MapSource source, QuestionSource questions, string folder, CancellationToken stop)
    {
        ResponseMapOptions options = new()
        {
            DataDirectory = questions.Root,
            Folder = folder,
            Dataset = questions.Dataset.Files.Dataset,
            SplitBy = questions.Dataset.Files.SplitBy,
            Split = questions.Split,
            Pictures = questions.Limit,
        };
        ResponseMapper mapper = new(source, options);
        mapper.Run(new CountProgress("pictures with maps"), stop);
        foreach (string failure in mapper.Failures)
        {
            Console.Error.WriteLine(failure);
        }

        return TrisLabelFiles.OpenMaps(folder);
    }
}
