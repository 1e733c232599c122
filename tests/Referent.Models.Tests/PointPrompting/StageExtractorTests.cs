using Referent.Imaging;
using Referent.Imaging.Geometry;
using Referent.Models.Clip;
using Referent.Models.Localisation;
using Referent.Models.PointPrompting;
using Referent.Torch;
using Referent.Torch.Weights;

namespace Referent.Models.Tests.PointPrompting;

public sealed class StageExtractorTests : IDisposable
{
    private static readonly ClipVisionConfig Config = new() { ImageSize = 8, PatchSize = 4, Width = 64, Layers = 3, Heads = 1 };

    private readonly WeightStore _weights = WeightStore.Initialise(5);
    private readonly VisionTransformer _vision;

    public StageExtractorTests() => _vision = new VisionTransformer(_weights.Root, Config, embedDim: 6);

    public void Dispose() => _weights.Dispose();

    [Theory]
    [InlineData(0)]
    [InlineData(2)]
    public void Tiles_give_the_mean_of_what_each_says_on_the_grid_of_one(int surgeryBlocks)
    {
        using TensorScope scope = TensorScope.Begin();
        Tensor picture = (Tensor.Arange(0, 3 * 16 * 16) * 7).Sin().Reshape(1, 3, 16, 16);

        Tensor[] tiled = new StageExtractor(_vision, [1, 3], surgeryBlocks, tiles: 2).Forward(picture);

        Tensor[] topRight = new StageExtractor(_vision, [1, 3], surgeryBlocks).Forward(picture.Narrow(2, 0, 8).Narrow(3, 8, 8));
        Assert.Equal(2, tiled.Length);
        for (int stage = 0; stage < 2; stage++)
        {
            Assert.Equal([1, 4, 64], tiled[stage].Shape);
            Assert.InRange((tiled[stage].Select(1, 1) - topRight[stage].Mean([1])).Abs().Max([]).Item(), 0, 1e-5);
        }
    }

    [Fact]
    public void A_localiser_of_tiles_says_of_each_place_what_its_tile_says()
    {
        using TensorScope scope = TensorScope.Begin();
        RgbImage picture = new(new ImageSize(16, 16), [.. Enumerable.Range(0, 16 * 16 * 3).Select(i => (byte)(i * 31))]);
        RgbImage corner = new(new ImageSize(8, 8));
        for (int y = 0; y < 8; y++)
        {
            picture.Pixels.AsSpan((((y + 8) * 16) + 8) * 3, 24).CopyTo(corner.Pixels.AsSpan(y * 24));
        }

        Tensor whole = new SurgeryLocaliser(_vision, imageSize: 16, blocks: 2, tiles: 2).Embed(picture);
        Tensor tile = new SurgeryLocaliser(_vision, imageSize: 8, blocks: 2).Embed(corner);

        Assert.Equal([1, 17, 6], whole.Shape);
        Assert.InRange((whole.Select(1, 16) - tile.Select(1, 4)).Abs().Max([]).Item(), 0, 1e-5);
    }
}
