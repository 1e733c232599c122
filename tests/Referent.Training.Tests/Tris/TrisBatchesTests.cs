using Referent.Data;
using Referent.Data.Refer;
using Referent.Imaging;
using Referent.Imaging.Codecs;
using Referent.Imaging.Geometry;
using Referent.Training.Tris;

namespace Referent.Training.Tests.Tris;

/// <summary>Two pictures: one with three objects, of which two are said to be the same, and one with a single object.</summary>
[Collection(nameof(TrainingWorld))]
public sealed class TrisBatchesTests
{
    private readonly TrisTexts _texts;

    public TrisBatchesTests(TrainingWorld world)
    {
        string[] pictures = [Picture(world), Picture(world)];
        _texts = new TrisTexts(
            [
                new TrainingSample(1, pictures[0], [new ReferSentence(1, "cat"), new ReferSentence(2, "the cat")]),
                new TrainingSample(2, pictures[0], [new ReferSentence(3, "dog")]),
                new TrainingSample(3, pictures[0], [new ReferSentence(4, "dog")]),
                new TrainingSample(4, pictures[1], [new ReferSentence(5, "tree")]),
            ],
            text => [text.Length, 1]);
    }

    [Fact]
    public void The_texts_of_a_picture_come_first_and_others_of_the_set_fill_up()
    {
        for (int seed = 0; seed < 20; seed++)
        {
            int[] others = _texts.DrawOthers(0, 0, 4, NegativeTopUp.WholeSet, new CounterRandom(seed));
            Assert.Equal(4, others.Length);
            Assert.Equal([2, 3], others[..2].Order());
            Assert.DoesNotContain(0, others);
        }
    }

    /// <summary>Refs of ReferIt have a sentence each, so that an object may stand beside itself.</summary>
    [Fact]
    public void A_text_of_the_picture_that_reads_like_the_own_one_calibrates_only_as_released()
    {
        Assert.All(Enumerable.Range(0, 20), seed => Assert.DoesNotContain(3, _texts.DrawOthers(1, 2, 3, NegativeTopUp.WholeSet, new CounterRandom(seed))));
        Assert.Contains(Enumerable.Range(0, 20), seed => _texts.DrawOthers(1, 2, 3, NegativeTopUp.AsReleased, new CounterRandom(seed)).Contains(3));
    }

    [Fact]
    public void The_official_program_repeats_the_texts_of_the_picture()
    {
        int[] others = _texts.DrawOthers(0, 0, 6, NegativeTopUp.AsReleased, new CounterRandom(1));
        Assert.Equal(6, others.Length);
        Assert.All(others, other => Assert.Contains(other, (int[])[2, 3]));
        Assert.All(_texts.DrawOthers(3, 4, 6, NegativeTopUp.AsReleased, new CounterRandom(1)), other => Assert.NotEqual(4, other));
    }

    [Theory]
    [InlineData(EqualTexts.Own, 6)]
    [InlineData(EqualTexts.AsReleased, 4)]
    public void A_text_of_the_batch_that_reads_like_the_own_one_is_own_unless_as_released(EqualTexts equal, int own)
    {
        TrisBatch batch = new TrisBatches(Config with { EqualTexts = equal }, _texts, _texts).Make(0);
        Assert.Equal(16, batch.Asked.Length);
        Assert.Equal(own, batch.Own.Sum());
        Assert.All(Enumerable.Range(0, 4), i => Assert.Equal(1, batch.Own[(i * 4) + i]));
    }

    [Fact]
    public void Negatives_of_the_whole_set_are_drawn_for_each_step_and_asked_of_every_picture()
    {
        TrisBatches batches = new(Config with { Negatives = 9 }, _texts, _texts);
        TrisBatch batch = batches.Make(3);
        Assert.Equal(4 + 9, batch.Texts.Count);
        Assert.Equal(4 * 10, batch.Asked.Length);
        Assert.Equal([1, .. Enumerable.Range(4, 9)], batch.Asked[10..20].Select(at => (int)at));
        Assert.Equal(1, batch.Own[10]);
        Assert.Equal(batch.Texts.Ids, batches.Make(3).Texts.Ids);
        Assert.NotEqual(batch.Texts.Ids, batches.Make(4).Texts.Ids);
    }

    private static TrisStage1TrainingConfig Config => new() { ImageSize = 32, BatchSize = 4, PictureNegatives = 2 };

    private static string Picture(TrainingWorld world)
    {
        string path = world.NewFolder() + ".png";
        File.WriteAllBytes(path, PngEncoder.Encode(new RgbImage(new ImageSize(40, 30))));
        return path;
    }
}
