using System.Text;
using System.Text.Json;
using Referent.Data.Refer;

namespace Referent.Cli.Bench;

/// <summary>
/// A dataset without pictures of RefCOCO's size, in a folder that goes when disposed: by default 50,000 refs with 142,209 sentences, 19,994 pictures,
/// 196,771 annotations with polygons; the refs as Python 2 writes them, with all their fields.
/// </summary>
internal sealed class LoadingData : IDisposable
{
    private const int FullSize = 50_000, FullSentences = 142_209, FullImages = 19_994, FullAnnotations = 196_771;

    /// <summary>Numbers of an outline. Chosen: as COCO's in the mean, so that the file is as large as RefCOCO's, some 160 MB.</summary>
    private const int OutlineNumbers = 84;

    private readonly string _root = Directory.CreateTempSubdirectory("referent-bench-").FullName;
    private readonly int _images;
    private int _memo;

    /// <param name="refs">How many; everything else in proportion.</param>
    public LoadingData(int refs = FullSize)
    {
        Refs = refs;
        Sentences = Share(FullSentences);
        _images = Share(FullImages);
        string folder = Directory.CreateDirectory(Path.Combine(_root, "refcoco")).FullName;
        WriteRefs(Path.Combine(folder, "refs(unc).p"));
        WriteInstances(Path.Combine(folder, "instances.json"));

        int Share(int full) => (int)Math.Ceiling((double)full * refs / FullSize);
    }

    public int Refs { get; }

    public int Sentences { get; }

    /// <exception cref="IOException">It cannot be read.</exception>
    public ReferDataset Load() => ReferDataset.Load(_root, "refcoco");

    public void Dispose() => Directory.Delete(_root, recursive: true);

    /// <summary>Protocol 0: a line for each value, and each container and text noted down for later mention.</summary>
    private void WriteRefs(string path)
    {
        using StreamWriter pickle = new(path, append: false, Encoding.Latin1);
        pickle.Write($"(lp{_memo++}\n");
        int sentence = 0;
        for (int id = 0; id < Refs; id++)
        {
            int end = (int)((id + 1L) * Sentences / Refs);
            IEnumerable<string> sentenceIds = Enumerable.Range(sentence, end - sentence).Select(one => $"I{one}\na");
            pickle.Write($"(dp{_memo++}\nS'sent_ids'\np{_memo++}\n(lp{_memo++}\n{string.Concat(sentenceIds)}");
            pickle.Write($"sS'file_name'\np{_memo++}\nS'COCO_train2014_{id % _images:D12}_{id}.jpg'\np{_memo++}\n");
            pickle.Write(
                $"sS'ann_id'\np{_memo++}\nI{id}\nsS'ref_id'\nI{id}\nsS'image_id'\nI{id % _images}\nsS'category_id'\nI{1 + (id % 80)}\n"
                + $"sS'split'\nS'train'\nsS'sentences'\n(lp{_memo++}\n");
            for (; sentence < end; sentence++)
            {
                WriteSentence(pickle, sentence);
            }

            pickle.Write("sa");
        }

        pickle.Write('.');
    }

    private void WriteSentence(StreamWriter pickle, int id)
    {
        pickle.Write($"(dp{_memo++}\nS'tokens'\n(lp{_memo++}\n");
        foreach (string word in (string[])["the", "man", "in", "green", $"{id}"])
        {
            pickle.Write($"S'{word}'\np{_memo++}\na");
        }

        pickle.Write($"sS'raw'\nS'The man in green {id}'\np{_memo++}\nsS'sent_id'\nI{id}\nsS'sent'\nS'the man in green {id}'\np{_memo++}\nsa");
    }

    private void WriteInstances(string path)
    {
        Random random = new(1);
        using FileStream file = File.Create(path);
        using Utf8JsonWriter json = new(file);
        json.WriteStartObject();
        json.WritePropertyName("images");
        JsonSerializer.Serialize(json, Enumerable.Range(0, _images).Select(id => new
        {
            id,
            file_name = $"COCO_train2014_{id:D12}.jpg",
            height = 480,
            width = 640,
        }));
        json.WriteStartArray("annotations");
        for (int id = 0; id < (int)Math.Ceiling((double)FullAnnotations * Refs / FullSize); id++)
        {
            double[] outline = [.. Enumerable.Range(0, OutlineNumbers).Select(_ => Math.Round(random.NextDouble() * 480, 2))];
            JsonSerializer.Serialize(json, new
            {
                id,
                image_id = id % _images,
                category_id = 1 + (id % 80),
                iscrowd = 0,
                bbox = (double[])[10.5, 20.25, 100, 50],
                segmentation = (double[][])[outline],
            });
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }
}
