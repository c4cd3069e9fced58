namespace Vectorizer.Storage.Log;

/// <summary>What became of a record.</summary>
/// <param name="Sequence">Its place in the log's order.</param>
/// <param name="Epoch">The epoch it was written under.</param>
/// <param name="Durability">How far it got; at least as far as was asked.</param>
public readonly record struct LogAcknowledgement(long Sequence, long Epoch, LogDurability Durability);
