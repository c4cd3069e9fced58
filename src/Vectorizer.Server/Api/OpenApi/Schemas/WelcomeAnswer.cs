namespace Vectorizer.Server.Api.OpenApi.Schemas;

/// <summary>Where to go from here.</summary>
internal sealed record WelcomeAnswer
{
    public required string Name { get; init; }

    public required string Version { get; init; }

    public required string Docs { get; init; }

    public required string Openapi { get; init; }

    public required string Status { get; init; }

    public required string Collections { get; init; }

    /// <summary>Milliseconds that the answer took.</summary>
    public required double TookMs { get; init; }
}
