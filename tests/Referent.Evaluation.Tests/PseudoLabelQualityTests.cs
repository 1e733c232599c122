using System.Text.Json;
using Referent.Data;
using Referent.Data.ObjectCentric;
using Referent.Imaging.Geometry;
using Referent.Imaging.Masks;
using Referent.TestSupport;

namespace Referent.Evaluation.Tests;

public sealed class PseudoLabelQualityTests : IDisposable
{
    /// <summary>4 x 4 pixels, column by column.</summary>
    private static readonly RunLengthMask Left = new(new ImageSize(4, 4), [0, 8, 8]);

    private static readonly RunLengthMask Right = new(new ImageSize(4, 4), [8, 8]);

    private static readonly RunLengthMask First = new(new ImageSize(4, 4), [0, 4, 12]);

    private readonly TemporaryFolder _folder = new();

    public PseudoLabelQualityTests() => File.WriteAllLines(
        _folder.PathOf(ObjectMaskFile.FileName),
        [JsonSerializer.Serialize(new { image = "a.jpg", mask = RunLengthJson.Of(Left) }), JsonSerializer.Serialize(new { image = "b.jpg", mask = RunLengthJson.Of(Right) })]);

    [Fact]
    public void Masks_are_compared_with_the_truth_of_their_pictures() =>
        Assert.Equal(new PseudoLabelQuality(3, 0.5, 1 / 3.0), Measure(("a.jpg", Left), ("a.jpg", First), ("b.jpg", Left)));

    [Fact]
    public void Without_pictures_it_is_nothing() => Assert.Equal(new PseudoLabelQuality(0, 0, 0), Measure());

    [Fact]
    public void A_picture_of_another_world_is_an_error() =>
        Assert.Contains("c.jpg", Assert.Throws<InvalidDataException>(() => Measure(("c.jpg", Left))).Message, StringComparison.Ordinal);

    public void Dispose() => _folder.Dispose();

    private PseudoLabelQuality Measure(params (string Image, RunLengthMask Mask)[] labels) => PseudoLabelQuality.Measure(_folder.FullPath, labels);
}
