namespace Vectorizer.Abstractions.Segments;

/// <summary>A segment whose quantization is not yet the one that its collection asks for. It is read and written as before.</summary>
/// <param name="Progress">The part of its points that has been copied, 0..1; 0 while it waits for its turn.</param>
/// <param name="Failure">Why the last attempt failed, or null. It is tried again.</param>
[GenerateSerializer, Immutable, Alias("vectorizer.RequantizingStatus")]
public sealed record RequantizingStatus(
    [property: Id(0)] double Progress,
    [property: Id(1)] string? Failure);
