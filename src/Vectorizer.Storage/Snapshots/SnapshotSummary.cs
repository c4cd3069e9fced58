namespace Vectorizer.Storage.Snapshots;

/// <summary>A snapshot that was written.</summary>
/// <param name="Snapshot">Its name.</param>
/// <param name="Epoch">Of its last write.</param>
/// <param name="Bytes">Of its file.</param>
/// <param name="Checksum">Of its contents: no other file has it.</param>
/// <param name="Points">Points that exist in it.</param>
public sealed record SnapshotSummary(SnapshotId Snapshot, long Epoch, long Bytes, uint Checksum, int Points);
