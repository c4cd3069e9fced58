namespace Vectorizer.Server.Api.OpenApi.Schemas;

/// <summary>What was to be deleted is gone.</summary>
internal sealed record DeletedAnswer
{
    public required bool Deleted { get; init; }

    /// <summary>Milliseconds that the answer took.</summary>
    public required double TookMs { get; init; }
}
