namespace Vectorizer.Abstractions.Segments;

/// <summary>What the caller of a write asks for besides the write itself.</summary>
/// <param name="Timeout">Time left for the acknowledgement. A write that ends later is indeterminate, not failed.</param>
[GenerateSerializer, Immutable, Alias("vectorizer.WriteOptions")]
public sealed record WriteOptions([property: Id(0)] TimeSpan Timeout);
