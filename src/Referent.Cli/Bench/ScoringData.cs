using System.Text.Json;
using Referent.Data.Refer;
using Referent.Evaluation;
using Referent.Formats.Pickle;
using Referent.Imaging.Geometry;
using Referent.Imaging.Masks;

namespace Referent.Cli.Bench;

/// <summary>
/// A dataset without pictures in RefCOCO's layout, with a prediction for every sentence, in a folder that goes when disposed: pictures of
/// 640 x 480 with ragged objects as polygons, three of them referred to by three sentences each, as RefCOCO has it in the mean.
/// </summary>
internal sealed class ScoringData : IDisposable
{
    private const int Objects = 8, RefsPerPicture = 3, SentencesPerRef = 3;

    /// <summary>Corners of an object. Chosen: COCO's objects have about so many in the mean, in one or two polygons.</summary>
    private const int Corners = 60;

    private static readonly ImageSize Size = new(480, 640);

    private readonly string _root = Directory.CreateTempSubdirectory("referent-bench-").FullName;
    private readonly Random _random = new(1);

    /// <param name="pictures">How many.</param>
    public ScoringData(int pictures)
    {
        Sentences = pictures * RefsPerPicture * SentencesPerRef;
        Directory.CreateDirectory(Path.Combine(_root, "refcoco"));
        WriteRefs(pictures);
        WriteObjects(pictures);
    }

    public int Sentences { get; }

    public string Predictions => Path.Combine(_root, "predictions.jsonl");

    /// <exception cref="IOException">It cannot be read.</exception>
    public ReferDataset Load() => ReferDataset.Load(_root, "refcoco");

    public void Dispose() => Directory.Delete(_root, recursive: true);

    private void WriteRefs(int pictures)
    {
        using PickleWriter pickle = new(File.Create(Path.Combine(_root, "refcoco", "refs(unc).p")));
        pickle.BeginList();
        for (int reference = 0; reference < pictures * RefsPerPicture; reference++)
        {
            int picture = reference / RefsPerPicture;
            pickle.BeginDictionary();
            Write("ref_id", reference);
            Write("ann_id", (picture * Objects) + (reference % RefsPerPicture));
            Write("image_id", picture);
            Write("category_id", 1);
            pickle.Key("split");
            pickle.Write("val");
            pickle.Key("sentences");
            pickle.BeginList();
            for (int sentence = 0; sentence < SentencesPerRef; sentence++)
            {
                pickle.BeginDictionary();
                Write("sent_id", (reference * SentencesPerRef) + sentence);
                pickle.Key("sent");
                pickle.Write("the second one from the left");
                pickle.End();
            }

            pickle.End();
            pickle.End();
        }

        pickle.End();

        void Write(string key, long value)
        {
            pickle.Key(key);
            pickle.Write(value);
        }
    }

    private void WriteObjects(int pictures)
    {
        using StreamWriter predictions = new(Predictions);
        using FileStream file = File.Create(Path.Combine(_root, "refcoco", "instances.json"));
        using Utf8JsonWriter json = new(file);
        json.WriteStartObject();
        json.WritePropertyName("images");
        JsonSerializer.Serialize(json, Enumerable.Range(0, pictures).Select(id => new
        {
            id,
            file_name = $"COCO_train2014_{id:D12}.jpg",
            height = Size.Height,
            width = Size.Width,
        }));
        json.WritePropertyName("categories");
        JsonSerializer.Serialize(json, new[] { new { id = 1, name = "thing" } });
        json.WriteStartArray("annotations");
        for (int id = 0; id < pictures * Objects; id++)
        {
            Blob blob = Blob.Draw(_random, Size);
            JsonSerializer.Serialize(json, new
            {
                id,
                image_id = id / Objects,
                category_id = 1,
                iscrowd = 0,
                bbox = blob.Box,
                segmentation = new[] { blob.Polygon(Corners) },
            });
            for (int sentence = 0; id % Objects < RefsPerPicture && sentence < SentencesPerRef; sentence++)
            {
                int reference = (id / Objects * RefsPerPicture) + (id % Objects);
                RunLengthMask predicted = RunLengthMask.FromMask(blob.Shifted(_random).Mask(Size));
                predictions.WriteLine(PredictionFile.Format((reference * SentencesPerRef) + sentence, predicted));
            }
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }

    /// <summary>A disc whose radius waves around its rim.</summary>
    private readonly record struct Blob(double X, double Y, double Radius, double Phase)
    {
        public double[] Box => [X - Radius, Y - Radius, 2 * Radius, 2 * Radius];

        public static Blob Draw(Random random, ImageSize size) =>
            new(random.Next(60, size.Width - 60), random.Next(60, size.Height - 60), random.Next(20, 120), 6 * random.NextDouble());

        public Blob Shifted(Random random) =>
            this with { X = X + random.Next(-10, 10), Y = Y + random.Next(-10, 10), Phase = Phase + random.NextDouble() };

        public double[] Polygon(int corners)
        {
            Blob blob = this;
            return [.. Enumerable.Range(0, corners).SelectMany(corner =>
            {
                double angle = 2 * Math.PI * corner / corners, radius = blob.RimAt(angle);
                return new[] { Math.Round(blob.X + (radius * Math.Cos(angle)), 2), Math.Round(blob.Y + (radius * Math.Sin(angle)), 2) };
            })];
        }

        public BinaryMask Mask(ImageSize size)
        {
            BinaryMask mask = new(size);
            int reach = (int)Radius + 1;
            for (int y = Math.Max(0, (int)Y - reach); y < Math.Min(size.Height, Y + reach); y++)
            {
                for (int x = Math.Max(0, (int)X - reach); x < Math.Min(size.Width, X + reach); x++)
                {
                    (double dx, double dy) = (x - X, y - Y);
                    mask.Pixels[(y * size.Width) + x] = (byte)(Math.Sqrt((dx * dx) + (dy * dy)) < RimAt(Math.Atan2(dy, dx)) ? 1 : 0);
                }
            }

            return mask;
        }

        private double RimAt(double angle) => Radius * (0.8 + (0.15 * Math.Sin((3 * angle) + Phase)) + (0.05 * Math.Sin(17 * angle)));
    }
}
