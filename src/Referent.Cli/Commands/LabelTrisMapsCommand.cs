using System.CommandLine;
using Referent.Cli.Labelling;
using Referent.Data.Refer;
using Referent.Data.Text;
using Referent.Models.Tris;
using Referent.Training.Tris;
using Referent.Training.Tris.Labels;

namespace Referent.Cli.Commands;

/// <summary><c>referent label tris-maps</c>: the response map of every ref of a split, from the first stage of TRIS.</summary>
internal static class LabelTrisMapsCommand
{
    private static readonly Option<DirectoryInfo?> Stage1 = new("--run")
    {
        Description = "Run folder of train tris-stage1; without it, the preset's first stage.",
    };

    private static readonly Option<string?> Preset = new("--preset")
    {
        Description = "Whose CLIP selects among the maps of a ref's sentences; by default the run's.",
    };

    private static readonly Option<bool> AsReleased = new("--as-released")
    {
        Description = "As in the official program: CLIP sees pictures in ImageNet's colours, multiplied by logits, and with --preset long texts lose their "
            + "end, CLIP's too (with --run they are cut as in training).",
    };

    public static Command Create()
    {
        Command command = new("tris-maps", "Response maps of the refs of a split, one of those of each ref's sentences, by the first stage of TRIS.")
        {
            Stage1, Preset, AsReleased,
        };
        TrisLabelOptions.AddTo(command);
        command.SetAction(parsed => LabelCommand.Run(stop => Make(parsed, stop)));
        return command;
    }

    private static IReadOnlyList<string> Make(ParseResult parsed, CancellationToken stop)
    {
        bool released = parsed.GetValue(AsReleased);
        MapSource source = (parsed.GetValue(Stage1), parsed.GetValue(Preset) is { } name ? PresetNames.Check(name) : null) switch
        {
            ({ } run, var preset) => MapSource.OfRun(run.FullName, preset),
            (null, { } preset) => MapSource.OfPreset(preset, released ? TextCut.AsReleased : TextCut.KeepEnd),
            _ => throw new ArgumentException("Give --run, a run of train tris-stage1, or --preset, a preset with a first stage of TRIS."),
        };
        (string dataset, string? splitBy, string split) =
            TrisLabelOptions.RefsOf(parsed, source.Data is { } data ? (data.Dataset, data.SplitBy, data.Split) : null);
        ResponseMapOptions options = new()
        {
            DataDirectory = parsed.GetRequiredValue(TrisLabelOptions.Data).FullName,
            Folder = TrisLabelOptions.FolderOf(parsed),
            Dataset = dataset,
            SplitBy = splitBy,
            Split = split,
            Shade = released ? MapShade.AsReleased : MapShade.Normalised,
            Colours = released ? MaskedColours.AsReleased : MaskedColours.Clip,
        };
        ResponseMapper mapper = new(source, options);
        mapper.Run(new CountProgress("pictures"), stop);
        using ResponseMapFile maps = TrisLabelFiles.OpenMaps(options.Folder);
        TrisLabelOptions.Finish(
            parsed,
            options.Folder,
            TrainingView.Load(options.DataDirectory, dataset, split, splitBy).Samples,
            item => TrisLabelOptions.Predict(maps, item));
        return mapper.Failures;
    }
}
