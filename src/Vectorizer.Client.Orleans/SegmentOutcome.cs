using Vectorizer.Abstractions.Errors;
using Vectorizer.Abstractions.Segments;

namespace Vectorizer.Client.Orleans;

/// <summary>What became of a segment's part of a write.</summary>
/// <param name="Segment">Number of the segment.</param>
/// <param name="Sequence">Sequence of the last write that was acknowledged; 0 for none.</param>
/// <param name="Durability">The least durability of the acknowledged writes; null when none was.</param>
/// <param name="Affected">Points that the acknowledged writes stored, or that existed and were deleted.</param>
/// <param name="Acknowledged">Points, or ids to delete, that were acknowledged.</param>
/// <param name="Sent">Points, or ids to delete, that belong to the segment.</param>
/// <param name="Error">
/// Why the rest was not acknowledged, or null. Parts go one after the other and the first error ends them: what was not
/// acknowledged has not been stored, unless the error is <see cref="VectorizerError.Indeterminate"/>.
/// </param>
public sealed record SegmentOutcome(
    int Segment, long Sequence, Durability? Durability, int Affected, int Acknowledged, int Sent, VectorizerException? Error);
