using System.Collections.Immutable;
using System.Runtime.ExceptionServices;
using System.Text;
using Microsoft.Extensions.Logging;
using Vectorizer.Abstractions.Collections;
using Vectorizer.Abstractions.Points;
using Vectorizer.Abstractions.Segments;
using Vectorizer.Engine.PayloadIndexes;
using Vectorizer.Engine.Segments;
using Vectorizer.Grains.Memory;
using Vectorizer.Grains.Snapshots;
using Vectorizer.Storage.Files;
using Vectorizer.Storage.Formats;
using Vectorizer.Storage.Formats.V1;
using Vectorizer.Storage.Log;
using Vectorizer.Storage.Rows;
using Vectorizer.Storage.Snapshots;

namespace Vectorizer.Grains.Segments;

/// <summary>Brings a segment's index back: the newest snapshot that is sound, then what the log holds beyond it.</summary>
/// <remarks>
/// Threads: one that may block for long reads the log; blocks of the snapshot are read and points are linked by the silo's
/// index threads, in groups as large as those of a bulk import, so that replay is not slower than the first insertion was.
/// </remarks>
internal sealed partial class SegmentRecovery(
    SegmentKey key,
    LiveIndex index,
    ImmutableArray<VectorField> fields,
    ImmutableArray<PayloadIndexSchema> payloadIndexes,
    IdempotencyWindow idempotency,
    IndexExecutor executor,
    MemoryBudget budget,
    SavingServices saving,
    ILogger logger,
    CancellationToken cancellationToken)
{
    // Enough that every index thread has work for a while, and little enough that others get their turn in between.
    private const int GroupPoints = 2048;

    private readonly List<SegmentWrite> _group = [];
    private readonly List<(string Key, ulong Fingerprint)?> _keys = [];
    private readonly ulong _knownFields =
        fields.Length == CollectionRules.MaxFields ? ulong.MaxValue : (1UL << fields.Length) - 1;

    private int _points;
    private double _progress;

    /// <summary>The part of the log that has been replayed, 0..1. Read by any thread.</summary>
    public double Progress => Volatile.Read(ref _progress);

    /// <summary>The last write that the loaded snapshot holds; 0 without one.</summary>
    public long SnapshotSequence { get; private set; }

    /// <summary>Sequences of the snapshots that are missing or damaged.</summary>
    public ImmutableHashSet<long> DamagedSnapshots { get; private set; } = [];

    /// <summary>What is wrong with them, as sentences that end in a space; empty when nothing is.</summary>
    public string SnapshotDamage { get; private set; } = "";

    /// <summary>What the log held beyond the snapshot.</summary>
    public UnsavedWrites Replayed { get; private set; }

    /// <summary>Loads the newest snapshot that is sound. Whether the log goes on from there is for the replay to find out.</summary>
    /// <param name="snapshots">The newest first.</param>
    /// <exception cref="SnapshotStoreException">The store cannot be reached.</exception>
    /// <exception cref="RowFileException">There is no room for rows that are kept on disk, or the disk failed.</exception>
    /// <exception cref="OperationCanceledException">The segment is no longer wanted.</exception>
    public void LoadSnapshot(ImmutableArray<SavedSnapshot> snapshots)
    {
        foreach (SavedSnapshot snapshot in snapshots)
        {
            try
            {
                Load(snapshot);
                SnapshotSequence = snapshot.Sequence;
                return;
            }
            catch (Exception e) when (IsDamage(e))
            {
                saving.Instruments.Damaged(SegmentInstruments.Snapshot);
                LogSnapshotDamaged(logger, key, snapshot.Sequence, e);
                DamagedSnapshots = DamagedSnapshots.Add(snapshot.Sequence);
                SnapshotDamage += $"A snapshot cannot be used: {e.Message} ";
            }
        }
    }

    /// <summary>Reads the log to its end and opens it for writing.</summary>
    /// <exception cref="CorruptDataException">The log is damaged, or does not reach back to the snapshot; it is left as it is.</exception>
    /// <exception cref="FormatMismatchException">The log is of another version; it is left as it is.</exception>
    /// <exception cref="RowFileException">There is no room for rows that are kept on disk, or the disk failed.</exception>
    /// <exception cref="OperationCanceledException">The segment is no longer wanted.</exception>
    public RecoveredLog ReplayLog(LogRecovery logs, LogIdentity identity, string directory)
    {
        RecoveredLog recovered = logs.Open(identity, directory, SnapshotSequence, Take);
        try
        {
            Apply();
            return recovered;
        }
        catch
        {
            recovered.Log.Dispose();
            throw;
        }
    }

    private static bool IsDamage(Exception exception)
        => exception is CorruptDataException or FormatMismatchException or DiskException or SnapshotStoreException { IsMissing: true };

    private void Load(SavedSnapshot snapshot)
    {
        SnapshotId id = new(key.CollectionId, key.Number, snapshot.Sequence);
        using SnapshotReader reader = SnapshotReader.Open(saving.Store.Open(id, SnapshotWriter.FileName));
        if (reader.Summary != new SnapshotSummary(id, snapshot.Epoch, snapshot.Bytes, snapshot.Checksum, (int)snapshot.Points))
        {
            throw new CorruptDataException(reader.Path, 0, "it is not the file that the manifest names");
        }

        // Loaded as it shall be quantized now, whatever it was when it was saved.
        ImmutableArray<VectorFieldSchema> schema = SegmentSchema.Of(fields);
        if (!reader.Fields.SequenceEqual(SegmentSchema.Unquantized(schema)))
        {
            throw new CorruptDataException(reader.Path, 0, "its vector fields are not those of the collection");
        }

        List<SavedKey> keys = [];
        SegmentIndex? loaded = null;
        MemoryAccount account = budget.Open();
        IndexRows rows = new(index.Files);
        try
        {
            executor.RunAsync(() => loaded = reader.Load(
                schema, keys, index.Current.Compression, account.Use, rows.Create, executor.For, cancellationToken)).GetAwaiter().GetResult();
        }
        catch (AggregateException e)
        {
            // Of several damaged blocks one is enough.
            ExceptionDispatchInfo.Throw(e.InnerExceptions[0]);
        }

        BuildPayloadIndexes(loaded!);
        index.Replace(loaded!, account, rows);
        foreach (SavedKey saved in keys)
        {
            WriteResult answer = new(key.Number, saved.Sequence, (Durability)saved.Durability, saved.Affected);
            idempotency.Add(Encoding.UTF8.GetString(saved.Key.Span), saved.Fingerprint, Task.FromResult(answer));
        }
    }

    /// <summary>Snapshots hold payloads and no indexes over them: those are made anew, as the collection has them now.</summary>
    private void BuildPayloadIndexes(SegmentIndex loaded)
    {
        foreach (PayloadIndexSchema schema in payloadIndexes)
        {
            loaded.AttachPayloadIndex(schema);
        }

        bool more = !payloadIndexes.IsEmpty;
        while (more)
        {
            cancellationToken.ThrowIfCancellationRequested();
            executor.RunAsync(() => more = loaded.BuildPayloadIndexes(executor.For, SegmentIndex.PointsOfLoad)).GetAwaiter().GetResult();
        }
    }

    private void Take(in LogEntry entry)
    {
        cancellationToken.ThrowIfCancellationRequested();
        if (entry.Header.Kind != LogRecordKind.SegmentWrite)
        {
            throw new FormatMismatchException(
                entry.File, FormatMismatch.TooNew, $"the record at offset {entry.Offset} is of the unknown kind {entry.Header.Kind}");
        }

        PointMutation[] mutations = Decode(entry, out ulong? fingerprint);
        _group.Add(new SegmentWrite(entry.Header.Sequence, mutations));
        _keys.Add(entry.IdempotencyKey.IsEmpty
            ? null
            : (Encoding.UTF8.GetString(entry.IdempotencyKey), fingerprint ?? IdempotencyWindow.FingerprintOf(mutations)));
        _points += mutations.Length;
        Replayed += new UnsavedWrites(mutations.Length, entry.Payload.Length + LogRecordFormat.HeaderSize);
        if (_points >= GroupPoints)
        {
            Apply();
        }

        Volatile.Write(ref _progress, entry.BytesTotal == 0 ? 1 : entry.BytesRead / (double)entry.BytesTotal);
    }

    private PointMutation[] Decode(in LogEntry entry, out ulong? fingerprint)
    {
        try
        {
            PointMutation[] mutations = SegmentWriteFormat.Read(entry.Payload, out fingerprint);
            foreach (ref readonly PointMutation mutation in mutations.AsSpan())
            {
                if (mutation.Operation == PointOperation.Upsert
                    && ((mutation.Fields & ~_knownFields) != 0
                        || mutation.Values.Length != PointRules.FloatsOf(mutation.Fields, fields)))
                {
                    throw new InvalidDataException("Its vectors are not those of the collection");
                }
            }

            return mutations;
        }
        catch (InvalidDataException e)
        {
            throw new CorruptDataException(entry.File, entry.Offset, e.Message.TrimEnd('.'));
        }
    }

    private void Apply()
    {
        SegmentWrite[] group = [.. _group];
        int[] affected = new int[group.Length];
        executor.RunAsync(() => index.Current.Apply(group, affected, executor.For)).GetAwaiter().GetResult();
        for (int i = 0; i < group.Length; i++)
        {
            if (_keys[i] is var (idempotencyKey, fingerprint))
            {
                WriteResult answer = new(key.Number, group[i].Sequence, Durability.Fsync, affected[i]);
                idempotency.Add(idempotencyKey, fingerprint, Task.FromResult(answer));
            }
        }

        _group.Clear();
        _keys.Clear();
        _points = 0;
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "Snapshot {Sequence} of segment {Segment} cannot be used. The one before it and the log are tried.")]
    private static partial void LogSnapshotDamaged(ILogger logger, SegmentKey segment, long sequence, Exception exception);
}
