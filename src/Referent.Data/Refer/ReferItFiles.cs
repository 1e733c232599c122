using System.Globalization;
using System.Text;
using System.Text.Json;
using Referent.Formats.Pickle;
using Referent.Imaging.Geometry;

namespace Referent.Data.Refer;

/// <summary>
/// Reads ReferIt as TRIS has it: <c>annotations/SPLIT.pickle</c>, dicts from the picture's number to
/// <c>{"annotations": [{"query", "bbox": [[x1, y1, x2, y2], ...], "segmentation": [{"size", "counts"}, ...]}]}</c>.
/// </summary>
/// <remarks>
/// Source: TRIS, dataset/Dataset_referit.py; MultiGrounding, data/data_utils.py, which writes the files. An annotation becomes a ref with one
/// sentence; since the files have no ids of sentences, ref and sentence have its place in the file, counted on from where <see cref="FirstId"/> says,
/// and the object that of its first. As there, what the test asks for is at least a twentieth of the picture; smaller objects stand in a split
/// <see cref="SmallSplit"/> of their own. Differs: there, test.pickle is read whatever split is asked for.
/// </remarks>
internal static class ReferItFiles
{
    public const string Extension = ".pickle";

    /// <summary>Name of the split of test objects that TRIS leaves out.</summary>
    public const string SmallSplit = "small";

    /// <summary>MultiGrounding writes train and val once more as one file, which would make every picture of them stand in two splits.</summary>
    private const string Repetition = "train_val";

    /// <summary>Share of the picture that the first box of a test object must exceed. Source: Dataset_referit.py.</summary>
    private const double SmallestShare = 0.05;

    /// <summary>Ids between the first of two files. Chosen: ReferIt has 130,525 expressions in all.</summary>
    private const long IdsPerFile = 1_000_000;

    /// <summary>All files of the folder, in the order of their names; refs in the order of their file.</summary>
    /// <exception cref="FormatException">A file is not a pickle of plain data.</exception>
    /// <exception cref="InvalidDataException">A file lacks a field.</exception>
    public static (IReadOnlyList<Ref> Refs, ReferObjects Objects) Read(ReferFiles files)
    {
        List<Ref> refs = [];
        List<ReferAnnotation> annotations = [];
        Dictionary<long, ReferImage> images = [];
        foreach (string path in Directory.EnumerateFiles(files.RefsPath, "*" + Extension).Where(path => Path.GetFileNameWithoutExtension(path) != Repetition).Order(StringComparer.Ordinal))
        {
            string split = Path.GetFileNameWithoutExtension(path);
            if (PickleReader.ReadFile(path) is not PickleDict pictures)
            {
                throw new InvalidDataException($"{path}: expected a dict of pictures.");
            }

            long id = FirstId(split);
            foreach ((object key, object? value) in pictures.Items)
            {
                long image = ReadImageId(key, path);
                PickleFields picture = new(value, path, $"picture {image}");
                Dictionary<(string Outline, CocoBox Box), ReferAnnotation> objects = [];
                foreach (object? item in picture.Get<List<object?>>("annotations"))
                {
                    PickleFields fields = new(item, path, $"picture {image}, annotation {id - FirstId(split)}");
                    (ImageSize size, byte[] segmentation) = ReadSegmentation(fields);
                    CocoBox[] boxes = ReadBoxes(fields);
                    if (!objects.TryGetValue((Encoding.Latin1.GetString(segmentation), boxes[0]), out ReferAnnotation? known))
                    {
                        known = new ReferAnnotation(id, image, 0, boxes[0], false, new Segmentation(id, segmentation)) { OtherBoxes = boxes[1..] };
                        objects.Add((Encoding.Latin1.GetString(segmentation), boxes[0]), known);
                        annotations.Add(known);
                    }

                    bool small = split == "test" && boxes[0].Width * boxes[0].Height <= SmallestShare * size.PixelCount;
                    refs.Add(new Ref(id, known.Id, image, 0, small ? SmallSplit : split, [new ReferSentence(id, fields.Get<string>("query"))]));
                    images.TryAdd(image, new ReferImage(image, Path.GetFileName(files.ImagePath(image)), files.ImagePath(image), size));
                    id++;
                }
            }
        }

        return (refs, new ReferObjects([.. images.Values], annotations, new Dictionary<long, string>()));
    }

    /// <summary>Test objects are counted from 0, so that their ids do not depend on which other files are there.</summary>
    private static long FirstId(string split) => split switch { "test" => 0, "train" => IdsPerFile, "val" => 2 * IdsPerFile, _ => 3 * IdsPerFile };

    private static long ReadImageId(object key, string path) => key switch
    {
        long number => number,
        string text when long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out long number) => number,
        _ => throw new InvalidDataException($"{path}: the key '{key}' is not the number of a picture."),
    };

    private static CocoBox[] ReadBoxes(PickleFields fields)
    {
        IReadOnlyList<object?> items = fields.GetItems("bbox");
        IEnumerable<IReadOnlyList<object?>> boxes = items is [long or double, ..] ? [items] : items.Select(fields.AsItems);
        CocoBox[] read =
        [
            .. from box in boxes
               let corners = box.Select(fields.AsNumber).ToArray()
               select corners.Length == 4
                   ? new CocoBox(corners[0], corners[1], corners[2] - corners[0], corners[3] - corners[1])
                   : throw fields.Fault("a 'bbox' that is not [x1, y1, x2, y2]"),
        ];
        return read.Length > 0 ? read : throw fields.Fault("no box");
    }

    /// <summary>The list of run lengths as JSON, which is how outlines are kept.</summary>
    private static (ImageSize Size, byte[] Json) ReadSegmentation(PickleFields fields)
    {
        object? value = fields.Get<object>("segmentation");
        ImageSize? first = null;
        using MemoryStream text = new();
        using (Utf8JsonWriter json = new(text))
        {
            json.WriteStartArray();
            foreach (object? part in value is PickleDict ? [value] : fields.AsItems(value))
            {
                PickleFields runs = new(part, fields.Path, fields.Where);
                double[] size = [.. runs.GetItems("size").Select(runs.AsNumber)];
                first ??= size.Length == 2 ? new ImageSize((int)size[0], (int)size[1]) : throw fields.Fault("a 'size' that is not [height, width]");
                json.WriteStartObject();
                json.WriteStartArray("size");
                json.WriteNumberValue((int)size[0]);
                json.WriteNumberValue((int)size[1]);
                json.WriteEndArray();
                json.WriteString("counts", runs.Get<object>("counts") switch
                {
                    string counts => counts,
                    byte[] counts => Encoding.Latin1.GetString(counts),
                    _ => throw fields.Fault("'counts' that are no string"),
                });
                json.WriteEndObject();
            }

            json.WriteEndArray();
        }

        return (first ?? throw fields.Fault("an empty 'segmentation'"), text.ToArray());
    }
}
