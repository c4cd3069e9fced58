namespace Vectorizer.Server.Api.OpenApi.Schemas;

/// <summary>The hits of several queries.</summary>
internal sealed record QueryBatchAnswer
{
    /// <summary>In the order of the queries.</summary>
    public required QueryBatchItem[] Results { get; init; }

    /// <summary>Milliseconds that the answer took.</summary>
    public required double TookMs { get; init; }
}
