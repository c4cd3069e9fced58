using System.Collections.Immutable;
using Vectorizer.Abstractions.Errors;

namespace Vectorizer.Client.Orleans;

/// <summary>What became of a write. Segments are independent: one may have stored its part when another refused.</summary>
/// <param name="Segments">One outcome per segment that the write touched, in order of segment number.</param>
public sealed record CollectionWriteResult(ImmutableArray<SegmentOutcome> Segments)
{
    /// <summary>Points stored, or points that existed and were deleted.</summary>
    public int Affected => Segments.Sum(segment => segment.Affected);

    /// <summary>Whether every segment acknowledged its whole part.</summary>
    public bool Succeeded => Segments.All(segment => segment.Error is null);

    /// <summary>Throws the first error of a segment, if there is one.</summary>
    /// <exception cref="VectorizerException">A segment did not acknowledge its part.</exception>
    public CollectionWriteResult ThrowIfFailed()
        => Segments.FirstOrDefault(segment => segment.Error is not null)?.Error is { } error ? throw error : this;
}
