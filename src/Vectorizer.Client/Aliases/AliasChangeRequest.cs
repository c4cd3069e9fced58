namespace Vectorizer.Client.Aliases;

internal sealed record AliasChangeRequest(IReadOnlyList<AliasAction> Actions);
