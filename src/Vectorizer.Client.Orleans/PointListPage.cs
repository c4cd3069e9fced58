using Vectorizer.Abstractions.Points;

namespace Vectorizer.Client.Orleans;

/// <summary>One page of the points of a collection.</summary>
/// <param name="Points">
/// Ordered by the XXH3 hash of the id, then by the bytes of the id. May be fewer than asked for when they are large.
/// </param>
/// <param name="NextCursor">Asks for the next page; null when this is the last one.</param>
public sealed record PointListPage(PointBatch Points, string? NextCursor);
