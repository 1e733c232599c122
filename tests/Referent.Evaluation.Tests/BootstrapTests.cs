namespace Referent.Evaluation.Tests;

public sealed class BootstrapTests
{
    [Fact]
    public void Equal_values_leave_no_doubt() =>
        Assert.Equal(new Interval(0.25, 0.25), Bootstrap.MeanInterval([(1, 0.25), (2, 0.25), (3, 0.25)]));

    [Fact]
    public void No_values_give_an_interval_of_zero() => Assert.Equal(default, Bootstrap.MeanInterval([]));

    [Fact]
    public void The_same_values_give_the_same_interval() => Assert.Equal(Bootstrap.MeanInterval(Coins(400, 1)), Bootstrap.MeanInterval(Coins(400, 1)));

    /// <summary>A fair coin on 400 images has a standard error of 0.025, so the interval is close to plus and minus 0.049.</summary>
    [Fact]
    public void The_interval_has_the_width_that_theory_gives()
    {
        Interval interval = Bootstrap.MeanInterval(Coins(400, 1));
        Assert.Equal(0.098, interval.High - interval.Low, 0.008);
        Assert.Equal(0.5, (interval.High + interval.Low) / 2, 0.01);
    }

    /// <summary>Ten equal sentences per image say no more than one.</summary>
    [Fact]
    public void Sentences_of_one_image_do_not_make_it_narrower()
    {
        Interval one = Bootstrap.MeanInterval(Coins(400, 1));
        Interval ten = Bootstrap.MeanInterval(Coins(400, 10));
        Assert.Equal(one.High - one.Low, ten.High - ten.Low, 1e-9);
    }

    private static IEnumerable<(long Image, double Value)> Coins(int images, int sentences) =>
        from image in Enumerable.Range(0, images) from sentence in Enumerable.Range(0, sentences) select ((long)image, (double)(image % 2));
}
