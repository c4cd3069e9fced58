using System.Collections.Immutable;
using Vectorizer.Engine.PayloadIndexes;
using Vectorizer.Engine.Vectors;

namespace Vectorizer.Engine.Segments;

/// <summary>Builds an index that holds only the live points of another one, which goes on serving readers and the writer.</summary>
/// <remarks>
/// An index keeps the memory of its most ordinals: those of dead points are used again, and not given back. The copy has
/// new ordinals and links of its own, and the same ids, payloads, rows and sequences bit for bit. The indexes over payloads
/// that the old one has at the beginning are filled in the new one as points are copied.
/// <code>
/// 1. while (compaction.CopyBatch(run, token)) { }    copies what is live, batch by batch, while writes go on
/// 2. the same again                                  until few ordinals are left: those written meanwhile
/// 3. SegmentIndex compacted = compaction.Finish(…)   while no write is applied: the rest; then both show the same
/// 4. the caller puts the new index in the place of the old one and disposes of that
/// </code>
/// No log of writes is needed, since an index tells all of it: a pass over all ordinals copies what was born after the
/// sequence of the pass before and lives at its own; and what has died since says so itself. Its reader keeps ordinals of
/// points that it may have copied from being used again. A point that dies after it was copied stays in the new index as a
/// dead one.
/// Memory: until the old index is disposed of, that of a new index of the live points beside it, and four bytes a point.
/// Ownership: the new index is the caller's after <see cref="Finish"/>. It is disposed of when a step fails or is
/// cancelled, or when this object is disposed of before; the old one is then as it was.
/// Threads: one thread at a time; only <see cref="Finish"/> excludes <see cref="SegmentIndex.Apply"/> of the old index.
/// </remarks>
public sealed class SegmentCompaction : IDisposable
{
    // Also what a cancellation waits for at most: a quarter of a second on two threads.
    private const int DefaultPointsPerBatch = 1_000;

    private readonly SegmentIndex _source;
    private readonly int _pointsPerBatch;
    private readonly List<(int Field, int Ordinal)> _unlinked = [];
    private readonly List<int> _batch = [];
    private readonly List<int> _copied = [];

    // The ordinal in the old index of each one in the new.
    private readonly List<int> _origins = [];

    // Keeps the memory of the old index, even if its owner closes it meanwhile.
    private SegmentReader? _lease;
    private SegmentIndex? _target;

    // The pass under way copies what is visible at its sequence and was born after that of the one before.
    private bool _isPassing;
    private long _sequence;
    private long _former;
    private int _next;
    private int _end;
    private long _storedBefore;

    /// <param name="source">The index to copy.</param>
    /// <param name="memoryChanged">As for a <see cref="SegmentIndex"/>, of the new one; told at its end what it takes.</param>
    /// <exception cref="ObjectDisposedException">The index has been closed.</exception>
    public SegmentCompaction(SegmentIndex source, Action<long>? memoryChanged = null)
        : this(source, source.Fields, memoryChanged)
    {
    }

    /// <summary>
    /// Begins to copy into an index that is quantized otherwise, or has other parameters of the graph: codes and links are
    /// made anew.
    /// </summary>
    /// <param name="source">The index to copy.</param>
    /// <param name="fields">The fields of the new index; number, dimensions and metrics are those of the old one.</param>
    /// <param name="memoryChanged">As for a <see cref="SegmentIndex"/>, of the new one; told at its end what it takes.</param>
    /// <param name="rowFiles">As for a <see cref="SegmentIndex"/>.</param>
    /// <exception cref="ArgumentException">A field has another dimension or metric, or cannot be.</exception>
    /// <exception cref="ObjectDisposedException">The index has been closed.</exception>
    public SegmentCompaction(
        SegmentIndex source,
        ImmutableArray<VectorFieldSchema> fields,
        Action<long>? memoryChanged = null,
        Func<int, VectorFieldSchema, IRowFile>? rowFiles = null)
        : this(source, DefaultPointsPerBatch, fields, memoryChanged, rowFiles)
    {
    }

    internal SegmentCompaction(
        SegmentIndex source,
        int pointsPerBatch,
        ImmutableArray<VectorFieldSchema>? fields = null,
        Action<long>? memoryChanged = null,
        Func<int, VectorFieldSchema, IRowFile>? rowFiles = null)
    {
        CheckFields(source.Fields, fields ?? source.Fields);
        _source = source;
        _pointsPerBatch = pointsPerBatch;
        _lease = source.OpenReader();
        try
        {
            _target = new SegmentIndex(fields ?? source.Fields, source.Compression, memoryChanged, rowFiles);
        }
        catch
        {
            _lease.Dispose();
            throw;
        }

        foreach (PayloadIndexContents payloadIndex in source.PayloadIndexContents)
        {
            _target.AttachPayloadIndex(payloadIndex.Schema);
        }
    }

    /// <summary>
    /// Ordinals that the pass under way has not looked at, and points stored since it began, those of writes under way included.
    /// </summary>
    public long Remaining => _source.Points.Stored - _storedBefore + (_isPassing ? _end - _next : 0);

