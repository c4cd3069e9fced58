namespace Vectorizer.Server.Api.OpenApi.Schemas;

/// <summary>An alias as it is now.</summary>
internal sealed record AliasAnswer
{
    public required string Alias { get; init; }

    /// <summary>The collection's own name.</summary>
    public required string Collection { get; init; }

    /// <summary>Milliseconds that the answer took.</summary>
    public required double TookMs { get; init; }
}
