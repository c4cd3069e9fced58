using System.ComponentModel;

namespace Vectorizer.Server.Api.OpenApi.Schemas;

/// <summary>A page of points.</summary>
internal sealed record PointPageAnswer
{
    [Description("In an order of the collection's own, the same for each list. Fewer than asked for when they are large.")]
    public required PointItem[] Points { get; init; }

    [Description("Asks for the next page; null on the last one.")]
    public required string? NextCursor { get; init; }

    [Description("Milliseconds that the answer took.")]
    public required double TookMs { get; init; }
}
