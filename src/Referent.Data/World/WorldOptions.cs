namespace Referent.Data.World;

/// <summary>What to generate. Two runs with equal options (threads aside), program, pack and codec write the same bytes.</summary>
public sealed record WorldOptions
{
    /// <summary>0-999 are for pretraining corpora, 1000-1999 for training and development, 10000 and above for tests.</summary>
    public required long Seed { get; init; }

    /// <summary>Scenes with expressions; 0 makes none.</summary>
    public int Scenes { get; init; }

    /// <summary>Object-centric pictures, spread evenly over the classes; 0 makes none.</summary>
    public int Objects { get; init; }

    /// <summary>Pictures with captions; 0 makes none.</summary>
    public int Captions { get; init; }

    /// <summary>Pictures with class-agnostic masks; 0 makes none.</summary>
    public int Masks { get; init; }

    /// <summary>How the scenes are split.</summary>
    public SplitShares Splits { get; init; } = SplitShares.Default;

    /// <summary>Pictures made at the same time; has no influence on what they show.</summary>
    public int Threads { get; init; } = Environment.ProcessorCount;

    /// <exception cref="ArgumentException">Something is out of range; the message lists all of it.</exception>
    public void Validate()
    {
        List<string> faults = [];
        Check(Seed >= 0, "the seed must not be negative");
        Check(Scenes >= 0 && Objects >= 0 && Captions >= 0 && Masks >= 0, "the numbers of pictures must not be negative");
        Check(Scenes + (long)Objects + Captions + Masks > 0, "at least one of scenes, objects, captions and masks must be above 0");
        Check(Threads >= 1, "at least one thread is needed");
        if (faults.Count > 0)
        {
            throw new ArgumentException($"The world cannot be made: {string.Join("; ", faults)}.");
        }

        void Check(bool holds, string fault)
        {
            if (!holds)
            {
                faults.Add(fault);
            }
        }
    }
}
