using System.Globalization;

namespace Vectorizer.Storage.Snapshots;

/// <summary>Names a snapshot: the segment whose points it holds, and the last write that is in it.</summary>
public readonly record struct SnapshotId(long CollectionId, int Segment, long Sequence)
{
    /// <summary>For messages: <c>collection id/segment@sequence</c>.</summary>
    public override string ToString()
        => string.Create(CultureInfo.InvariantCulture, $"{CollectionId}/{Segment}@{Sequence}");
}
