using System.Globalization;
using System.Text;
using System.Text.Json;
using FsCheck;
using FsCheck.Fluent;
using Referent.Cli.Segmenting;
using Referent.Data;
using Referent.Imaging.Geometry;
using Referent.Imaging.Masks;

namespace Referent.Cli.Tests.Segmenting;

/// <summary>Every format that a mask is written in, read back the way its readers do.</summary>
public sealed class MaskExportsTests
{
    /// <summary>With parts, holes and pixels that touch at corners.</summary>
    private static readonly Arbitrary<BinaryMask> Masks =
        (from height in Gen.Choose(1, 15)
         from width in Gen.Choose(1, 15)
         from share in Gen.Choose(0, 10)
         from values in Gen.Choose(0, 9).ArrayOf(height * width)
         select new BinaryMask(new ImageSize(height, width), [.. values.Select(value => (byte)(value < share ? 1 : 0))])).ToArbitrary();

    [Fact]
    public void Run_lengths_are_read_back_to_the_same_mask() =>
        Check.QuickThrowOnFailure(Prop.ForAll(Masks, mask => Same(mask, RunLengthJson.Read(MaskExports.RunLength(RunLengthMask.FromMask(mask))))));

    [Fact]
    public void Polygons_are_read_back_to_the_same_mask_area_and_box() =>
        Check.QuickThrowOnFailure(Prop.ForAll(Masks, mask =>
        {
            RunLengthMask runs = RunLengthMask.FromMask(mask);
            JsonElement json = JsonSerializer.Deserialize<JsonElement>(MaskExports.Polygon(mask, runs));
            BoxXyxy box = runs.BoundingBox();
            return Same(mask, Fill(mask.Size, json.GetProperty("segmentation").Deserialize<double[][]>()!))
                && json.GetProperty("size").Deserialize<int[]>()!.SequenceEqual([mask.Height, mask.Width])
                && json.GetProperty("area").GetInt64() == runs.Area
                && json.GetProperty("bbox").Deserialize<double[]>()!.SequenceEqual([box.Left, box.Top, box.Width, box.Height]);
        }));

    [Fact]
    public void Yolo_lines_are_read_back_to_the_same_mask() =>
        Check.QuickThrowOnFailure(Prop.ForAll(Masks, mask => Same(mask, ReadYolo(mask.Size, MaskExports.Yolo(mask)))));

    [Fact]
    public void A_yolo_line_of_a_large_mask_is_read_back_too()
    {
        BinaryMask mask = new(new ImageSize(1201, 3999));
        Random random = new(5);
        for (int i = 0; i < 300; i++)
        {
            (int left, int top) = (random.Next(3900), random.Next(1150));
            for (int y = top; y < top + 50; y++)
            {
                mask.Pixels.AsSpan((y * 3999) + left, 90).Fill((byte)(i % 3 == 0 ? 0 : 1));
            }
        }

        Assert.True(Same(mask, ReadYolo(mask.Size, MaskExports.Yolo(mask))));
    }

    [Fact]
    public void A_label_studio_task_holds_picture_phrase_and_the_brush()
    {
        BinaryMask mask = new(new ImageSize(2, 3), [0, 1, 1, 0, 0, 1]);
        JsonElement task = JsonSerializer.Deserialize<JsonElement>(MaskExports.LabelStudio(mask, "a.jpg", "the \"red\" one", "ppt tiny", 0.51239))[0];
        JsonElement prediction = task.GetProperty("predictions")[0];
        JsonElement region = prediction.GetProperty("result")[0];

        Assert.Equal("a.jpg", task.GetProperty("data").GetProperty("image").GetString());
        Assert.Equal(("ppt tiny", 0.5124), (prediction.GetProperty("model_version").GetString(), prediction.GetProperty("score").GetDouble()));
        Assert.Equal((3, 2), (region.GetProperty("original_width").GetInt32(), region.GetProperty("original_height").GetInt32()));
        Assert.Equal(("brushlabels", "the \"red\" one"), (region.GetProperty("type").GetString(), region.GetProperty("meta").GetProperty("text")[0].GetString()));
        Assert.Equal("rle", region.GetProperty("value").GetProperty("format").GetString());
        byte[] brush = [.. region.GetProperty("value").GetProperty("rle").EnumerateArray().Select(value => value.GetByte())];
        Assert.Equal(BrushRuns.Encode(mask), brush);
    }

    private static RunLengthMask ReadYolo(ImageSize size, byte[] file)
    {
        string[] lines = Encoding.ASCII.GetString(file).Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.All(lines, line => Assert.StartsWith("0 ", line, StringComparison.Ordinal));
        return Fill(size, [.. lines.Select(line => line.Split(' ')[1..].Select((text, i) => double.Parse(text, CultureInfo.InvariantCulture) * (i % 2 == 0 ? size.Width : size.Height)).ToArray())]);
    }

    private static RunLengthMask Fill(ImageSize size, double[][] outlines) =>
        outlines.Length == 0 ? RunLengthMask.FromMask(new BinaryMask(size)) : MaskAlgebra.Union([.. outlines.Select(outline => PolygonRasteriser.Rasterise(size, outline))]);

    private static bool Same(BinaryMask mask, RunLengthMask read) => read.Size == mask.Size && read.ToMask().Pixels.AsSpan().SequenceEqual(mask.Pixels);
}
