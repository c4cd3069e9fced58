using System.Collections.Concurrent;
using System.Collections.Immutable;
using System.Numerics;
using Vectorizer.Engine.Filters;
using Vectorizer.Engine.PayloadIndexes;
using Vectorizer.Engine.Payloads;
using Vectorizer.Engine.Vectors;

namespace Vectorizer.Engine.Segments;

/// <summary>The points of one segment: ids, payloads, and an index for each vector field.</summary>
/// <remarks>
/// Threads: <see cref="Apply"/> is called by one thread at a time. Readers are opened and used
/// by any number of threads, take no lock, and see the writes up to <see cref="VisibleSequence"/> as of their opening.
/// Ownership: the index frees its native memory when it has been disposed of and the last reader has been closed.
/// </remarks>
public sealed class SegmentIndex : IDisposable
{
    /// <summary>The most vector fields that points may have: a point names them by the bits of one number.</summary>
    public const int MaxFields = 64;

    /// <summary>
    /// Points that <see cref="BuildPayloadIndexes"/> may look at in one call where no write waits. The more, the fewer times each leaf of
    /// an index is copied; what waits for that takes memory, some megabytes here.
    /// </summary>
    public const int PointsOfLoad = 65_536;

    private const int PointsOfTurn = 2_048;

    // Readers kept for the next search, each with scratch memory of about one bit per point.
    private const int MaxIdleReaders = 64;

    private readonly PointTable _points;
    private readonly PointIdMap _ids;
    private readonly VectorIndex[] _fields;
    private readonly ConcurrentQueue<SegmentReader> _idleReaders = [];
    private readonly List<int> _stored = [];

    // Of the group under way: the nodes that are linked by a search, and from which layer on; and the points that need none.
    private readonly List<(int Field, int Ordinal, int Lowest)> _unlinked = [];
    private readonly RevisedPoints _revised;
    private readonly Action<long>? _memoryChanged;

    // What the writes of the group under way have made of each id: its ordinal, or −1 when it is deleted.
    private readonly Dictionary<byte[], int> _pending = new(ByteArrayComparer.Instance);
    private readonly Dictionary<byte[], int>.AlternateLookup<ReadOnlySpan<byte>> _pendingBySpan;

    private readonly ReaderEpochs _epochs = new();
    private readonly OrdinalReclamation _reclamation;

    private long _visibleSequence;
    private long _visibleStored;
    private int _deletedCount;
    private int _captures;

    // One for the owner, one for each open reader.
    private int _leases = 1;
    private int _disposed;

    /// <param name="fields">1..<see cref="MaxFields"/> vector fields.</param>
    /// <param name="compression">Which payloads are kept compressed; null for none.</param>
    /// <param name="memoryChanged">
    /// Told what the index takes in bytes: at its creation, after each group, and 0 when it has been freed.
    /// </param>
    /// <param name="rowFiles">
    /// Creates the file for the rows of a field that keeps them on disk, of which it gets the number and the schema. The index
    /// disposes of the file. Needed only where a field asks for one.
    /// </param>
    /// <exception cref="ArgumentException">A field cannot be; the message says why.</exception>
    public SegmentIndex(
        ImmutableArray<VectorFieldSchema> fields,
        PayloadCompression? compression = null,
        Action<long>? memoryChanged = null,
        Func<int, VectorFieldSchema, IRowFile>? rowFiles = null)
    {
        ArgumentOutOfRangeException.ThrowIfZero(fields.Length, nameof(fields));
        ArgumentOutOfRangeException.ThrowIfGreaterThan(fields.Length, MaxFields, nameof(fields));
        Fields = fields;
        Compression = compression;
        _points = new PointTable(fields.Length, compression);
        _ids = new PointIdMap(_points);
        PayloadIndexes = new PayloadIndexSet(_points);
        _fields = CreateIndexes(fields, rowFiles);
        _revised = new RevisedPoints(_fields, _points);
        _reclamation = new OrdinalReclamation(this, _epochs);
        _pendingBySpan = _pending.GetAlternateLookup<ReadOnlySpan<byte>>();
        _memoryChanged = memoryChanged;
        _memoryChanged?.Invoke(MemoryUse.Total);
    }

