using Referent.TestSupport;
using Referent.Training.Tris;

namespace Referent.Training.Tests.Tris;

/// <summary>Counts: the official program's optimiser over the released state dicts.</summary>
public sealed class TrisParameterGroupTests
{
    /// <summary>Hazard: the temperature that the paper calls learnable is in no group of the official program.</summary>
    [Theory]
    [InlineData(false, 324, 28, 1)]
    [InlineData(true, 324, 29, 0)]
    public void The_first_stage_has_the_groups_of_the_official_program_and_may_learn_its_temperature(
        bool learnTemperature, int encoder, int heads, int constant)
    {
        ILookup<TrisParameterGroup, string> groups = Parameters("tris_stage1").ToLookup(name => TrisParameterGroups.OfStage1(name, learnTemperature));
        Assert.Equal(encoder, groups[TrisParameterGroup.Encoder].Count());
        Assert.Equal(heads, groups[TrisParameterGroup.Head].Count());
        Assert.Equal(constant, groups[TrisParameterGroup.Constant].Count());
        Assert.All(groups[TrisParameterGroup.Constant], name => Assert.Equal("logit_scale", name));
    }

    [Fact]
    public void The_second_stage_has_the_groups_of_the_official_program()
    {
        ILookup<TrisParameterGroup, string> groups = Parameters("tris_stage2").ToLookup(TrisParameterGroups.OfStage2);
        Assert.Equal(322, groups[TrisParameterGroup.Encoder].Count());
        Assert.Equal(102, groups[TrisParameterGroup.Head].Count());
    }

    private static IEnumerable<string> Parameters(string stage) => File.ReadLines(Fixtures.PathOf($"models/{stage}.manifest.tsv"))
        .Select(line => line.Split('\t'))
        .Where(fields => fields[2] == "param")
        .Select(fields => fields[0]);
}
