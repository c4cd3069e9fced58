namespace Vectorizer.Client.Aliases;

internal sealed record AliasTarget(string Collection);
