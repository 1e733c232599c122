namespace Referent.Torch.Tests.Gradients;

public sealed class GradientTests
{
    [Fact]
    public void Every_operator_has_a_gradient_case_or_a_reason_to_have_none()
    {
        string[] known = [.. GradientCases.All.Select(check => check.Operator).Distinct(), .. GradientCases.WithoutGradient.Keys];
        string[] uncovered = [.. OperatorName.All.Except(known)];
        string[] gone = [.. known.Except(OperatorName.All)];

        Assert.True(uncovered.Length == 0, $"Add these to GradientCases:\n  {string.Join("\n  ", uncovered)}");
        Assert.True(gone.Length == 0, $"No operator has these names:\n  {string.Join("\n  ", gone)}");
    }

    [Theory]
    [MemberData(nameof(Indices))]
    public void Gradients_are_those_of_finite_differences_in_every_layout_and_precision(int index, string _) => GradientCheck.Run(GradientCases.All[index]);

    public static TheoryData<int, string> Indices()
    {
        TheoryData<int, string> rows = [];
        for (int i = 0; i < GradientCases.All.Count; i++)
        {
            rows.Add(i, GradientCases.All[i].ToString());
        }

        return rows;
    }
}
