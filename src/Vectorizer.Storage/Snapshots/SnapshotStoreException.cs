namespace Vectorizer.Storage.Snapshots;

/// <summary>A store of snapshots could not do what it was asked. The message says which store, what, and why.</summary>
public sealed class SnapshotStoreException(string message, bool isMissing = false, Exception? inner = null) : IOException(message, inner)
{
    /// <summary>Whether the store answered, and has no such file.</summary>
    public bool IsMissing { get; } = isMissing;
}
