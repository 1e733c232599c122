using Referent.Data.Text;
using Referent.Models.Clip;
using Referent.Models.Sam;
using Referent.Presets;
using Referent.Torch;
using Referent.Torch.Weights;
using Referent.Training.Loop;

namespace Referent.Training.Ppt;

/// <summary>The CLIP and SAM of a preset, never trained here.</summary>
public sealed class FrozenModels : IDisposable
{
    private readonly WeightStore _clipStore;
    private readonly WeightStore _samStore;

    private FrozenModels(
        ClipModel clip,
        WeightStore clipStore,
        SamModel sam,
        WeightStore samStore,
        PhraseEncoder phrases,
        int surgeryBlocks,
        string hash,
        Device device)
    {
        Clip = clip;
        _clipStore = clipStore;
        Sam = sam;
        _samStore = samStore;
        Phrases = phrases;
        SurgeryBlocks = surgeryBlocks;
        Hash = hash;
        Device = device;
    }

    public ClipModel Clip { get; }

    public SamModel Sam { get; }

    public PhraseEncoder Phrases { get; }

    /// <summary>Whose memory both models are in.</summary>
    public Device Device { get; }

    /// <summary>Blocks with two paths in the preset's localiser.</summary>
    public int SurgeryBlocks { get; }

    /// <summary>Of the weights in memory.</summary>
    public long Bytes => (_clipStore.ParameterCount + _samStore.ParameterCount) * sizeof(float);

    /// <summary>Of both weight files and the vocabulary.</summary>
    public string Hash { get; }

    /// <param name="folder">The preset.</param>
    /// <param name="device">Whose memory both go to; by default the CPU's.</param>
    /// <exception cref="TrainingException">The preset has no CLIP, localiser or SAM.</exception>
    /// <exception cref="PresetException">A file is missing or damaged.</exception>
    public static FrozenModels Load(PresetFolder folder, Device? device = null)
    {
        ArgumentNullException.ThrowIfNull(folder);
        if (folder.Preset is not { Clip: { } clipPart, Localiser: { } localiser, Sam: { } samPart })
        {
            throw new TrainingException($"Preset '{folder.Preset.Name}' needs the parts clip, localiser and sam to train a generator.");
        }

        (ClipModel clip, WeightStore clipStore) = ClipModel.Load(folder.Verify(clipPart.Weights), device: device);
        (SamModel sam, WeightStore samStore) = SamModel.Load(folder.Verify(samPart.Weights), device: device);
        PhraseEncoder phrases = new(new ClipTokenizer(BpeVocabulary.Load(folder.Verify(clipPart.Vocabulary))), clip, localiser.Templates);
        string hash = $"{clipPart.Weights.Sha256} {clipPart.Vocabulary.Sha256} {samPart.Weights.Sha256}";
        return new FrozenModels(clip, clipStore, sam, samStore, phrases, localiser.Blocks, hash, device ?? Device.Cpu);
    }

    public void Dispose()
    {
        _clipStore.Dispose();
        _samStore.Dispose();
    }
}
