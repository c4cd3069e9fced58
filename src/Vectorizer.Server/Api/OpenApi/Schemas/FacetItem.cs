namespace Vectorizer.Server.Api.OpenApi.Schemas;

/// <summary>A value, and how many points have it.</summary>
internal sealed record FacetItem
{
    /// <summary>A text, an integer or a boolean.</summary>
    public required MatchValueSchema Value { get; init; }

    /// <summary>Points.</summary>
    public required long Count { get; init; }
}
