namespace Vectorizer.Storage.Log;

/// <summary>Where a recovered log goes on.</summary>
/// <param name="File">Path of the last file.</param>
/// <param name="Seed">Checksum state of its records.</param>
/// <param name="Offset">End of its last whole record.</param>
/// <param name="LastSequence">Sequence of that record.</param>
/// <param name="Epoch">Epoch of that record.</param>
internal readonly record struct LogEnd(string File, uint Seed, long Offset, long LastSequence, long Epoch);
