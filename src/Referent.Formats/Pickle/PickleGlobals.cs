namespace Referent.Formats.Pickle;

/// <summary>The names that a kind of file may mention; any other is refused. To allow a name is not to resolve it.</summary>
/// <param name="names">Full names, such as <c>collections.OrderedDict</c>.</param>
/// <param name="package">A package whose names are all allowed; null for none.</param>
public sealed class PickleGlobals(IEnumerable<string> names, string? package = null)
{
    private readonly HashSet<string> _names = new(names, StringComparer.Ordinal);
    private readonly string? _package = package is null ? null : package + ".";

    internal bool Allow(PickleGlobal global) =>
        _names.Contains(global.ToString()) || (_package is not null && global.ToString().StartsWith(_package, StringComparison.Ordinal));
}
