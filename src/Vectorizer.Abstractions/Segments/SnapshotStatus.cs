namespace Vectorizer.Abstractions.Segments;

/// <summary>What is saved of a segment.</summary>
/// <param name="Sequence">The last write that the newest snapshot holds; 0 when there is none.</param>
/// <param name="SavedAt">When it was finished, or null.</param>
/// <param name="Bytes">Of its file.</param>
/// <param name="Kept">Snapshots that are kept, that one included.</param>
/// <param name="Damaged">Those among them that were found damaged; the next save replaces them.</param>
/// <param name="IsSaving">Whether another one is being made, or waits for its turn.</param>
/// <param name="Failure">Why the last attempt failed, or null.</param>
[GenerateSerializer, Immutable, Alias("vectorizer.SnapshotStatus")]
public sealed record SnapshotStatus(
    [property: Id(0)] long Sequence,
    [property: Id(1)] DateTimeOffset? SavedAt,
    [property: Id(2)] long Bytes,
    [property: Id(3)] int Kept,
    [property: Id(4)] int Damaged,
    [property: Id(5)] bool IsSaving,
    [property: Id(6)] string? Failure);
