using System.Globalization;
using System.Text;
using Referent.Formats.Pickle;
using Referent.Imaging.Geometry;

namespace Referent.Data.Refer;

/// <summary>
/// Collects what the pickles of ReferIt hold, dicts from the picture's number to
/// <c>{"annotations": [{"query", "bbox": [[x1, y1, x2, y2], ...], "segmentation": [{"size", "counts"}, ...]}]}</c>.
/// </summary>
/// <remarks>
/// Source: as for <see cref="ReferItFiles"/>. An annotation becomes a ref with one sentence; since the files have no ids of sentences, ref and
/// sentence have its place in the file, counted on from where <see cref="FirstId"/> says, and the object that of its first. As in TRIS, what the
/// test asks for is more than a twentieth of the picture; smaller objects stand in <see cref="ReferItFiles.SmallSplit"/>.
/// </remarks>
internal sealed class ReferItReader(ReferFiles files)
{
    /// <summary>Share of the picture that the first box of a test object must exceed. Source: Dataset_referit.py.</summary>
    private const double SmallestShare = 0.05;

    /// <summary>Ids between the first of two files. Chosen: ReferIt has 130,525 expressions in all.</summary>
    private const long IdsPerFile = 1_000_000;

    public List<Ref> Refs { get; } = [];

    public List<ReferAnnotation> Annotations { get; } = [];

    public Dictionary<long, ReferImage> Images { get; } = [];

    /// <summary>Reads one file on top of those before.</summary>
    /// <exception cref="FormatException">It is not a pickle of plain data.</exception>
    /// <exception cref="InvalidDataException">It lacks a field.</exception>
    public void ReadFile(string path)
    {
        if (PickleReader.ReadFile(path) is not PickleDict pictures)
        {
            throw new InvalidDataException($"{path}: expected a dict of pictures.");
        }

        string split = Path.GetFileNameWithoutExtension(path);
        long first = FirstId(split);
        long id = first;
        foreach ((object key, object? value) in pictures.Items)
        {
            long image = ReadImageId(key, path);
            Dictionary<(string Outline, CocoBox Box), ReferAnnotation> objects = [];
            foreach (object? item in new PickleFields(value, path, $"picture {image}").Get<List<object?>>("annotations"))
            {
                ReadAnnotation(new PickleFields(item, path, $"picture {image}, annotation {id - first}"), id, image, split, objects);
                id++;
            }
        }
    }

    /// <summary>Test objects are counted from 0, so that their ids do not depend on which other files are there.</summary>
    private static long FirstId(string split) => split switch
    {
        ReferItFiles.TestSplit => 0,
        "train" => IdsPerFile,
        "val" => 2 * IdsPerFile,
        _ => 3 * IdsPerFile,
    };

    private static long ReadImageId(object key, string path) => key switch
    {
        long number => number,
        string text when long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out long number) => number,
        _ => throw new InvalidDataException($"{path}: the key '{key}' is not the number of a picture."),
    };

    /// <param name="fields">The annotation.</param>
    /// <param name="id">Of ref and sentence, and of the object if it is new.</param>
    /// <param name="image">The picture.</param>
    /// <param name="split">The file's.</param>
    /// <param name="objects">Those of the picture so far: one outline and first box are one object.</param>
    private void ReadAnnotation(
        PickleFields fields, long id, long image, string split, Dictionary<(string Outline, CocoBox Box), ReferAnnotation> objects)
    {
        (ImageSize size, byte[] outline) = ReadOutline(fields);
        CocoBox[] boxes = ReadBoxes(fields);
        (string, CocoBox) key = (Encoding.Latin1.GetString(outline), boxes[0]);
        if (!objects.TryGetValue(key, out ReferAnnotation? known))
        {
            known = new ReferAnnotation(id, image, 0, boxes[0], false, new Segmentation(id, outline)) { OtherBoxes = boxes[1..] };
            objects.Add(key, known);
            Annotations.Add(known);
        }

        bool small = split == ReferItFiles.TestSplit && boxes[0].Width * boxes[0].Height <= SmallestShare * size.PixelCount;
        Refs.Add(new Ref(id, known.Id, image, 0, small ? ReferItFiles.SmallSplit : split, [new ReferSentence(id, fields.Get<string>("query"))]));
        Images.TryAdd(image, new ReferImage(image, Path.GetFileName(files.ImagePath(image)), files.ImagePath(image), size));
    }

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

    /// <summary>The run lengths as JSON, which is how outlines are kept, and the size of the first.</summary>
    private static (ImageSize Size, byte[] Json) ReadOutline(PickleFields fields)
    {
        object? value = fields.Get<object>("segmentation");
        IReadOnlyList<object?> listed = value is PickleDict ? [value] : fields.AsItems(value);
        (ImageSize Size, string Counts)[] parts = [.. listed.Select(part => ReadRuns(new PickleFields(part, fields.Path, fields.Where)))];
        return parts.Length > 0 ? (parts[0].Size, RunLengthJson.WriteList(parts)) : throw fields.Fault("an empty 'segmentation'");
    }

    private static (ImageSize Size, string Counts) ReadRuns(PickleFields runs)
    {
        double[] size = [.. runs.GetItems("size").Select(runs.AsNumber)];
        string counts = runs.Get<object>("counts") switch
        {
            string text => text,
            byte[] bytes => Encoding.Latin1.GetString(bytes),
            _ => throw runs.Fault("'counts' that are no string"),
        };
        return size.Length == 2 ? (new ImageSize((int)size[0], (int)size[1]), counts) : throw runs.Fault("a 'size' that is not [height, width]");
    }
}
