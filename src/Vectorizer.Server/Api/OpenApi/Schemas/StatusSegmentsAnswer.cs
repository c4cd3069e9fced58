using System.ComponentModel;

namespace Vectorizer.Server.Api.OpenApi.Schemas;

/// <summary>Segments of the node by state.</summary>
[Description("Segments that the node holds, by state.")]
internal sealed record StatusSegmentsAnswer
{
    public required int Ready { get; init; }

    public required int Recovering { get; init; }

    public required int Sealed { get; init; }

    public required int Quarantined { get; init; }
}
