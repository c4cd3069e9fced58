namespace Vectorizer.Storage.Snapshots;

/// <summary>An idempotency key that a segment remembers, with the answer of its write.</summary>
/// <param name="Key">1..64 bytes in UTF-8.</param>
/// <param name="Fingerprint">What the write said, as one number.</param>
/// <param name="Sequence">That the write got.</param>
/// <param name="Affected">Points that it affected.</param>
/// <param name="Durability">How far it got, as the write's acknowledgement numbers it.</param>
public readonly record struct SavedKey(ReadOnlyMemory<byte> Key, ulong Fingerprint, long Sequence, int Affected, byte Durability);
