namespace Vectorizer.Client.Indexes;

internal sealed record PayloadIndexRequest(PayloadIndexType Type);
