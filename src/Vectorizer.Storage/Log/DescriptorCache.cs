using Vectorizer.Storage.Files;

namespace Vectorizer.Storage.Log;

/// <summary>Keeps the files of the logs that were used last open, and closes the others.</summary>
/// <remarks>
/// A file in use is never closed, so there may be as many too many as threads that write at the moment.
/// </remarks>
internal sealed class DescriptorCache(IDisk disk, int capacity)
{
    private readonly Lock _lock = new();
    private readonly LinkedList<DescriptorSlot> _byLastUse = [];

    /// <summary>Files open at the moment.</summary>
    public int OpenCount
    {
        get
        {
            lock (_lock)
            {
                return _byLastUse.Count;
            }
        }
    }

    /// <summary>Opens the file of a slot whose gate the caller holds.</summary>
    public IDiskFile Use(DescriptorSlot slot)
    {
        if (slot.Failure is { } failure)
        {
            throw failure;
        }

        slot.File ??= disk.Open(slot.Path, DiskAccess.Write);
        Touch(slot);
        return slot.File;
    }

    /// <summary>Takes over a file that was just created for a slot whose gate the caller holds.</summary>
    public void Adopt(DescriptorSlot slot, IDiskFile file)
    {
        slot.File = file;
        Touch(slot);
    }

    /// <summary>Closes the file of a slot whose gate the caller holds, without a sync.</summary>
    public void Close(DescriptorSlot slot)
    {
        lock (_lock)
        {
            if (slot.Node is { } node)
            {
                _byLastUse.Remove(node);
                slot.Node = null;
            }
        }

        slot.File?.Dispose();
        slot.File = null;
        slot.IsDirty = false;
    }

    private void Touch(DescriptorSlot slot)
    {
        List<DescriptorSlot>? victims = null;
        lock (_lock)
        {
            if (slot.Node is { } known)
            {
                _byLastUse.Remove(known);
                _byLastUse.AddFirst(known);
            }
            else
            {
                slot.Node = _byLastUse.AddFirst(slot);
            }

            for (LinkedListNode<DescriptorSlot>? node = _byLastUse.Last; node is not null && _byLastUse.Count > capacity;)
            {
                LinkedListNode<DescriptorSlot> candidate = node;
                node = node.Previous;
                if (candidate.Value != slot && candidate.Value.Gate.TryEnter())
                {
                    _byLastUse.Remove(candidate);
                    candidate.Value.Node = null;
                    (victims ??= []).Add(candidate.Value);
                }
            }
        }

        // Outside the lock: a slow sync holds up nobody but the log that it is for.
        foreach (DescriptorSlot victim in victims ?? [])
        {
            try
            {
                victim.Sync();
            }
            catch (DiskException)
            {
                // Kept in the slot: the log that owns it learns of it at its next call, this caller has no part in it.
            }
            finally
            {
                victim.File?.Dispose();
                victim.File = null;
                victim.Gate.Exit();
            }
        }
    }
}
