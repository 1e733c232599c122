using Referent.Imaging.Codecs;
using Referent.Models.Clip;
using Referent.Torch;
using Referent.Torch.Weights;

namespace Referent.Presets;

/// <summary>Teaches a preset what pictures it knows, so that it can say of others that it does not.</summary>
public static class DomainMeasurement
{
    /// <summary>Share of the known pictures that may be taken for unknown ones. Chosen: a note that is rarely wrong is still read.</summary>
    private const double FalseNotes = 0.01;

    private const string FileName = "domain.safetensors";

    /// <summary>Measures pictures with the preset's CLIP and writes what it found into the preset.</summary>
    /// <param name="folder">A preset with the part clip.</param>
    /// <param name="note">What to say of a picture that is unlike them, one sentence.</param>
    /// <param name="pictures">Files; a few hundred are enough.</param>
    /// <exception cref="ArgumentException">There are no pictures.</exception>
    /// <exception cref="PresetException">The preset has no CLIP, or is damaged.</exception>
    /// <exception cref="ImageFormatException">A file is no picture.</exception>
    public static void Write(string folder, string note, IReadOnlyList<string> pictures)
    {
        ArgumentNullException.ThrowIfNull(pictures);
        if (pictures.Count == 0)
        {
            throw new ArgumentException("There are no pictures to measure.", nameof(pictures));
        }

        PresetFolder preset = PresetFolder.Open(folder);
        ClipPart part = preset.Preset.Clip
            ?? throw new PresetException($"Preset '{preset.Preset.Name}' has no part 'clip' to look at pictures with.");
        (ClipModel clip, WeightStore weights) = ClipModel.Load(preset.Verify(part.Weights));
        using (weights)
        {
            using NoGrad noGrad = NoGrad.Begin();
            using TensorScope scope = TensorScope.Begin();
            PictureDomain domain = new(clip, part.ImageSize, Device.Cpu);
            List<Tensor> embedded = [.. pictures.Select(path => domain.Embed(ImageDecoder.ReadFile(path)))];
            Tensor centre = PictureDomain.Centre(embedded);
            double[] similarities = [.. embedded.Select(vector => (vector * centre).Sum().Item()).Order()];
            SafetensorsWriter.Write(Path.Combine(folder, FileName), new Dictionary<string, Tensor> { [DomainPart.CentreName] = centre });
            double limit = Math.Floor(similarities[(int)(similarities.Length * FalseNotes)] * 1000) / 1000;
            PresetWriter.Write(folder, preset.Preset with { Domain = new DomainPart(note, PresetFile.Of(folder, FileName), limit) });
        }
    }
}
