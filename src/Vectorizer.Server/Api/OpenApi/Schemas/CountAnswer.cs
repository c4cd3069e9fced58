namespace Vectorizer.Server.Api.OpenApi.Schemas;

/// <summary>How many points match.</summary>
internal sealed record CountAnswer
{
    /// <summary>Points.</summary>
    public required long Count { get; init; }

    /// <summary>Whether each was looked at.</summary>
    public required bool Exact { get; init; }

    /// <summary>Milliseconds that the answer took.</summary>
    public required double TookMs { get; init; }
}
