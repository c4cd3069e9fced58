namespace Vectorizer.Server.Api.OpenApi.Schemas;

/// <summary>An index over the payloads of a collection.</summary>
internal sealed record IndexAnswer : IndexItem
{
    /// <summary>Milliseconds that the answer took.</summary>
    public required double TookMs { get; init; }
}
