using System.CommandLine;
using Referent.Cli.Labelling;
using Referent.Data.Refer;
using Referent.Training.Foundations;
using Referent.Training.Tris;
using Referent.Training.Tris.Labels;

namespace Referent.Cli.Commands;

/// <summary><c>referent label tris-masks</c>: response maps become pseudo-masks, by IRNet's random walk.</summary>
internal static class LabelTrisMasksCommand
{
    private static readonly Option<DirectoryInfo> IrNet = new("--run") { Description = "Run folder of train irnet.", Required = true };

    public static Command Create()
    {
        Command command = new("tris-masks", "Pseudo-masks of the refs that have response maps, by IRNet: what train tris-stage2 learns from.")
        {
            IrNet,
        };
        TrisLabelOptions.AddTo(command);
        command.SetAction(parsed => LabelCommand.Run(stop => Make(parsed, stop)));
        return command;
    }

    private static IReadOnlyList<string> Make(ParseResult parsed, CancellationToken stop)
    {
        string run = parsed.GetRequiredValue(IrNet).FullName;
        IrNetTrainingConfig config = FinalWeights.ConfigOf<IrNetTrainingConfig>(run);
        (string dataset, string? splitBy, string split) =
            TrisLabelOptions.RefsOf(parsed, (config.Data.Dataset, config.Data.SplitBy, config.Data.Split));
        string root = parsed.GetRequiredValue(TrisLabelOptions.Data).FullName, folder = TrisLabelOptions.FolderOf(parsed, config.Labels);
        IReadOnlyList<TrainingSample> refs = TrainingView.Load(root, dataset, split, splitBy).Samples;
        PseudoMasker masker = new(FinalWeights.PathIn(run), folder, root, refs);
        masker.Run(new CountProgress("pictures"), stop);
        Dictionary<long, PseudoMaskLabel> masks = TrisLabelFiles.ReadMasks(folder).ToDictionary(label => label.RefId);
        TrisLabelOptions.Finish(parsed, folder, refs, item => masks.TryGetValue(item.RefId, out PseudoMaskLabel? label) ? (label.Mask, null) : null);
        return masker.Failures;
    }
}
