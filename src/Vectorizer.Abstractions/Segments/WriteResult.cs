namespace Vectorizer.Abstractions.Segments;

/// <summary>Acknowledgement of a write by one segment.</summary>
/// <param name="Segment">Number of the segment.</param>
/// <param name="Sequence">The write's place in the segment's order.</param>
/// <param name="Durability">How far the write got before it was acknowledged.</param>
/// <param name="Affected">Points stored, or points that existed and were deleted.</param>
/// <param name="Replayed">Whether the write had been done before, under the same idempotency key.</param>
[GenerateSerializer, Immutable, Alias("vectorizer.WriteResult")]
public sealed record WriteResult(
    [property: Id(0)] int Segment,
    [property: Id(1)] long Sequence,
    [property: Id(2)] Durability Durability,
    [property: Id(3)] int Affected,
    [property: Id(4)] bool Replayed = false);
