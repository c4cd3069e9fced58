using System.ComponentModel;

namespace Vectorizer.Server.Api.OpenApi.Schemas;

/// <summary>Points are stored.</summary>
internal sealed record UpsertAnswer
{
    [Description("Points stored. Points with the same id count once.")]
    public required int Upserted { get; init; }

    [Description("The segments that the points belong to.")]
    public required SegmentWriteAnswer[] Segments { get; init; }

    [Description("Milliseconds that the answer took.")]
    public required double TookMs { get; init; }
}
