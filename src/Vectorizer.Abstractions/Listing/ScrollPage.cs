using System.Collections.Immutable;
using Vectorizer.Abstractions.Points;

namespace Vectorizer.Abstractions.Listing;

/// <summary>A page of points that match a filter.</summary>
/// <param name="Points">Fewer than asked for when they would not fit into a message.</param>
/// <param name="More">Whether points follow behind the last one.</param>
/// <param name="Values">With an order, the value of each point; empty otherwise.</param>
[GenerateSerializer, Immutable, Alias("vectorizer.ScrollPage")]
public sealed record ScrollPage(
    [property: Id(0)] PointBatch Points, [property: Id(1)] bool More, [property: Id(2)] ImmutableArray<OrderValue> Values);
