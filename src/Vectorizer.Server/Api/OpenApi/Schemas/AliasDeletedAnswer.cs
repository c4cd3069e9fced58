namespace Vectorizer.Server.Api.OpenApi.Schemas;

/// <summary>An alias is gone.</summary>
internal sealed record AliasDeletedAnswer
{
    public required bool Deleted { get; init; }

    /// <summary>Milliseconds that the answer took.</summary>
    public required double TookMs { get; init; }
}
