namespace Vectorizer.Client.Search;

internal sealed record QueryBatchRequest(IReadOnlyList<Query> Queries);
