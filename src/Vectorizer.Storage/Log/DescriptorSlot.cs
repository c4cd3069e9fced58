using Vectorizer.Storage.Files;

namespace Vectorizer.Storage.Log;

/// <summary>The open file of one log, or the place where it will be.</summary>
/// <remarks>
/// Everything is guarded by <see cref="Gate"/>. Lock order: a slot, then the cache's list; the cache takes a second slot
/// only when nobody has it.
/// </remarks>
internal sealed class DescriptorSlot(string path)
{
    public Lock Gate { get; } = new();

    public string Path => path;

    public IDiskFile? File { get; set; }

    /// <summary>
    /// Whether the file holds bytes that were not synced. They must be synced through a descriptor that was open when
    /// they were written: one opened later may not be told of an error.
    /// </summary>
    public bool IsDirty { get; set; }

    /// <summary>Why the sync before closing failed. Final: the log is sealed when it looks.</summary>
    public DiskException? Failure { get; set; }

    /// <summary>Place in the list of the cache, guarded by the cache's lock.</summary>
    public LinkedListNode<DescriptorSlot>? Node { get; set; }

    /// <summary>Syncs what is unsynced; a failure stays.</summary>
    public void Sync()
    {
        if (Failure is { } earlier)
        {
            throw earlier;
        }

        if (!IsDirty || File is null)
        {
            return;
        }

        try
        {
            File.Sync();
            IsDirty = false;
        }
        catch (DiskException exception)
        {
            Failure = exception;
            throw;
        }
    }
}
