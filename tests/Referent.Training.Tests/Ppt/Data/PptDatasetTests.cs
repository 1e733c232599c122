using Referent.Data.ObjectCentric;
using Referent.Imaging.Geometry;
using Referent.Imaging.Masks;
using Referent.Training.Loop;
using Referent.Training.Ppt;
using Referent.Training.Ppt.Data;
using Referent.Training.Ppt.Labels;

namespace Referent.Training.Tests.Ppt.Data;

[Collection(nameof(TrainingWorld))]
public sealed class PptDatasetTests(TrainingWorld world)
{
    private static readonly ImageSize Size = new(256, 256);
    private static readonly PptConfig Config = new() { Pool = new PptPool { Collages = 5, RisPictures = 0, ObjectPictures = 0, MinPredictedIou = 0.5 } };

    [Fact]
    public void H_sem_has_the_sentences_with_one_phrase_whose_mask_can_be_trusted()
    {
        PptDataset dataset = Load(
            [],
            [
                new SentenceLabel("a.jpg", "the red cat", [new PhraseMask("the red cat", Square(40), 0.9)]),
                new SentenceLabel("a.jpg", "cat by the dog", [new PhraseMask("cat", Square(40), 0.9), new PhraseMask("the dog", Square(60), 0.9)]),
                new SentenceLabel("b.jpg", "a doubtful dog", [new PhraseMask("a doubtful dog", Square(40), 0.4)]),
                new SentenceLabel("b.jpg", "a dog nowhere", [new PhraseMask("a dog nowhere", new RunLengthMask(Size, [256 * 256]), 0.9)]),
                new SentenceLabel("b.jpg", "two dogs", [new PhraseMask("two dogs", MaskAlgebra.Union([Square(40), Square(40, left: 180)]), 0.9)]),
                new SentenceLabel("b.jpg", "the dog", [new PhraseMask("the dog", Square(60), 0.5)]),
            ]);

        List<PointSample> samples = dataset.Sets[PptDataset.HSem];
        Assert.Equal(["the red cat", "the dog"], samples.Select(sample => sample.Expression));
        Assert.All(samples, sample => Assert.Equal(1, Assert.Single(sample.Candidates).Score));
        Assert.NotEqual(samples[0].Picture, samples[1].Picture);
    }

    [Fact]
    public void D_sem_has_each_object_twice_in_the_middle_and_its_mirror_image_with_the_mask_mirrored()
    {
        PptDataset dataset = Load([], []);
        List<PointSample> samples = dataset.Sets[PptDataset.DSem];
        Assert.Equal(12, samples.Count);
        Assert.All(samples, sample => Assert.Matches("^the .+ in the middle$", sample.Expression));
        Assert.All(samples.Chunk(2), pair =>
        {
            Assert.Equal(pair[0].Expression, pair[1].Expression);
            BoxXyxy box = pair[0].Candidates[0].Mask.BoundingBox(), mirrored = pair[1].Candidates[0].Mask.BoundingBox();
            Assert.Equal(new BoxXyxy(256 - box.Right, box.Top, 256 - box.Left, box.Bottom), mirrored);
            byte[] pixels = dataset.Picture(pair[0].Picture).Pixels, mirror = dataset.Picture(pair[1].Picture).Pixels;
            Assert.Equal(pixels[..3], mirror[(255 * 3)..(256 * 3)]);
        });
    }

