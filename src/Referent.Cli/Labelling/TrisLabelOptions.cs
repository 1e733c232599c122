using System.CommandLine;
using Referent.Data.Refer;
using Referent.Evaluation;
using Referent.Imaging.Codecs;
using Referent.Imaging.Geometry;
using Referent.Imaging.Masks;
using Referent.Training.Tris;
using Referent.Training.Tris.Labels;

namespace Referent.Cli.Labelling;

/// <summary>What <c>label tris-maps</c> and <c>label tris-masks</c> share: which refs, the label folder, and labels as predictions.</summary>
internal static class TrisLabelOptions
{
    public static readonly Option<DirectoryInfo> Data = new("--data") { Description = "The data set's folder.", Required = true };

    public static readonly Option<string?> Dataset = new("--dataset")
    {
        Description = "Whose refs are labelled; by default those that the run has learnt from, or world.",
    };

    public static readonly Option<string?> SplitBy = new("--split-by")
    {
        Description = "Who made the split; by default the only one there, else unc or umd.",
    };

    public static readonly Option<string?> Split = new("--split") { Description = "Which split; by default the run's, or train." };

    public static readonly Option<DirectoryInfo?> Out = new("--out")
    {
        Description = $"The label folder; by default the run's, or {TrisLabelFiles.Folder} in the data set's folder.",
    };

    public static readonly Option<FileInfo?> Predictions = new("--predictions")
    {
        Description = "Also writes each label as the prediction for all sentences of its ref, for score.",
        HelpName = "FILE.jsonl",
    };

    private static readonly Option[] All = [Data, Dataset, SplitBy, Split, Out, Predictions];

    public static void AddTo(Command command) => Array.ForEach(All, command.Options.Add);

    /// <summary>The label folder.</summary>
    /// <param name="parsed">The command line.</param>
    /// <param name="learnt">The one that the run has learnt from, where the command line names none; empty for the one inside the data set's.</param>
    public static string FolderOf(ParseResult parsed, string learnt = "") =>
        TrisLabelFiles.FolderOf(parsed.GetRequiredValue(Data).FullName, parsed.GetValue(Out)?.FullName ?? learnt);

    /// <summary>The refs asked for.</summary>
    /// <param name="parsed">The command line.</param>
    /// <param name="learnt">What the run has learnt from, where there is one.</param>
    public static (string Dataset, string? SplitBy, string Split) RefsOf(ParseResult parsed, (string Dataset, string? SplitBy, string Split)? learnt)
    {
        string dataset = parsed.GetValue(Dataset) ?? learnt?.Dataset ?? "world";
        string? splitBy = parsed.GetValue(SplitBy) ?? (dataset == learnt?.Dataset ? learnt?.SplitBy : null);
        return (dataset, splitBy, parsed.GetValue(Split) ?? learnt?.Split ?? "train");
    }

    /// <summary>Writes the gallery, says where it is, and writes predictions where they are asked for.</summary>
    /// <param name="parsed">The command line.</param>
    /// <param name="folder">The label folder.</param>
    /// <param name="refs">Those of the labels.</param>
    /// <param name="predict">The label of a ref; null where there is none.</param>
    public static void Finish(
        ParseResult parsed,
        string folder,
        IReadOnlyList<TrainingSample> refs,
        Func<TrainingSample, (RunLengthMask Mask, PixelPosition? Peak)?> predict)
    {
        TrisGallery.Write(folder, refs);
        Console.Error.WriteLine($"Look at them before training on them: {Path.Combine(folder, TrisGallery.PageName)}");
        if (parsed.GetValue(Predictions) is { } file)
        {
            file.Directory!.Create();
            File.WriteAllLines(file.FullName, refs.AsParallel().AsOrdered().SelectMany(item => predict(item) is { } label
                ? item.Sentences.Select(sentence => PredictionFile.Format(sentence.Id, label.Mask, label.Peak))
                : []));
        }
    }

    /// <summary>What the map of a ref says: the mask is where it is above 0.</summary>
    public static (RunLengthMask Mask, PixelPosition? Peak)? Predict(ResponseMapFile maps, TrainingSample item) =>
        Predict(maps, item.RefId, ImageDecoder.ReadFile(item.ImagePath).Size);

    /// <inheritdoc cref="Predict(ResponseMapFile, TrainingSample)"/>
    public static (RunLengthMask Mask, PixelPosition? Peak)? Predict(ResponseMapFile maps, long refId, ImageSize picture)
    {
        if (!maps.Contains(refId))
        {
            return null;
        }

        var map = maps.Read(refId, picture);
        return (RunLengthMask.FromMask(map.Mask()), map.Size.PixelAt(map.Peak));
    }
}
