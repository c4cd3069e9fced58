namespace Vectorizer.Server.Api.OpenApi.Schemas;

/// <summary>A page of points.</summary>
internal sealed record PointPageAnswer
{
    /// <summary>In an order of the collection's own, the same for each list. Fewer than asked for when they are large.</summary>
    public required PointItem[] Points { get; init; }

    /// <summary>Asks for the next page; null on the last one.</summary>
    public required string? NextCursor { get; init; }

    /// <summary>Milliseconds that the answer took.</summary>
    public required double TookMs { get; init; }
}