    [Fact]
    public void H_ref_has_the_phrases_of_a_sentence_or_the_pieces_of_its_only_ones_mask_as_candidates()
    {
        RunLengthMask left = Square(40), right = Square(50, left: 180), crumb = Square(5, left: 10);
        PptDataset dataset = Load(
            [],
            [
                new SentenceLabel("a.jpg", "cat by the dog", [new PhraseMask("cat", left, 0.9), new PhraseMask("the dog", right, 0.9)]),
                new SentenceLabel("a.jpg", "left dog", [new PhraseMask("left dog", MaskAlgebra.Union([left, right, crumb]), 0.9)]),
                new SentenceLabel("a.jpg", "cat by a ghost", [new PhraseMask("cat", left, 0.9), new PhraseMask("a ghost", right, 0.1)]),
            ]);

        List<PointSample> samples = dataset.Sets[PptDataset.HRef];
        Assert.Equal(["cat by the dog", "left dog"], samples.Select(sample => sample.Expression));
        Assert.Equal([left.Area, right.Area], samples[0].Candidates.Select(candidate => candidate.Mask.Area));
        Assert.Equal([right.Area, left.Area], samples[1].Candidates.Select(candidate => candidate.Mask.Area));
        Assert.All(samples.SelectMany(sample => sample.Candidates), candidate => Assert.Equal(0, candidate.Score));
    }

    [Fact]
    public void H_group_has_all_sentences_of_a_ref_with_the_candidates_of_all_of_them_once()
    {
        RunLengthMask left = Square(40), nearly = Square(41), right = Square(50, left: 180);
        PptDataset dataset = Load(
            [],
            [
                new SentenceLabel("a.jpg", "dog by the cat", [new PhraseMask("dog", right, 0.9), new PhraseMask("the cat", nearly, 0.9)]) { Ref = 5 },
                new SentenceLabel("a.jpg", "the red cat", [new PhraseMask("the red cat", left, 0.9)]) { Ref = 5 },
                new SentenceLabel("a.jpg", "doubtful", [new PhraseMask("doubtful", left, 0.1)]) { Ref = 5 },
                new SentenceLabel("a.jpg", "another doubtful", [new PhraseMask("another doubtful", left, 0.1)]) { Ref = 6 },
                new SentenceLabel("a.jpg", "of no ref", [new PhraseMask("of no ref", left, 0.9)]),
            ]);

        List<PointSample> samples = dataset.Sets[PptDataset.HGroup];
        Assert.Equal(["dog by the cat", "the red cat", "doubtful"], samples.Select(sample => sample.Expression));
        Assert.All(samples, sample => Assert.Equal(5, sample.Ref));
        Assert.All(samples, sample => Assert.Equal([nearly.Area, right.Area], sample.Candidates.Select(candidate => candidate.Mask.Area)));
        Assert.All(samples, sample => Assert.All(sample.Candidates, candidate => Assert.Equal(0, candidate.Score)));
        Assert.Equal(["the red cat", "of no ref"], dataset.Sets[PptDataset.HSem].Select(sample => sample.Expression));
    }

    [Fact]
    public void Refs_of_one_picture_keep_their_candidates_apart_and_have_four_at_most()
    {
        SentenceLabel Sentence(long number, int left) =>
            new("a.jpg", $"at {left}", [new PhraseMask("at", Square(20, left), 0.9)]) { Ref = number };
        PptDataset dataset = Load([], [.. ((int[])[0, 40, 80, 120, 160]).Select(left => Sentence(5, left)), Sentence(6, 200)]);

        List<PointSample> samples = dataset.Sets[PptDataset.HGroup];
        Assert.Equal([4, 4, 4, 4, 4, 1], samples.Select(sample => sample.Candidates.Count));
        Assert.Equal(200, samples[^1].Candidates[0].Mask.BoundingBox().Left);
    }

    [Fact]
    public void Pictures_are_named_by_what_they_show_and_not_by_where_they_are_in_the_pool()
    {
        SentenceLabel sentence = new("a.jpg", "the red cat", [new PhraseMask("the red cat", Square(40), 0.9)]);
        PptDataset all = Load([], [sentence]), fewer = Load([], [sentence], Config with { Pool = Config.Pool with { SemanticPictures = 2, Collages = 3 } });
        Assert.Equal(all.PictureCount, all.Keys.Distinct().Count());
        Assert.Empty(fewer.Keys.Except(all.Keys));
        Assert.NotEqual(all.Keys[0], all.Keys[1]);
        Assert.Empty(Load([], [], Config with { Pool = Config.Pool with { Seed = 9 } }).Keys.Skip(12).Intersect(all.Keys));
    }

