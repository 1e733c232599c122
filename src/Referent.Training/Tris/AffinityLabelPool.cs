using System.Text.Json;
using Referent.Data;
using Referent.Data.Refer;
using Referent.Imaging;
using Referent.Imaging.Codecs;
using Referent.Imaging.Masks;
using Referent.Models.IrNet;
using Referent.Training.Labels;

namespace Referent.Training.Tris;

/// <summary>
/// The affinity labels of the refs of a run, made once, in a file of its folder: for each ref the pixels that are foreground and those that
/// are background; the others are undecided.
/// </summary>
internal sealed class AffinityLabelPool
{
    /// <summary>In the run directory.</summary>
    public const string FileName = "affinity.jsonl";

    /// <summary>Refs labelled together, on all cores. Chosen: a few seconds of work.</summary>
    private const int Together = 16;

    private readonly Dictionary<long, (RunLengthMask Foreground, RunLengthMask Background)> _labels;

    private AffinityLabelPool(Dictionary<long, (RunLengthMask Foreground, RunLengthMask Background)> labels) => _labels = labels;

    /// <param name="folder">The run directory.</param>
    /// <param name="refs">With maps.</param>
    /// <param name="maps">Borrowed.</param>
    /// <param name="progress">Receives refs done and in total.</param>
    /// <param name="stop">Ends the making early with <see cref="OperationCanceledException"/>.</param>
    public static AffinityLabelPool OpenOrMake(
        string folder, IReadOnlyList<TrainingSample> refs, ResponseMapFile maps, IProgress<(int Done, int Total)> progress, CancellationToken stop)
    {
        string path = Path.Combine(folder, FileName);
        ResumableLines.Write(path, [.. refs.Chunk(Together)], chunk => Label(chunk, maps), progress, stop);
        return new AffinityLabelPool(ResumableLines.Read(path).ToDictionary(
            line => line.GetProperty("ref_id").GetInt64(),
            line => (RunLengthJson.Read(line.GetProperty("foreground")), RunLengthJson.Read(line.GetProperty("background")))));
    }

    /// <summary>Row by row at the picture's size, as <see cref="AffinityLabels"/>.</summary>
    public byte[] Read(long refId)
    {
        (RunLengthMask foreground, RunLengthMask background) = _labels[refId];
        byte[] sure = foreground.ToMask().Pixels;
        byte[] none = background.ToMask().Pixels;
        byte[] labels = new byte[sure.Length];
        for (int i = 0; i < labels.Length; i++)
        {
            labels[i] = sure[i] != 0 ? AffinityLabels.Foreground : none[i] != 0 ? AffinityLabels.Background : AffinityLabels.Undecided;
        }

        return labels;
    }

    private static string[] Label(TrainingSample[] refs, ResponseMapFile maps)
    {
        // Maps on this thread, since each thread that uses libtorch would start a team of its own; CRFs on all.
        (long RefId, RgbImage Picture, float[] Response)[] inputs = [.. refs.Select(item =>
        {
            RgbImage picture = ImageDecoder.ReadFile(item.ImagePath);
            return (item.RefId, picture, maps.Read(item.RefId, picture.Size).Values.ToArray());
        })];
        return [.. inputs.AsParallel().AsOrdered().Select(input =>
        {
            byte[] labels = AffinityLabels.Create(input.Picture, input.Response);
            return JsonSerializer.Serialize(new
            {
                ref_id = input.RefId,
                foreground = Mask(AffinityLabels.Foreground),
                background = Mask(AffinityLabels.Background),
            });

            object Mask(byte label)
            {
                byte[] pixels = Array.ConvertAll(labels, value => (byte)(value == label ? 1 : 0));
                return RunLengthJson.Of(RunLengthMask.FromMask(new BinaryMask(input.Picture.Size, pixels)));
            }
        })];
    }
}
