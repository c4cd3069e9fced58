namespace Vectorizer.Client.Points;

internal sealed record DeleteRequest(IReadOnlyList<string> Ids);
