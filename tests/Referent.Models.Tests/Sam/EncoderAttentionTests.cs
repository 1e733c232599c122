using Referent.Models.Sam;
using Referent.Torch;

namespace Referent.Models.Tests.Sam;

public sealed class EncoderAttentionTests
{
    [Fact]
    public void Attention_in_slices_is_attention_at_once()
    {
        using TensorScope scope = TensorScope.Begin();
        Tensor wave = (Tensor.Arange(0, 5 * 6 * 4) * 0.7).Sin().Reshape(5, 6, 4);
        Tensor whole = EncoderAttention.Attend(wave, wave * 2, wave + 1.0, atOnce: 5);
        Tensor sliced = EncoderAttention.Attend(wave, wave * 2, wave + 1.0, atOnce: 2);
        Assert.Equal(whole.Shape, sliced.Shape);
        Assert.All(whole.ToArray<float>().Zip(sliced.ToArray<float>()), pair => Assert.Equal(pair.First, pair.Second, 1e-6f));
    }

    [Fact]
    public void A_grid_that_windows_do_not_divide_comes_back_whole()
    {
        using TensorScope scope = TensorScope.Begin();
        Tensor grid = Tensor.Arange(0, 2 * 5 * 5 * 3).Reshape(2, 5, 5, 3);
        Tensor windows = Windows.Split(grid, 3);
        Assert.Equal([8, 3, 3, 3], windows.Shape);
        Assert.Equal(grid.ToArray<float>(), Windows.Join(windows, 5).ToArray<float>());
    }
}
