using Referent.Models.Clip;
using Referent.Torch;

namespace Referent.Models.Tests.Clip;

public sealed class PictureTilesTests
{
    [Fact]
    public void Tiles_are_squares_of_the_picture_row_by_row()
    {
        using TensorScope scope = TensorScope.Begin();
        Tensor image = Tensor.Arange(0, 2 * 3 * 6 * 6).Reshape(2, 3, 6, 6);

        Tensor tiles = PictureTiles.Cut(image, 2);

        Assert.Equal([8, 3, 3, 3], tiles.Shape);
        Assert.Equal(image.Select(0, 1).Narrow(1, 0, 3).Narrow(2, 3, 3).ToArray<float>(), tiles.Select(0, 5).ToArray<float>());
    }

    [Fact]
    public void Tokens_of_tiles_become_the_grid_of_the_whole_picture_and_their_means_a_smaller_one()
    {
        using TensorScope scope = TensorScope.Begin();
        Tensor grid = Tensor.Arange(0, 2 * 6 * 6).Reshape(2, 1, 6, 6);
        Tensor tokens = PictureTiles.Cut(grid.Expand(-1, 3, -1, -1), 2).Narrow(1, 0, 1).Reshape(8, 9, 1);

        Tensor joined = PictureTiles.Join(tokens, 2);

        Assert.Equal(grid.ToArray<float>(), joined.ToArray<float>());
        float[] means = PictureTiles.Pool(joined, 2).ToArray<float>();
        Assert.Equal(18, means.Length);
        Assert.Equal((0 + 1 + 6 + 7) / 4f, means[0]);
        Assert.Equal(36 + ((28 + 29 + 34 + 35) / 4f), means[17]);
    }

    [Fact]
    public void Splitting_undoes_joining_and_pooling_undoes_spreading()
    {
        using TensorScope scope = TensorScope.Begin();
        Tensor tokens = Tensor.Arange(0, 8 * 9 * 2).Reshape(8, 9, 2);
        Tensor small = tokens.Narrow(0, 0, 2);

        Assert.Equal(tokens.ToArray<float>(), PictureTiles.Split(PictureTiles.Join(tokens, 2), 2).ToArray<float>());
        Assert.Equal([2, 36, 2], PictureTiles.Spread(small, 2).Shape);
        Assert.Equal(small.ToArray<float>(), PictureTiles.Pool(PictureTiles.Spread(small, 2), 2).ToArray<float>());
    }
}
