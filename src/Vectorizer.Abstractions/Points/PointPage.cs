namespace Vectorizer.Abstractions.Points;

/// <summary>One page of a list of points, ordered by <see cref="Collections.PointSlots.Hash"/>, then by the bytes of the id.</summary>
/// <param name="Points">The points of the page. Fewer than asked for when they would not fit into a message.</param>
/// <param name="More">Whether the segment holds points behind the last one.</param>
[GenerateSerializer, Immutable, Alias("vectorizer.PointPage")]
public sealed record PointPage([property: Id(0)] PointBatch Points, [property: Id(1)] bool More);
