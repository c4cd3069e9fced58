namespace Vectorizer.Client.Aliases;

/// <summary>What the server says when aliases have been changed: nothing that the caller did not say.</summary>
internal sealed record AliasAnswer(double TookMs);
