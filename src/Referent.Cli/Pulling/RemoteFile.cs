namespace Referent.Cli.Pulling;

/// <summary>A published file.</summary>
/// <param name="Name">What it is called on disk, too.</param>
/// <param name="Address">Where it is published.</param>
/// <param name="Sha256">Of its bytes, 64 hexadecimal digits; null where its publisher names none.</param>
internal sealed record RemoteFile(string Name, Uri Address, string? Sha256);
