using System.Text.Json.Serialization;
using Referent.Data.Refer;
using Referent.Data.Text;
using Referent.Imaging.Codecs;
using Referent.Imaging.Preprocessing;
using Referent.Models.Tris;
using Referent.Torch;
using Referent.Torch.Weights;
using Referent.Training.Configuration;
using Referent.Training.Labels;
using Referent.Training.Loop;

namespace Referent.Training.Tris.Labels;

/// <summary>
/// Makes the response map of every ref of a split: the first stage answers to each of its sentences, and the frozen CLIP selects one answer.
/// Source: TRIS, section 3.4. Reads pictures and sentences alone. An interrupted making goes on; a picture that cannot be read gets no maps.
/// </summary>
public sealed class ResponseMapper
{
    private readonly MapSource _source;
    private readonly ResponseMapOptions _options;
    private readonly IReadOnlyList<TrainingSample> _refs;
    private readonly int[][] _pictures;
    private readonly List<string> _failures = [];

    /// <param name="source">The first stage, and who judges.</param>
    /// <param name="options">What for, and where to.</param>
    /// <exception cref="ArgumentException">No such data set, or no ref in the split.</exception>
    public ResponseMapper(MapSource source, ResponseMapOptions options)
    {
        ArgumentNullException.ThrowIfNull(source);
        ArgumentNullException.ThrowIfNull(options);
        (_source, _options) = (source, options);
        _refs = TrainingView.Load(options.DataDirectory, options.Dataset, options.Split, options.SplitBy).Samples;
        _pictures =
        [
            .. Enumerable.Range(0, _refs.Count)
                .GroupBy(item => _refs[item].ImagePath, StringComparer.Ordinal)
                .Take(options.Pictures ?? int.MaxValue)
                .Select(group => group.ToArray()),
        ];
    }

    /// <summary>What was wrong with each picture that could not be read in this run.</summary>
    public IReadOnlyList<string> Failures => _failures;

    private string MapsPath => Path.Combine(_options.Folder, TrisLabelFiles.Maps);

    /// <summary>Makes what is not there yet.</summary>
    /// <param name="progress">Receives pictures done and in total.</param>
    /// <param name="stop">Ends between two pictures with <see cref="OperationCanceledException"/>.</param>
    /// <exception cref="RunDirectoryException">The folder holds maps made otherwise.</exception>
    /// <exception cref="TrainingException">No picture could be read, or the preset has no CLIP.</exception>
    public void Run(IProgress<(int Done, int Total)> progress, CancellationToken stop)
    {
        ArgumentNullException.ThrowIfNull(progress);
        LabelOrigin.Claim(MapsPath, ConfigFile.Resolve(Origin()));
        if (File.Exists(MapsPath))
        {
            return;
        }

        string parts = MapsPath + ".parts";
        Directory.CreateDirectory(parts);
        MakeParts(parts, progress, stop);
        MapPart all = new();
        foreach (string path in Directory.EnumerateFiles(parts, "*.safetensors").Order(StringComparer.Ordinal))
        {
            using ResponseMapFile part = ResponseMapFile.Open(path);
            all.AddAll(part);
        }

        if (all.Count == 0)
        {
            throw new TrainingException($"No picture of the split {_options.Split} could be read; {_failures.FirstOrDefault()}");
        }

        all.Write(MapsPath);
        Directory.Delete(parts, recursive: true);
    }

    private void MakeParts(string folder, IProgress<(int Done, int Total)> progress, CancellationToken stop)
    {
        using JudgeClip judge = JudgeClip.Load(
            _source.Preset, _options.Colours, _source.TextCut == TextCut.AsReleased ? _source.TextLength : null);
        ClipTokenizer tokenizer = new(BpeVocabulary.Load(_source.Vocabulary));
        (TrisStage1 model, WeightStore store) = TrisStage1.Load(_source.Weights);
        using WeightStore weights = store;
        int length = Math.Min(_source.TextLength, model.Config.Backbone.Text.ContextLength);
        TrisTexts texts = new(_refs, text => TrisTexts.Tokenize(tokenizer, text, length, _source.TextCut));
        TrisTexts judged = new(_refs, judge.Tokenize);
        for (int first = 0; first < _pictures.Length; first += _options.PicturesPerPart)
        {
            int end = Math.Min(first + _options.PicturesPerPart, _pictures.Length);
            string path = Path.Combine(folder, $"{first:D9}.safetensors");
            if (!File.Exists(path))
            {
                MapPart part = new();
                foreach (int[] items in _pictures[first..end])
                {
                    stop.ThrowIfCancellationRequested();
                    try
                    {
                        Add(part, items, model, texts, judge.Judge, judged);
                    }
                    catch (Exception fault) when (fault is ImageFormatException or IOException)
                    {
                        _failures.Add(fault.Message);
                    }
                }

                if (part.Count > 0)
                {
                    part.Write(path);
                }
            }

            progress.Report((end, _pictures.Length));
        }
    }

    /// <summary>The maps of the refs of one picture. Axes: N sentences of them all, M of one ref, S a side of the input.</summary>
    private void Add(MapPart part, int[] items, TrisStage1 model, TrisTexts texts, MapJudge judge, TrisTexts judged)
    {
        using NoGrad noGrad = NoGrad.Begin();
        using TensorScope scope = TensorScope.Begin();
        int side = _source.ImageSize;
        Tensor image = Tensor.From(ImagePreprocessing.TrisSquare(ImageDecoder.ReadFile(_refs[items[0]].ImagePath), side).Planes, 1, 3, side, side);
        Tensor said = model.EncodeText(texts.Rows([.. items.SelectMany(texts.SentencesOf)]).ToTensor());                // [N, C]
        Tensor responses = model.Respond(model.EncodeImage(image), said);                                               // [1, N, h, w]
        Tensor outputs = TrisStage1.Rectify(responses, side, side).Transpose(0, 1);                                     // [N, 1, S, S]
        int first = 0;
        foreach (int item in items)
        {
            int count = texts.SentencesOf(item).Count;
            int chosen = count == 1
                ? 0
                : judge.Select(image, outputs.Narrow(0, first, count), judged.Rows(texts.SentencesOf(item)).ToTensor(), _options.Shade);
            part.Add(_refs[item].RefId, _refs[item].Sentences[chosen].Id, responses.Select(0, 0).Select(0, first + chosen));
            first += count;
        }
    }

    private MapOrigin Origin() => new(
        Stage1: Provenance.Fingerprint(_source.Weights, _source.Vocabulary),
        Judge: _source.Preset.Preset.Clip?.Weights.Sha256 ?? string.Empty,
        ImageSize: _source.ImageSize,
        TextLength: _source.TextLength,
        TextCut: _source.TextCut,
        Refs: Provenance.Fingerprint(ReferFiles.Locate(_options.DataDirectory, _options.Dataset, _options.SplitBy).ListRefsFiles()),
        Split: _options.Split,
        Shade: _options.Shade,
        Colours: _options.Colours,
        Pictures: _options.Pictures);

    /// <summary>All that maps depend on but what is in the pictures.</summary>
    private sealed record MapOrigin(
        string Stage1, string Judge, int ImageSize, int TextLength, TextCut TextCut, string Refs, string Split, MapShade Shade, MaskedColours Colours,
        [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] int? Pictures);
}
