using System.Text.Json;
using Referent.Imaging;
using Referent.Imaging.Codecs;
using Referent.Imaging.Geometry;
using Referent.TestSupport;

namespace Referent.Cli.Tests.Commands;

/// <summary><c>segment --method oracle-sam</c> on a root of one picture with one annotated rectangle.</summary>
public sealed class OracleTests(MicroPresetFixture preset) : IClassFixture<MicroPresetFixture>, IDisposable
{
    private readonly TemporaryFolder _folder = new();

    [Fact]
    public void The_oracle_draws_its_points_from_the_mask_that_the_sentence_means()
    {
        // Rows 2 to 5 of columns 4 to 7, of a picture 12 wide and 10 high; runs go down the columns.
        _folder.Write("world/instances.json", """
            {"images":[{"id":5,"file_name":"a.png","height":10,"width":12}],"categories":[{"id":1,"name":"fox"}],
             "annotations":[{"id":1,"image_id":5,"category_id":1,"bbox":[4,2,4,4],"segmentation":{"size":[10,12],"counts":[42,4,6,4,6,4,6,4,44]}}]}
            """);
        _folder.Write(
            "world/refs(referent).p",
            "(l(dS'ref_id'\nI1\nsS'ann_id'\nI1\nsS'image_id'\nI5\nsS'category_id'\nI1\nsS'split'\nS'val'\nsS'sentences'\n(l(dS'sent_id'\nI7\nsS'sent'\nS'the fox'\nsasa.");
        string picture = _folder.PathOf("a.png");
        File.WriteAllBytes(picture, PngEncoder.Encode(new RgbImage(new ImageSize(10, 12))));

        ProgramRun run = ProgramRun.Of(
            "segment", picture, "the fox", "the wolf", "--method", "oracle-sam", "--data", _folder.FullPath, "--preset", preset.Folder, "--json");

        Assert.Equal(3, run.Status);
        JsonElement[] lines = [.. run.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => JsonSerializer.Deserialize<JsonElement>(line))];
        JsonElement[] points = [.. lines[0].GetProperty("points").EnumerateArray()];
        Assert.Equal(8, points.Length);
        Assert.All(points.Where(point => point.GetProperty("positive").GetBoolean()), point =>
        {
            Assert.InRange(point.GetProperty("x").GetDouble(), 4, 7);
            Assert.InRange(point.GetProperty("y").GetDouble(), 2, 5);
        });
        Assert.Equal(5, points.Count(point => point.GetProperty("positive").GetBoolean()));
        Assert.Contains("no dataset", lines[1].GetProperty("error").GetString(), StringComparison.Ordinal);
    }

    public void Dispose() => _folder.Dispose();
}
