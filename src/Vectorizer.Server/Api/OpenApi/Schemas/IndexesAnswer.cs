namespace Vectorizer.Server.Api.OpenApi.Schemas;

/// <summary>The indexes over the payloads of a collection.</summary>
internal sealed record IndexesAnswer
{
    /// <summary>In the order in which they were created.</summary>
    public required IReadOnlyList<IndexItem> Indexes { get; init; }

    /// <summary>Milliseconds that the answer took.</summary>
    public required double TookMs { get; init; }
}
