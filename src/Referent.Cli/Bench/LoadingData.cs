using System.Text.Json;
using BenchmarkDotNet.Attributes;
using Referent.Data.Refer;
using Referent.Formats.Pickle;

namespace Referent.Benchmarks;

/// <summary>
/// Loading a dataset of RefCOCO's size, made here: 50,000 refs with 142,209 sentences, 19,994 pictures, 196,771 annotations with polygons.
/// To be met: 3 s and 500 MB.
/// </summary>
[MemoryDiagnoser]
public class ReferLoadingBenchmarks
{
    private const int Images = 19_994;
    private const int Annotations = 196_771;
    private const int Refs = 50_000;
    private const int Sentences = 142_209;

    private string _root = null!;

    [GlobalSetup]
    public void MakeFiles()
    {
        _root = Directory.CreateTempSubdirectory("referent-bench-").FullName;
        string folder = Directory.CreateDirectory(Path.Combine(_root, "refcoco")).FullName;
        WriteRefs(Path.Combine(folder, "refs(unc).p"));
        WriteInstances(Path.Combine(folder, "instances.json"));
    }

    [GlobalCleanup]
    public void DeleteFiles() => Directory.Delete(_root, recursive: true);

    [Benchmark]
    public ReferDataset Everything() => ReferDataset.Load(_root, "refcoco");

    [Benchmark]
    public TrainingView SentencesOnly() => TrainingView.Load(_root, "refcoco", "train");

    private static void WriteRefs(string path)
    {
        using PickleWriter pickle = new(File.Create(path));
        pickle.BeginList();
        int sentence = 0;
        for (int id = 0; id < Refs; id++)
        {
            pickle.BeginDictionary();
            foreach ((string key, long value) in new[] { ("ref_id", (long)id), ("ann_id", id), ("image_id", id % Images), ("category_id", 1 + (id % 80)) })
            {
                pickle.Key(key);
                pickle.Write(value);
            }

            pickle.Key("split");
            pickle.Write("train");
            pickle.Key("sentences");
            pickle.BeginList();
            for (int end = (int)((id + 1L) * Sentences / Refs); sentence < end; sentence++)
            {
                WriteSentence(pickle, sentence);
            }

            pickle.End();
            pickle.End();
        }

        pickle.End();
    }

    private static void WriteSentence(PickleWriter pickle, int id)
    {
        pickle.BeginDictionary();
        pickle.Key("tokens");
        pickle.BeginList();
        foreach (string word in new[] { "the", "man", "in", "green" })
        {
            pickle.Write(word);
        }

        pickle.End();
        pickle.Key("raw");
        pickle.Write($"The man in green {id} ");
        pickle.Key("sent_id");
        pickle.Write(id);
        pickle.Key("sent");
        pickle.Write($"the man in green {id}");
        pickle.End();
    }

    private static void WriteInstances(string path)
    {
        Random random = new(1);
        double[] outline = new double[50];
        using FileStream file = File.Create(path);
        using Utf8JsonWriter json = new(file);
        json.WriteStartObject();
        json.WriteStartArray("images");
        for (int id = 0; id < Images; id++)
        {
            json.WriteStartObject();
            json.WriteNumber("id", id);
            json.WriteString("file_name", $"COCO_train2014_{id:D12}.jpg");
            json.WriteNumber("height", 480);
            json.WriteNumber("width", 640);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteStartArray("annotations");
        for (int id = 0; id < Annotations; id++)
        {
            json.WriteStartObject();
            json.WriteNumber("id", id);
            json.WriteNumber("image_id", id % Images);
            json.WriteNumber("category_id", 1 + (id % 80));
            json.WriteNumber("iscrowd", 0);
            json.WriteStartArray("bbox");
            WriteNumbers(json, [10.5, 20.25, 100, 50]);
            json.WriteStartArray("segmentation");
            json.WriteStartArray();
            for (int i = 0; i < outline.Length; i++)
            {
                outline[i] = Math.Round(random.NextDouble() * 480, 2);
            }

            WriteNumbers(json, outline);
            json.WriteEndArray();
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }

    /// <summary>The rest of an open array.</summary>
    private static void WriteNumbers(Utf8JsonWriter json, ReadOnlySpan<double> numbers)
    {
        foreach (double number in numbers)
        {
            json.WriteNumberValue(number);
        }

        json.WriteEndArray();
    }
}
