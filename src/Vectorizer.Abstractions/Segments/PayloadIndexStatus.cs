using Vectorizer.Abstractions.Collections;

namespace Vectorizer.Abstractions.Segments;

/// <summary>What a segment has of an index over its payloads.</summary>
/// <param name="Definition">Which it is.</param>
/// <param name="IsReady">Whether filters use it. Until then they read the payloads.</param>
/// <param name="Progress">The part of the points that it has seen, 0..1.</param>
/// <param name="Points">Points that have a value at its key, those replaced or deleted of late included.</param>
/// <param name="Values">Different values.</param>
/// <param name="Bytes">The memory that it takes at most.</param>
/// <param name="Failure">Why it could not be built, or null. It is tried again.</param>
[GenerateSerializer, Immutable, Alias("vectorizer.PayloadIndexStatus")]
public sealed record PayloadIndexStatus(
    [property: Id(0)] PayloadIndexDefinition Definition,
    [property: Id(1)] bool IsReady,
    [property: Id(2)] double Progress,
    [property: Id(3)] long Points,
    [property: Id(4)] long Values,
    [property: Id(5)] long Bytes,
    [property: Id(6)] string? Failure = null);
