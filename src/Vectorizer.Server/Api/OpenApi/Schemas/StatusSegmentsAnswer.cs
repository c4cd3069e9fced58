namespace Vectorizer.Server.Api.OpenApi.Schemas;

/// <summary>Segments that the node holds, by state.</summary>
internal sealed record StatusSegmentsAnswer
{
    public required int Ready { get; init; }

    public required int Recovering { get; init; }

    public required int Sealed { get; init; }

    public required int Quarantined { get; init; }
}
