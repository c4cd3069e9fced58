using System.Collections.Immutable;
using Vectorizer.Engine.PayloadIndexes;
using Vectorizer.Engine.Payloads;
using Vectorizer.Engine.Segments;
using Vectorizer.Grains.Memory;
using Vectorizer.Grains.Search;
using Vectorizer.Storage.Rows;

namespace Vectorizer.Grains.Segments;

/// <summary>The index of a segment, which may be replaced by another with the same points while it is read.</summary>
/// <remarks>
/// Each index has an account of its own in the memory budget: a replaced one is charged until its last reader is closed and
/// its memory is free. Threads: any number open readers; one at a time replaces, while nothing is being applied.
/// Ownership: disposes of the index it holds.
/// </remarks>
internal sealed class LiveIndex : IDisposable
{
    private readonly MemoryBudget _budget;
    private Slot _slot;

    /// <summary>Starts with an empty index.</summary>
    /// <param name="fields">The vector fields.</param>
    /// <param name="compression">Which payloads are kept compressed; null for none.</param>
    /// <param name="files">Where rows are kept that are not in memory.</param>
    /// <param name="budget">The memory that its indexes are part of.</param>
    /// <param name="cache">Keeps answers of its searches; null for none.</param>
    /// <param name="payloadIndexes">Indexes over the payloads.</param>
    public LiveIndex(
        ImmutableArray<VectorFieldSchema> fields,
        PayloadCompression? compression,
        RowFiles files,
        MemoryBudget budget,
        ResultCache? cache = null,
        ImmutableArray<PayloadIndexSchema> payloadIndexes = default)
    {
        Results = new SegmentResults(cache ?? ResultCache.None);
        _budget = budget;
        Files = files;
        _slot = Empty(fields, compression, payloadIndexes.IsDefault ? [] : payloadIndexes);
    }

    /// <summary>Answers of its searches. Whoever applies writes clears them.</summary>
    public SegmentResults Results { get; }

    /// <summary>Where rows are kept that are not in memory.</summary>
    public RowFiles Files { get; }

    /// <summary>The present index.</summary>
    public SegmentIndex Current => Volatile.Read(ref _slot).Index;

    /// <summary>What it is charged for.</summary>
    public MemoryAccount Account => Volatile.Read(ref _slot).Account;

    /// <summary>Its row files.</summary>
    public IndexRows Rows => Volatile.Read(ref _slot).Rows;

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
    /// <param name="rows">Its row files.</param>
    public void Replace(SegmentIndex next, MemoryAccount account, IndexRows rows) => Replace(new Slot(next, account, rows));

    /// <summary>Puts an empty index in its place.</summary>
    public void Clear(ImmutableArray<VectorFieldSchema> fields, ImmutableArray<PayloadIndexSchema> payloadIndexes)
        => Replace(Empty(fields, Current.Compression, payloadIndexes));

    public void Dispose()
    {
        Current.Dispose();
        Results.Clear();
    }

    private Slot Empty(
        ImmutableArray<VectorFieldSchema> fields, PayloadCompression? compression, ImmutableArray<PayloadIndexSchema> payloadIndexes)
    {
        MemoryAccount account = _budget.Open();
        IndexRows rows = new(Files);
        SegmentIndex index = new(fields, compression, account.Use, rows.Create);
        foreach (PayloadIndexSchema schema in payloadIndexes)
        {
            index.AttachPayloadIndex(schema);
        }

        return new Slot(index, account, rows);
    }

    private void Replace(Slot next)
    {
        Slot former = Interlocked.Exchange(ref _slot, next);
        Results.Clear();
        former.Account.Claim(0);
        former.Index.Dispose();
    }

    private sealed record Slot(SegmentIndex Index, MemoryAccount Account, IndexRows Rows);
}
