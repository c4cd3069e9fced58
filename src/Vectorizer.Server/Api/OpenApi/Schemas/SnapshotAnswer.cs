namespace Vectorizer.Server.Api.OpenApi.Schemas;

/// <summary>What is saved of a segment.</summary>
internal sealed record SnapshotAnswer
{
    /// <summary>The last write that the newest snapshot holds; 0 when there is none.</summary>
    public required long Sequence { get; init; }

    /// <summary>When it was finished; null when there is none.</summary>
    public required DateTime? SavedAt { get; init; }

    /// <summary>Size of its file.</summary>
    public required long Bytes { get; init; }

    /// <summary>Snapshots that are kept, that one included.</summary>
    public required int Kept { get; init; }

    /// <summary>Those among them that were found damaged; the next save, due at once, replaces them.</summary>
    public required int Damaged { get; init; }

    /// <summary>Whether another one is being made, or waits for its turn.</summary>
    public required bool Saving { get; init; }

    /// <summary>Why the last attempt failed, or null.</summary>
    public required string? Failure { get; init; }
}
