namespace Referent.Training.Tests;

/// <summary>Notes how many items are done and does something at one of the numbers.</summary>
internal sealed class At(int? count = null, Action? action = null, List<int>? done = null) : IProgress<(int Done, int Total)>
{
    public void Report((int Done, int Total) value)
    {
        done?.Add(value.Done);
        if (value.Done == count)
        {
            action?.Invoke();
        }
    }
}
