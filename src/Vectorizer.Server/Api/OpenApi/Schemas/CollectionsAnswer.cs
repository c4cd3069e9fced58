namespace Vectorizer.Server.Api.OpenApi.Schemas;

/// <summary>All collections.</summary>
internal sealed record CollectionsAnswer
{
    public required CollectionItem[] Collections { get; init; }

    /// <summary>Milliseconds that the answer took.</summary>
    public required double TookMs { get; init; }
}
