using Referent.Models.PointPrompting;
using Referent.Torch;

namespace Referent.Models.Tests.PointPrompting;

public sealed class PointerTests
{
    private const int Side = 14;

    [Fact]
    public void An_attention_on_one_token_means_its_middle()
    {
        (double x, double y) = Locate((3, 9, 1));
        Assert.Equal(3.5 / Side, x, 4);
        Assert.Equal(9.5 / Side, y, 4);
    }

    [Fact]
    public void Neighbours_of_the_peak_move_the_place_by_their_share() =>
        Assert.Equal((3.5 + 0.25) / Side, Locate((3, 9, 0.75f), (4, 9, 0.25f)).X, 4);

    [Fact]
    public void Of_two_things_far_apart_the_likelier_is_meant_and_not_the_middle_between_them() =>
        Assert.Equal(2.5 / Side, Locate((2, 7, 0.55f), (11, 7, 0.45f)).X, 4);

    /// <summary>Where an attention with these weights (column, row, weight) points, in shares of the sides.</summary>
    private static (double X, double Y) Locate(params (int Column, int Row, float Weight)[] parts)
    {
        using TensorScope scope = TensorScope.Begin();
        float[] attention = new float[Side * Side];
        foreach ((int column, int row, float weight) in parts)
        {
            attention[(row * Side) + column] = weight;
        }

        float[] place = Pointer.Locate(Tensor.From(attention, 1, 1, Side * Side), Side, Side).Sigmoid().ToArray<float>();
        return (place[0], place[1]);
    }
}
