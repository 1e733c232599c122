using System.Text.RegularExpressions;
using Referent.Data;
using Referent.Imaging.Geometry;
using Referent.Imaging.Masks;
using Referent.Training.Ppt.Data;

namespace Referent.Training.Tests.Ppt.Data;

public sealed partial class SpatialSentencesTests
{
    private const int Side = 60;
    private const int Layouts = 2000;

    [Fact]
    public void Over_random_layouts_every_sentence_is_true_of_its_object_and_of_no_other()
    {
        CounterRandom random = new(31);
        HashSet<string> kinds = [];
        for (int layout = 0; layout < Layouts; layout++)
        {
            PlacedObject[] objects = [.. Enumerable.Range(0, 2 + random.Below(5)).Select(_ => Place(random.Pick(["cat", "dog", "tin can"]), random))];
            foreach (PlacedObject target in objects)
            {
                foreach (string sentence in SpatialSentences.About(target, objects))
                {
                    Assert.Equal([target], objects.Where(item => Holds(sentence, item, objects)));
                    Match match = Pattern().Match(sentence);
                    kinds.Add(match.Groups["size"].Value + match.Groups["where"].Value);
                }
            }
        }

        Assert.Equal(16, kinds.Count);
    }

    [Fact]
    public void Alone_an_object_is_where_it_is_in_the_picture_and_beside_its_like_where_it_is_among_them()
    {
        PlacedObject topLeft = Place("cat", 0, 0, 10), lower = Place("cat", 0, 30, 10), middle = Place("cat", 25, 25, 10);
        Assert.Equal(["the cat", "the cat on the left", "the cat at the top", "the cat on the top left"], SpatialSentences.About(topLeft, [topLeft]));
        Assert.Equal(["the cat at the top"], SpatialSentences.About(topLeft, [topLeft, lower]));
        Assert.Equal(["the cat", "the cat in the middle"], SpatialSentences.About(middle, [middle]));
    }

    [Fact]
    public void A_relation_needs_a_neighbour_that_can_be_named()
    {
        PlacedObject cat = Place("cat", 5, 25, 10), dog = Place("dog", 40, 25, 10), other = Place("dog", 40, 45, 10);
        Assert.Contains("the cat to the left of the dog", SpatialSentences.About(cat, [cat, dog]));
        Assert.Contains("the dog to the right of the cat", SpatialSentences.About(dog, [cat, dog]));
        Assert.DoesNotContain(SpatialSentences.About(cat, [cat, dog, other]), sentence => sentence.Contains("dog", StringComparison.Ordinal));
    }

    [GeneratedRegex("^the ((?<size>biggest|smallest) )?(?<who>cat|dog|tin can)( (?<where>.+?))??( the (?<context>cat|dog|tin can))?$")]
    private static partial Regex Pattern();

    /// <summary>What a sentence says, as loosely as a reader may take it.</summary>
    private static bool Holds(string sentence, PlacedObject item, PlacedObject[] objects)
    {
        Match match = Pattern().Match(sentence);
        Assert.True(match.Success, sentence);
        if (item.ClassName != match.Groups["who"].Value)
        {
            return false;
        }

        PlacedObject[] rivals = [.. objects.Where(other => other != item && other.ClassName == item.ClassName)];
        if (match.Groups["size"].Success)
        {
            return rivals.All(rival => match.Groups["size"].Value == "biggest" ? item.Area > rival.Area : item.Area < rival.Area);
        }

        (double x, double y) = item.Centre;
        if (match.Groups["context"].Success)
        {
            (double X, double Y) context = Assert.Single(objects, other => other.ClassName == match.Groups["context"].Value).Centre;
            return match.Groups["where"].Value switch
            {
                "to the left of" => x < context.X,
                "to the right of" => x > context.X,
                "above" => y < context.Y,
                "below" => y > context.Y,
                _ => throw new InvalidDataException(sentence),
            };
        }

        bool left = rivals.Length == 0 ? x < 0.5 : rivals.All(rival => x < rival.Centre.X), right = rivals.Length == 0 ? x > 0.5 : rivals.All(rival => x > rival.Centre.X);
        bool top = rivals.Length == 0 ? y < 0.5 : rivals.All(rival => y < rival.Centre.Y), bottom = rivals.Length == 0 ? y > 0.5 : rivals.All(rival => y > rival.Centre.Y);
        return match.Groups["where"].Value switch
        {
            "" => true,
            "on the left" => left,
            "on the right" => right,
            "at the top" => top,
            "at the bottom" => bottom,
            "on the top left" => top && left,
            "on the top right" => top && right,
            "on the bottom left" => bottom && left,
            "on the bottom right" => bottom && right,
            "in the middle" => Math.Abs(x - 0.5) < 0.25 && Math.Abs(y - 0.5) < 0.25,
            _ => throw new InvalidDataException(sentence),
        };
    }

    private static PlacedObject Place(string name, CounterRandom random)
    {
        int side = 4 + random.Below(16);
        return Place(name, random.Below(Side - side), random.Below(Side - side), side);
    }

    private static PlacedObject Place(string name, int left, int top, int side)
    {
        BinaryMask mask = new(new ImageSize(Side, Side));
        for (int y = top; y < top + side; y++)
        {
            mask.Pixels.AsSpan((y * Side) + left, side).Fill(1);
        }

        return new PlacedObject(name, mask);
    }
}
