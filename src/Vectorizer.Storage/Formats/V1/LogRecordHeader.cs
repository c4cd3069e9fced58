namespace Vectorizer.Storage.Formats.V1;

/// <summary>What a log record says about itself besides key and payload.</summary>
/// <param name="PayloadLength">Bytes of the payload.</param>
/// <param name="Epoch">Number of the leadership that wrote it; never lower than that of the record before.</param>
/// <param name="Sequence">Place in the log's order: that of the record before, plus one.</param>
/// <param name="CommitPosition">Last sequence known to be committed when it was written.</param>
/// <param name="SyncedSequence">Last sequence known to be on the disk when it was written.</param>
/// <param name="Kind">What the payload is.</param>
/// <param name="KeyLength">Bytes of the idempotency key, 0..64.</param>
public readonly record struct LogRecordHeader(
    int PayloadLength,
    long Epoch,
    long Sequence,
    long CommitPosition,
    long SyncedSequence,
    LogRecordKind Kind,
    int KeyLength);