    /// <summary>The vector fields, in order of their numbers.</summary>
    public ImmutableArray<VectorFieldSchema> Fields { get; }

    /// <summary>Which payloads are kept compressed; null for none.</summary>
    public PayloadCompression? Compression { get; }

    /// <summary>Sequence of the last write that a reader opened now would see; 0 before the first.</summary>
    public long VisibleSequence => Volatile.Read(ref _visibleSequence);

    /// <summary>Points that a reader opened now would see.</summary>
    public int PointCount => _ids.Count;

    /// <summary>Replaced and deleted points whose memory cannot be used again yet.</summary>
    public int DeletedCount => Volatile.Read(ref _deletedCount);

    /// <summary>Points for which there is memory that others have left: the next ones stored will take it.</summary>
    public int FreeCount => _points.FreeCount;

    /// <summary>Whether <see cref="Repair"/> has begun what it has not ended.</summary>
    public bool IsRepairing => _reclamation.IsUnderWay;

    /// <summary>Memory by part.</summary>
    public SegmentMemoryUse MemoryUse
    {
        get
        {
            long payloads = _points.PayloadBytes;
            return new SegmentMemoryUse(
                _fields.Sum(index => index.RowMemory),
                _fields.Sum(index => index.CodeMemory),
                _fields.Sum(index => index.Graph.LinkMemory),
                _points.Bytes + _ids.Bytes - payloads,
                payloads,
                _points.UncompressedPayloadBytes,
                PayloadIndexes.Bytes);
        }
    }

    /// <summary>What each index over payloads holds.</summary>
    public ImmutableArray<PayloadIndexContents> PayloadIndexContents => PayloadIndexes.Contents;

    internal PointTable Points => _points;

    internal PointIdMap Ids => _ids;

    internal ReadOnlySpan<VectorIndex> Indexes => _fields;

    internal PayloadIndexSet PayloadIndexes { get; }

    /// <summary><see cref="PointTable.Stored"/> as of the visible sequence.</summary>
    internal long VisibleStored => Volatile.Read(ref _visibleStored);

    /// <summary>Whether a capture is open.</summary>
    internal bool IsCaptured => Volatile.Read(ref _captures) != 0;

    /// <summary>
    /// Applies a group of writes and makes all of them visible at once. Vectors are linked in parallel, so that the writes
    /// of a group cost the time of one divided by the threads.
    /// </summary>
    /// <param name="group">In order of sequence, validated: ids, fields, number of floats, all of them finite.</param>
    /// <param name="affected">For each write the points stored, or the existing points deleted.</param>
    /// <param name="run">Runs the linking.</param>
    /// <exception cref="OutOfMemoryException">
    /// The operating system refuses memory. Nothing has become visible; the group may be applied again.
    /// </exception>
    public void Apply(ReadOnlySpan<SegmentWrite> group, Span<int> affected, ParallelFor run)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(affected.Length, group.Length, nameof(affected));
        ObjectDisposedException.ThrowIf(_disposed != 0, this);
        if (group.IsEmpty)
        {
            return;
        }

