using Referent.Data.Text;
using Referent.Models.Clip;
using Referent.Models.Tris;
using Referent.Presets;
using Referent.Torch.Weights;
using Referent.Training.Loop;

namespace Referent.Training.Tris;

/// <summary>A preset's CLIP, frozen, as the judge of maps.</summary>
internal sealed class JudgeClip : IDisposable
{
    private readonly WeightStore _store;
    private readonly int _contextLength;

    private JudgeClip(ClipModel clip, WeightStore store, BpeVocabulary vocabulary, MaskedColours colours)
    {
        _store = store;
        _contextLength = clip.Config.Text.ContextLength;
        Tokenizer = new ClipTokenizer(vocabulary);
        Judge = new MapJudge(clip, colours);
    }

    public MapJudge Judge { get; }

    public ClipTokenizer Tokenizer { get; }

    /// <exception cref="TrainingException">The preset has no CLIP.</exception>
    /// <exception cref="PresetException">A file is missing or damaged.</exception>
    public static JudgeClip Load(PresetFolder folder, MaskedColours colours)
    {
        ClipPart part = folder.Preset.Clip ?? throw new TrainingException($"Preset '{folder.Preset.Name}' has no part 'clip' to judge maps with.");
        BpeVocabulary vocabulary = BpeVocabulary.Load(folder.Verify(part.Vocabulary));
        (ClipModel clip, WeightStore store) = ClipModel.Load(folder.Verify(part.Weights));
        return new JudgeClip(clip, store, vocabulary, colours);
    }

    /// <summary>Ids for <see cref="MapJudge.Read"/>.</summary>
    public int[] Tokenize(string text) => TrisTexts.Tokenize(Tokenizer, text, _contextLength, TextCut.KeepEnd);

    public void Dispose() => _store.Dispose();
}
