using Referent.Imaging.Masks;
using Referent.Models.IrNet;
using Referent.Torch;

namespace Referent.Models.Tests.IrNet;

public sealed class PseudoMaskTests
{
    private const int Height = 10;
    private const int Width = 20;

    [Fact]
    public void Places_that_lead_to_one_centre_are_one_thing()
    {
        int[] clusters = DisplacementClusters.Find(TwoThings());
        Assert.Equal(2, clusters.Distinct().Count());
        for (int i = 0; i < clusters.Length; i++)
        {
            Assert.Equal(i % Width < 10 ? clusters[0] : clusters[Width - 1], clusters[i]);
        }
    }

    [Fact]
    public void Still_places_that_touch_are_one_thing() =>
        Assert.All(DisplacementClusters.Find(new BoundaryField(4, 5, new float[20], new float[40])), cluster => Assert.Equal(0, cluster));

    [Fact]
    public void A_response_fills_its_thing_and_no_other()
    {
        using TensorScope scope = TensorScope.Begin();
        float[] response = new float[38 * 79];
        for (int y = 12; y < 24; y++)
        {
            response.AsSpan((y * 79) + 12, 16).Fill(0.9f);
        }

        BinaryMask mask = PseudoMask.Create(TwoThings(), Tensor.From(response, 38, 79));
        Assert.Equal((38, 79), (mask.Height, mask.Width));
        Assert.True(mask[18, 20] && mask[4, 30] && mask[35, 3]);
        Assert.False(mask[18, 50] || mask[18, 70]);
    }

    [Fact]
    public void A_silent_response_gives_an_empty_mask()
    {
        using TensorScope scope = TensorScope.Begin();
        Assert.DoesNotContain((byte)1, PseudoMask.Create(TwoThings(), Tensor.Zeros([40, 80])).Pixels);
    }

    [Fact]
    public void A_field_of_another_picture_is_refused()
    {
        using TensorScope scope = TensorScope.Begin();
        Assert.Throws<ArgumentException>(() => PseudoMask.Create(TwoThings(), Tensor.Zeros([41, 80])));
    }

    /// <summary>Two halves with a wall between them; displacements lead to the middle of either half.</summary>
    private static BoundaryField TwoThings()
    {
        float[] edge = new float[Height * Width];
        float[] displacement = new float[2 * Height * Width];
        for (int y = 0; y < Height; y++)
        {
            for (int x = 0; x < Width; x++)
            {
                int place = (y * Width) + x;
                edge[place] = x is 9 or 10 ? 1 : 0;
                displacement[place] = 4.5f - y;
                displacement[(Height * Width) + place] = (x < 10 ? 4.5f : 14.5f) - x;
            }
        }

        return new BoundaryField(Height, Width, edge, displacement);
    }
}
