namespace Vectorizer.Storage.Log;

/// <summary>What opening a log found and did.</summary>
/// <param name="Records">Records read.</param>
/// <param name="FirstSequence">Of the first file, 0 for a log without files.</param>
/// <param name="LastSequence">Of the last record.</param>
/// <param name="Epoch">Of the last record.</param>
/// <param name="CommitPosition">Last sequence that a record calls committed.</param>
/// <param name="CutBytes">Bytes of the torn tail, without zeros behind it; 0 when nothing was torn.</param>
/// <param name="CutOffset">Where it was cut.</param>
/// <param name="CutReason">Why its bytes are no record, or null.</param>
/// <param name="KeptAside">The file that holds the cut bytes, or null.</param>
public sealed record LogRecoveryReport(
    long Records,
    long FirstSequence,
    long LastSequence,
    long Epoch,
    long CommitPosition,
    long CutBytes,
    long CutOffset,
    string? CutReason,
    string? KeptAside);
