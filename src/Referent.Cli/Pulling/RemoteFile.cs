using Referent.Models;

namespace Referent.Cli.Pulling;

/// <summary>A published file.</summary>
/// <param name="Name">What it is called on disk, too.</param>
/// <param name="Address">Where it is published.</param>
/// <param name="Sha256">Of its bytes, 64 hexadecimal digits; null where its publisher names none.</param>
/// <param name="Model">What its weights are of, as <see cref="FoundationModel.KindOf"/> names it: compared where there is no hash.</param>
internal sealed record RemoteFile(string Name, Uri Address, string? Sha256, string? Model = null);
