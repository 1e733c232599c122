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
    private readonly int _textLength;
    private readonly TextCut _cut;

    private JudgeClip(ClipModel clip, WeightStore store, BpeVocabulary vocabulary, MaskedColours colours, int? cutTo)
    {
        _store = store;
        int context = clip.Config.Text.ContextLength;
        (_textLength, _cut) = cutTo is { } length ? (Math.Min(length, context), TextCut.AsReleased) : (context, TextCut.KeepEnd);
        Tokenizer = new ClipTokenizer(vocabulary);
        Judge = new MapJudge(clip, colours);
    }

    public MapJudge Judge { get; }

    public ClipTokenizer Tokenizer { get; }

    /// <param name="folder">Of the preset.</param>
    /// <param name="colours">In which it is shown pictures.</param>
    /// <param name="cutTo">
    /// The ids that are left of a text, without an end where that is behind them, as in the official program; null for as many as it takes.
    /// </param>
    /// <exception cref="TrainingException">The preset has no CLIP.</exception>
    /// <exception cref="PresetException">A file is missing or damaged.</exception>
    public static JudgeClip Load(PresetFolder folder, MaskedColours colours, int? cutTo = null)
    {
        ClipPart part = folder.Preset.Clip ?? throw new TrainingException($"Preset '{folder.Preset.Name}' has no part 'clip' to judge maps with.");
        BpeVocabulary vocabulary = BpeVocabulary.Load(folder.Verify(part.Vocabulary));
        (ClipModel clip, WeightStore store) = ClipModel.Load(folder.Verify(part.Weights));
        return new JudgeClip(clip, store, vocabulary, colours, cutTo);
    }

    /// <summary>The judge that a first stage is trained with.</summary>
    /// <inheritdoc cref="Load"/>
    public static JudgeClip Of(TrisStage1TrainingConfig config) =>
        Load(PresetFolder.Open(config.Preset), config.Colours, config.TextCut == TextCut.AsReleased ? config.TextLength : null);

    /// <summary>Ids for <see cref="MapJudge.Read"/>.</summary>
    public int[] Tokenize(string text) => TrisTexts.Tokenize(Tokenizer, text, _textLength, _cut);

    public void Dispose() => _store.Dispose();
}
