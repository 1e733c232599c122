namespace Referent.Cli.Doctor;

/// <summary>How a part stands.</summary>
internal enum Standing
{
    /// <summary>There and usable.</summary>
    Ok,

    /// <summary>Usable as it is; the fix would make something faster or possible that not everybody needs.</summary>
    Note,

    /// <summary>Needed and not there.</summary>
    Missing,
}

/// <summary>One part of what the program needs.</summary>
/// <param name="Part">Its name.</param>
/// <param name="Fact">What was found, or what is wrong.</param>
/// <param name="Fix">Commands that mend it, for Debian and Ubuntu; null where there is nothing to mend.</param>
internal sealed record Finding(Standing Standing, string Part, string Fact, string? Fix = null);
