using Referent.TestSupport;
using Referent.Training.Ppt.Data;

namespace Referent.Training.Tests.Ppt.Data;

public sealed class FeatureFileTests : IDisposable
{
    private const int Length = 5;
    private const int Count = 7;

    private readonly TemporaryFolder _folder = new();
    private readonly List<int> _made = [];

    private string FilePath => _folder.PathOf("features/a.f16");

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Records_and_parts_of_them_read_back_as_they_were_made()
    {
        using FeatureFile file = Open();
        Half[] record = new Half[Length], part = new Half[2];
        for (int i = Count - 1; i >= 0; i--)
        {
            file.Read(i, 0, record);
            file.Read(i, 3, part);
            Assert.Equal(Enumerable.Range(0, Length).Select(at => Value(i, at)), record);
            Assert.Equal([Value(i, 3), Value(i, 4)], part);
        }

        Assert.Equal([0, 3, 6], _made);
    }

    [Fact]
    public void A_finished_file_is_used_again_and_one_of_another_size_is_not()
    {
        Open().Dispose();
        _made.Clear();
        Open().Dispose();
        Assert.Empty(_made);

        File.WriteAllBytes(FilePath, File.ReadAllBytes(FilePath)[..^2]);
        Open().Dispose();
        Assert.Equal([0, 3, 6], _made);
    }

    [Fact]
    public void Writing_that_was_interrupted_leaves_nothing_and_begins_again()
    {
        using CancellationTokenSource stop = new();
        Assert.Throws<OperationCanceledException>(() => Open(first => Stop(first, stop.Cancel), stop));
        Assert.Throws<InvalidDataException>(() => Open(first => Stop(first, () => throw new InvalidDataException())));
        Assert.Empty(Directory.EnumerateFileSystemEntries(_folder.PathOf("features")));
        _made.Clear();
        Open().Dispose();
        Assert.Equal([0, 3, 6], _made);

        static void Stop(int first, Action action)
        {
            if (first == 3)
            {
                action();
            }
        }
    }

    private static Half Value(int record, int at) => (Half)((record * 10) + at);

    private FeatureFile Open(Action<int>? before = null, CancellationTokenSource? stop = null) => FeatureFile.OpenOrMake(
        FilePath, Length, Count,
        (first, taken, records) =>
        {
            _made.Add(first);
            before?.Invoke(first);
            for (int i = 0; i < taken * Length; i++)
            {
                records[i] = Value(first + (i / Length), i % Length);
            }
        },
        batch: 3, stop?.Token ?? CancellationToken.None);
}
