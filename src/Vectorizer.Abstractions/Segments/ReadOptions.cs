namespace Vectorizer.Abstractions.Segments;

/// <summary>What the caller of a read asks for besides the read itself.</summary>
/// <param name="Timeout">Time left for the answer.</param>
[GenerateSerializer, Immutable, Alias("vectorizer.ReadOptions")]
public sealed record ReadOptions([property: Id(0)] TimeSpan Timeout);
