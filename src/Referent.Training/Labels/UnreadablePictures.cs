using Referent.Imaging.Codecs;

namespace Referent.Training.Labels;

/// <summary>Pictures of a labelling that could not be read: they get no label, and the others do.</summary>
internal sealed class UnreadablePictures
{
    private readonly List<string> _faults = [];

    /// <summary>What was wrong with each.</summary>
    public IReadOnlyList<string> Faults => _faults;

    /// <summary>The same labelling, for which a picture that cannot be read is one without lines.</summary>
    public Func<TItem, IReadOnlyList<string>> PassOver<TItem>(Func<TItem, IReadOnlyList<string>> label) => item =>
    {
        try
        {
            return label(item);
        }
        catch (Exception fault) when (fault is ImageFormatException or FileNotFoundException)
        {
            _faults.Add(fault.Message);
            return [];
        }
    };
}