    [Fact]
    public void D_sem_takes_some_of_the_objects_where_D_ref_takes_all() =>
        Assert.Equal(4, Load([], [], Config with { Pool = Config.Pool with { SemanticPictures = 2 } }).Sets[PptDataset.DSem].Count);

    [Fact]
    public void D_ref_has_every_object_of_a_collage_as_candidate_and_one_of_them_as_referent()
    {
        PptDataset dataset = Load([], []);
        List<PointSample> samples = dataset.Sets[PptDataset.DRef];
        Assert.NotEmpty(samples);
        Assert.All(samples, sample => Assert.Equal(1, sample.Candidates.Sum(candidate => candidate.Score)));
        Assert.Contains(samples, sample => sample.Candidates.Count > 1);
        Assert.All(samples.GroupBy(sample => sample.Picture), picture =>
        {
            Assert.Equal(Size, dataset.Picture(picture.Key).Size);
            Assert.Equal(picture.Count(), picture.Select(sample => sample.Expression).Distinct().Count());
        });
        Assert.Equal(12 + 5, dataset.PictureCount);
    }

    [Fact]
    public void Objects_without_a_mask_or_with_a_doubtful_one_are_left_out()
    {
        PptDataset dataset = Load(
            [new ObjectLabel("objects/x.jpg", "x", Square(50), 0.49), new ObjectLabel("objects/y.jpg", "y", new RunLengthMask(Size, [256 * 256]), 0.9)], []);
        Assert.Equal(12, dataset.Sets[PptDataset.DSem].Count);
    }

    [Fact]
    public void Labels_of_pictures_that_are_not_there_are_told()
    {
        string message = Assert.Throws<FileNotFoundException>(() => Load([new ObjectLabel("objects/x.jpg", "x", Square(50), 0.9)], [])).Message;
        Assert.Contains("objects/x.jpg is missing", message, StringComparison.Ordinal);
    }

    [Fact]
    public void Composed_pictures_want_objects_that_can_be_trusted()
    {
        PptPool strict = Config.Pool with { MinPredictedIou = 0.95 };
        string message = Assert.Throws<TrainingException>(() => Load([], [], Config with { Pool = strict })).Message;
        Assert.Contains("pool.minPredictedIou 0.95", message, StringComparison.Ordinal);
        Assert.Equal(0, Load([], [], Config with { Pool = strict with { Collages = 0 } }).PictureCount);
    }

    /// <summary>A square whose sides are a few pixels off the middle.</summary>
    private static RunLengthMask Square(int side, int left = 90)
    {
        BinaryMask mask = new(Size);
        for (int y = 100; y < 100 + side; y++)
        {
            mask.Pixels.AsSpan((y * 256) + left, side).Fill(1);
        }

        return RunLengthMask.FromMask(mask);
    }

    /// <summary>The world's object-centric pictures, each with a square as its label, and these labels more.</summary>
    private PptDataset Load(ObjectLabel[] objects, SentenceLabel[] sentences, PptConfig? config = null)
    {
        string root = world.Copy();
        ObjectLabel[] all =
        [
            .. ObjectCentricFolder.Read(Path.Combine(root, "objects")).Select(item => new ObjectLabel(Path.GetRelativePath(root, item.Path), item.ClassName, Square(80), 0.9)),
            .. objects,
        ];
        string folder = Path.Combine(root, LabelFiles.Folder);
        Directory.CreateDirectory(folder);
        File.WriteAllLines(Path.Combine(folder, LabelFiles.Objects), all.Select(LabelFiles.Format));
        File.WriteAllLines(Path.Combine(folder, LabelFiles.Sentences), sentences.Select(LabelFiles.Format));
        foreach (string image in sentences.Select(label => label.Image).Distinct())
        {
            File.WriteAllText(Path.Combine(root, image), $"picture {image}");
        }

        return PptDataset.Load((config ?? Config).Pool, root);
    }
}