    /// <summary>
    /// Copies the next points that are visible in the old index, and links them. When there are none left, ends those
    /// that have died since they were copied.
    /// </summary>
    /// <returns>Whether there may be more to copy.</returns>
    /// <exception cref="OutOfMemoryException">No memory for the copy. It is given up, the old index is as it was.</exception>
    /// <exception cref="OperationCanceledException">The copy is given up.</exception>
    public bool CopyBatch(ParallelFor run, CancellationToken cancellationToken)
        => OrGiveUp(target =>
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (!_isPassing)
            {
                BeginPass();
            }

            if (TryTakeBatch())
            {
                Copy(target, run);
                return true;
            }

            EndDead(target, _sequence);
            _isPassing = false;
            return false;
        });

    /// <summary>Copies what is left. No write may be applied to the old index from now until it is replaced.</summary>
    /// <returns>An index that shows what the old one does, at the same sequence. It belongs to the caller.</returns>
    /// <exception cref="OutOfMemoryException">No memory for the copy. It is given up, the old index is as it was.</exception>
    /// <exception cref="OperationCanceledException">The copy is given up.</exception>
    public SegmentIndex Finish(ParallelFor run, CancellationToken cancellationToken)
    {
        // What a pass under way does not see, the next one does.
        for (int passes = _isPassing ? 2 : 1; passes > 0; passes--)
        {
            while (CopyBatch(run, cancellationToken))
            {
                // Until the last call finds nothing more and ends what is dead.
            }
        }

        SegmentIndex target = _target!;
        target.Show(_source.VisibleSequence);
        _target = null;
        Dispose();
        return target;
    }

    /// <summary>Disposes of a copy that was not finished.</summary>
    public void Dispose()
    {
        _target?.Dispose();
        _target = null;
        _lease?.Dispose();
        _lease = null;
    }

    private static void CheckFields(ImmutableArray<VectorFieldSchema> present, ImmutableArray<VectorFieldSchema> wanted)
    {
        if (wanted.Length != present.Length)
        {
            throw new ArgumentException($"Expected {present.Length} fields, as the index has; got {wanted.Length}.", nameof(wanted));
        }

        for (int field = 0; field < wanted.Length; field++)
        {
            if (wanted[field].Dimension != present[field].Dimension || wanted[field].Metric != present[field].Metric)
            {
                throw new ArgumentException(
                    $"Field {field} has {present[field].Dimension} dimensions and the metric {present[field].Metric}; "
                        + $"got {wanted[field].Dimension} and {wanted[field].Metric}.",
                    nameof(wanted));
            }
        }
    }

    private T OrGiveUp<T>(Func<SegmentIndex, T> step)
    {
        ObjectDisposedException.ThrowIf(_target is null, this);
        try
        {
            return step(_target);
        }
        catch
        {
            // Where in a batch it stopped is not known, so nobody can go on with it.
            Dispose();
            throw;
        }
    }

    private void BeginPass()
    {
        _isPassing = true;
        _former = _sequence;
        _next = 0;

        // What was stored first, then the sequence: what comes in between is counted as remaining, and copied all the same.
        // Then the count of ordinals: every one that was born up to the sequence is below it, and whole.
        _storedBefore = _source.VisibleStored;
        _sequence = _source.VisibleSequence;
        _end = _source.Points.Count;
    }

    private bool TryTakeBatch()
    {
        PointTable points = _source.Points;
        _batch.Clear();
        for (; _next < _end && _batch.Count < _pointsPerBatch; _next++)
        {
            // Dead at the sequence is dead for good. What a write under way has ended still lives at it, and is copied; what
            // it has stored, perhaps at an ordinal that was free, is born in the future.
            if (points.IsVisible(_next, _sequence) && points.Born(_next) > _former)
            {
                _batch.Add(_next);
            }
        }

        return _batch.Count > 0;
    }

    private void Copy(SegmentIndex target, ParallelFor run)
    {
        EnsureCapacity(target);
        _unlinked.Clear();
        _copied.Clear();
        foreach (int origin in _batch)
        {
            int ordinal = target.Points.AddCopy(_source.Points, origin);
            _copied.Add(ordinal);
            ulong fields = target.Points.Fields(ordinal);
            for (int field = 0; field < target.Indexes.Length; field++)
            {
                if (target.Indexes[field].AddCopy(ordinal, _source.Indexes[field], origin, (fields >> field & 1) != 0))
                {
                    _unlinked.Add((field, ordinal));
                }
            }

            // An older point of the id may have been copied: it has died since, or it would not have been replaced.
            target.Ids.Set(target.Points.Id(ordinal), ordinal);
            _origins.Add(origin);
        }

        int indexes = target.PayloadIndexes.Count;
        run(indexes + _unlinked.Count, i =>
        {
            if (i < indexes)
            {
                target.PayloadIndexes.AddTo(i, _copied);
            }
            else
            {
                target.Indexes[_unlinked[i - indexes].Field].Link(_unlinked[i - indexes].Ordinal);
            }
        });
    }

    private void EnsureCapacity(SegmentIndex target)
    {
        long blobBytes = 0;
        foreach (int origin in _batch)
        {
            blobBytes += _source.Points.BlobBytes(origin);
        }

        target.Points.EnsureCapacity(_batch.Count, blobBytes);
        foreach (VectorIndex field in target.Indexes)
        {
            field.EnsureCapacity(checked(target.Points.Count + _batch.Count));
        }
    }

    // A look at each copied point: three milliseconds for a million (benchmark compaction).
    private void EndDead(SegmentIndex target, long sequence)
    {
        for (int ordinal = 0; ordinal < _origins.Count; ordinal++)
        {
            long died = _source.Points.Died(_origins[ordinal]);
            if (died > sequence || target.Points.Died(ordinal) == died)
            {
                continue;
            }

            target.Points.End(ordinal, died);
            ReadOnlySpan<byte> id = target.Points.Id(ordinal);
            if (target.Ids.Find(id) == ordinal)
            {
                target.Ids.Remove(id);
            }
        }
    }
}
