using System.ComponentModel;

namespace Vectorizer.Server.Api.OpenApi.Schemas;

/// <summary>The hits of several queries.</summary>
internal sealed record QueryBatchAnswer
{
    [Description("In the order of the queries.")]
    public required QueryBatchItem[] Results { get; init; }

    [Description("Milliseconds that the answer took.")]
    public required double TookMs { get; init; }
}
