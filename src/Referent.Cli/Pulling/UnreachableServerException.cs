namespace Referent.Cli.Pulling;

/// <summary>A server cannot be reached or keeps breaking off.</summary>
internal sealed class UnreachableServerException(string message, Exception inner) : IOException(message, inner);
