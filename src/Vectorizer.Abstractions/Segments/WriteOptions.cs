using System.Collections.Immutable;

namespace Vectorizer.Abstractions.Segments;

/// <summary>What the caller of a write asks for besides the write itself.</summary>
/// <param name="Timeout">Time left for the acknowledgement. A write that ends later is indeterminate, not failed.</param>
/// <param name="Durability">How far the write gets before it is acknowledged; null for the collection's.</param>
/// <param name="IdempotencyKey">
/// Names the write: when it comes again, it is not done again, and gets the answer of the first time. 1..64 bytes in
/// UTF-8, or null. A segment remembers the last 10,000 keys, across restarts.
/// </param>
/// <param name="IfSequences">
/// For each point the sequence it must have for the write to happen: 0 for a point that must not exist,
/// <see cref="AnySequence"/> for no condition. Empty for none at all. One that is not met refuses the whole write.
/// </param>
[GenerateSerializer, Immutable, Alias("vectorizer.WriteOptions")]
public sealed record WriteOptions(
    [property: Id(0)] TimeSpan Timeout,
    [property: Id(1)] Durability? Durability = null,
    [property: Id(2)] string? IdempotencyKey = null,
    [property: Id(3)] ImmutableArray<long> IfSequences = default)
{
    /// <summary>In <see cref="IfSequences"/>: the point may be at any sequence, or not exist.</summary>
    public const long AnySequence = -1;

    /// <summary>The most bytes of an idempotency key in UTF-8.</summary>
    public const int MaxIdempotencyKeyBytes = 64;
}