        try
        {
            ApplyAll(group, affected, run);
        }
        finally
        {
            _memoryChanged?.Invoke(MemoryUse.Total);
        }
    }

    private void ApplyAll(ReadOnlySpan<SegmentWrite> group, Span<int> affected, ParallelFor run)
    {
        // 1. Room for all of it, so that what follows can only fail before the first point is touched.
        EnsureCapacity(group);

        // 2. Points and rows, in order. New ordinals are born in the future of every reader.
        _unlinked.Clear();
        _stored.Clear();
        _revised.Clear();
        _pending.Clear();
        for (int i = 0; i < group.Length; i++)
        {
            affected[i] = Enter(group[i]);
        }

        // 3. Links and values of payloads, in parallel: their order does not matter to anyone, visibility comes from the
        // sequence alone. Each index over payloads is one piece, the longest, so they come first.
        _revised.Link(run, _unlinked);
        List<(int Field, int Ordinal, int Lowest)> unlinked = _unlinked;
        int indexes = PayloadIndexes.Count;
        run(indexes + unlinked.Count, i =>
        {
            if (i < indexes)
            {
                PayloadIndexes.AddTo(i, _stored);
            }
            else
            {
                Link(unlinked[i - indexes]);
            }
        });

        // 4. Visible. Ids first: a reader of the new sequence must not find an old ordinal by id.
        foreach ((byte[] id, int ordinal) in _pending)
        {
            if (ordinal >= 0)
            {
                _ids.Set(id, ordinal);
            }
            else
            {
                _ids.Remove(id);
            }
        }

        // Before the sequence too: a reader that sees no dead points leaves out the check for them.
        CountDeleted();
        Volatile.Write(ref _visibleStored, _points.Stored);
        Volatile.Write(ref _visibleSequence, group[^1].Sequence);
    }

    /// <summary>
    /// Does the next piece of work that lets the memory of dead points be used again, about ten milliseconds: links that lead
    /// to them are replaced, then their ordinals are given to points that are stored. Searches go on. No group may be being
    /// applied and no capture begin meanwhile; between two calls both may.
    /// </summary>
    /// <param name="run">Runs the repair of nodes.</param>
    /// <exception cref="OutOfMemoryException">The operating system refuses memory. The index is whole; it may be called again.</exception>
    public RepairProgress Repair(ParallelFor run)
    {
        ObjectDisposedException.ThrowIf(_disposed != 0, this);
        try
        {
            return _reclamation.Advance(run);
        }
        finally
        {
            CountDeleted();
            _memoryChanged?.Invoke(MemoryUse.Total);
        }
    }

    /// <summary>
    /// Adds an index over the payloads, which takes the points that are stored from now on; the others it gets by
    /// <see cref="BuildPayloadIndexes"/>. No group may be being applied and nothing repaired meanwhile.
    /// </summary>
    /// <exception cref="ArgumentException">The path has an index.</exception>
    public void AttachPayloadIndex(PayloadIndexSchema schema)
    {
        ObjectDisposedException.ThrowIf(_disposed != 0, this);
        PayloadIndexes.Attach(schema);
        _memoryChanged?.Invoke(MemoryUse.Total);
    }

    /// <summary>Drops the index of a path; false if there is none. No group may be being applied and nothing repaired meanwhile.</summary>
    public bool DropPayloadIndex(PayloadPath path)
    {
        ObjectDisposedException.ThrowIf(_disposed != 0, this);
        bool isDropped = PayloadIndexes.Drop(path);
        _memoryChanged?.Invoke(MemoryUse.Total);
        return isDropped;
    }

    /// <summary>
    /// Shows the next points to the indexes over payloads that have not seen all of them. No group may be being applied and nothing
    /// repaired meanwhile; between two calls both may.
    /// </summary>
    /// <param name="run">Runs the indexes side by side.</param>
    /// <param name="points">
    /// How many: those of a few milliseconds' work, where writes wait for it; <see cref="PointsOfLoad"/> where there are none.
    /// </param>
    /// <returns>Whether there is more to do.</returns>
    public bool BuildPayloadIndexes(ParallelFor run, int points = PointsOfTurn)
    {
        ObjectDisposedException.ThrowIf(_disposed != 0, this);
        bool more = PayloadIndexes.Build(run, points);
        _memoryChanged?.Invoke(MemoryUse.Total);
        return more;
    }

    /// <summary>What mutations add to the index at most.</summary>
    public SegmentGrowth GrowthOf(ReadOnlySpan<PointMutation> mutations)
    {
        int points = 0;
        long blobBytes = 0;
        long indexBytes = 0;
        bool hasIndexes = !PayloadIndexes.IsEmpty;
        foreach (ref readonly PointMutation mutation in mutations)
        {
            if (!mutation.IsDelete)
            {
                points++;
                blobBytes += _points.BlobBytes(mutation);
                indexBytes += hasIndexes ? PayloadIndexes.MostBytesOf(mutation.Payload.Span) : 0;
            }
        }

        return new SegmentGrowth(points, blobBytes, indexBytes);
    }

    /// <summary>Begins to foretell the memory of the index. Nothing may be being applied to it.</summary>
    public GrowthPlan Plan() => new(this);

    /// <summary>Opens a reader for the calling thread. Close it soon: it keeps memory from being freed.</summary>
    /// <exception cref="ObjectDisposedException">The index has been closed.</exception>
    public SegmentReader OpenReader()
    {
        if (!TryLease())
        {
            throw new ObjectDisposedException(nameof(SegmentIndex));
        }

        if (!_idleReaders.TryDequeue(out SegmentReader? reader))
        {
            reader = new SegmentReader(this, _epochs.Register());
        }

        // The pin first: what the reader sees from here on is not freed before it ends.
        _epochs.Enter(reader.Pin);
        reader.Begin(VisibleSequence);
        return reader;
    }

    /// <summary>
    /// Fixes the segment as it is now, for whoever saves it. One capture at a time, begun while no group is being applied and
    /// nothing repaired.
    /// </summary>
    /// <exception cref="ObjectDisposedException">The index has been closed.</exception>
    public SegmentCapture Capture()
    {
        if (!TryLease())
        {
            throw new ObjectDisposedException(nameof(SegmentIndex));
        }

        Volatile.Write(ref _captures, _captures + 1);
        return new SegmentCapture(this);
    }

    /// <summary>Closes the index. Readers that are open go on; memory is freed when the last one has been closed.</summary>
    public void Dispose()
    {
        if (Interlocked.Exchange(ref _disposed, 1) == 0)
        {
            EndLease();
        }
    }

    internal void EndCapture()
    {
        Volatile.Write(ref _captures, _captures - 1);
        EndLease();
    }

    /// <summary>Shows what was copied from another index or loaded, which holds the writes up to the sequence.</summary>
    internal void Show(long sequence)
    {
        CountDeleted();
        Volatile.Write(ref _visibleStored, _points.Stored);
        Volatile.Write(ref _visibleSequence, sequence);
        _memoryChanged?.Invoke(MemoryUse.Total);
    }

    internal void Return(SegmentReader reader)
    {
        ReaderEpochs.Leave(reader.Pin);
        if (_idleReaders.Count < MaxIdleReaders)
        {
            _idleReaders.Enqueue(reader);
        }
        else
        {
            _epochs.Unregister(reader.Pin);
            reader.Free();
        }

        EndLease();
    }

    private void CountDeleted()
        => Volatile.Write(ref _deletedCount, _points.Count - _ids.Count - _points.FreeCount);

    private VectorIndex[] CreateIndexes(
        ImmutableArray<VectorFieldSchema> fields, Func<int, VectorFieldSchema, IRowFile>? rowFiles)
    {
        // All of them before the first file is created.
        foreach (VectorFieldSchema field in fields)
        {
            VectorIndex.Check(field, hasRowFiles: rowFiles is not null);
        }

        VectorIndex[] indexes = new VectorIndex[fields.Length];
        try
        {
            for (int field = 0; field < fields.Length; field++)
            {
                bool onDisk = fields[field].Quantization is { OnDisk: true };
                indexes[field] = VectorIndex.Create(fields[field], onDisk ? rowFiles!(field, fields[field]) : null, _points.Ended);
            }
        }
        catch
        {
            foreach (VectorIndex? index in indexes)
            {
                index?.Dispose();
            }

            throw;
        }

        return indexes;
    }

    private bool TryLease()
    {
        int leases = Volatile.Read(ref _leases);
        while (leases > 0)
        {
            int before = Interlocked.CompareExchange(ref _leases, leases + 1, leases);
            if (before == leases)
            {
                // Between Dispose and the last Return the index still counts leases, but gives out none.
                if (Volatile.Read(ref _disposed) == 0)
                {
                    return true;
                }

                EndLease();
                return false;
            }

            leases = before;
        }

        return false;
    }

    private void EndLease()
    {
        if (Interlocked.Decrement(ref _leases) == 0)
        {
            while (_idleReaders.TryDequeue(out SegmentReader? reader))
            {
                reader.Free();
            }

            _points.Dispose();
            foreach (VectorIndex field in _fields)
            {
                field.Dispose();
            }

            _memoryChanged?.Invoke(0);
        }
    }

    private void EnsureCapacity(ReadOnlySpan<SegmentWrite> group)
    {
        int more = 0;
        long blobBytes = 0;
        foreach (SegmentWrite write in group)
        {
            foreach (ref readonly PointMutation mutation in write.Mutations.Span)
            {
                if (!mutation.IsDelete)
                {
                    more = checked(more + 1);
                    blobBytes += _points.BlobBytes(mutation);
                }
            }
        }

        _points.EnsureCapacity(more, blobBytes);
        foreach (VectorIndex field in _fields)
        {
            field.EnsureCapacity(checked(_points.Count + Math.Max(0, more - _points.FreeCount)));
        }
    }

    private void Link((int Field, int Ordinal, int Lowest) node)
    {
        if (node.Lowest == 0)
        {
            _fields[node.Field].Link(node.Ordinal);
        }
        else
        {
            _fields[node.Field].LinkAbove(node.Ordinal);
        }
    }

    private int Enter(in SegmentWrite write)
    {
        int affected = 0;
        ReadOnlySpan<PointMutation> mutations = write.Mutations.Span;
        for (int i = 0; i < mutations.Length; i++)
        {
            ReadOnlySpan<byte> id = mutations[i].Id.Span;
            bool isOfGroup = _pendingBySpan.TryGetValue(id, out int old);
            old = isOfGroup ? old : _ids.Find(id);
            if (old < 0 && mutations[i].Operation != PointOperation.Upsert)
            {
                continue;
            }

            if (old >= 0)
            {
                _points.End(old, write.Sequence);
            }

            _pendingBySpan[id] = mutations[i].Operation switch
            {
                PointOperation.Delete => -1,
                PointOperation.Revise => Revise(write.Sequence, old, isOfGroup, mutations[i]),
                _ => Store(write.Sequence, mutations[i]),
            };
            affected++;
        }

        return affected;
    }

    private int Store(long sequence, in PointMutation point)
    {
        int ordinal = _points.Add(sequence, point.Fields, point);
        _stored.Add(ordinal);
        ReadOnlySpan<float> values = point.Values.Span;
        for (int field = 0; field < _fields.Length; field++)
        {
            int length = (point.Fields >> field & 1) != 0 ? Fields[field].Dimension : 0;
            if (_fields[field].Add(ordinal, values[..length]))
            {
                _unlinked.Add((field, ordinal, Lowest: 0));
            }

            values = values[length..];
        }

        System.Diagnostics.Debug.Assert(
            values.IsEmpty && BitOperations.Log2(point.Fields) < _fields.Length, "a mutation is validated before it is applied");
        return ordinal;
    }

    /// <summary>Stores a point anew with its vectors and another payload.</summary>
    /// <param name="sequence">The write.</param>
    /// <param name="old">The point as it was.</param>
    /// <param name="isOfGroup">Whether the group under way has stored that.</param>
    /// <param name="point">Id and payload.</param>
    private int Revise(long sequence, int old, bool isOfGroup, in PointMutation point)
    {
        ulong fields = _points.Fields(old);
        int ordinal = _points.Add(sequence, fields, point);
        _stored.Add(ordinal);

        bool hasOriginal = _revised.TryFindOriginal(old, isOfGroup, ordinal, out int original);
        for (int field = 0; field < _fields.Length; field++)
        {
            if (!_fields[field].AddCopy(ordinal, _fields[field], old, (fields >> field & 1) != 0))
            {
                continue;
            }

            if (hasOriginal)
            {
                _revised.Add(field, original, ordinal);
            }
            else
            {
                _unlinked.Add((field, ordinal, Lowest: 0));
            }
        }

        return ordinal;
    }
}
