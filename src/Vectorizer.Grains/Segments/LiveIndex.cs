using System.Collections.Immutable;
using Vectorizer.Engine.Payloads;
using Vectorizer.Engine.Segments;
using Vectorizer.Grains.Memory;
using Vectorizer.Grains.Search;

namespace Vectorizer.Grains.Segments;

/// <summary>The index of a segment, which may be replaced by another with the same points while it is read.</summary>
/// <remarks>
/// Each index has an account of its own in the memory budget: a replaced one is charged until its last reader is closed and
/// its memory is free. Threads: any number open readers; one at a time replaces, while nothing is being applied.
/// Ownership: disposes of the index it holds.
/// </remarks>
internal sealed class LiveIndex : IDisposable
{
    private Slot _slot;

    /// <summary>Starts with an empty index.</summary>
    public LiveIndex(
        ImmutableArray<VectorFieldSchema> fields, PayloadCompression? compression, MemoryBudget budget, ResultCache? cache = null)
    {
        Results = new SegmentResults(cache ?? ResultCache.None);
        MemoryAccount account = budget.Open();
        _slot = new Slot(new SegmentIndex(fields, compression, account.Use), account);
    }

    /// <summary>Answers of its searches. Whoever applies writes clears them.</summary>
    public SegmentResults Results { get; }

    /// <summary>The present index.</summary>
    public SegmentIndex Current => Volatile.Read(ref _slot).Index;

    /// <summary>What it is charged for.</summary>
    public MemoryAccount Account => Volatile.Read(ref _slot).Account;

    /// <summary>Opens a reader of the present index.</summary>
    /// <exception cref="ObjectDisposedException">The segment has been closed.</exception>
    public SegmentReader OpenReader()
    {
        while (true)
        {
            SegmentIndex index = Current;
            try
            {
                return index.OpenReader();
            }
            catch (ObjectDisposedException) when (index != Current)
            {
                // Replaced in this very moment.
            }
        }
    }

    /// <summary>Puts another index in its place.</summary>
    /// <param name="next">The index; it reports to the account.</param>
    /// <param name="account">Its account.</param>
    public void Replace(SegmentIndex next, MemoryAccount account)
    {
        Slot former = Interlocked.Exchange(ref _slot, new Slot(next, account));
        Results.Clear();
        former.Account.Claim(0);
        former.Index.Dispose();
    }

    public void Dispose()
    {
        Current.Dispose();
        Results.Clear();
    }

    private sealed record Slot(SegmentIndex Index, MemoryAccount Account);
}
