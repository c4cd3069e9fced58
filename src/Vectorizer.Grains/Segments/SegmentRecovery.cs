using System.Collections.Immutable;
using System.Text;
using Vectorizer.Abstractions.Collections;
using Vectorizer.Abstractions.Points;
using Vectorizer.Abstractions.Segments;
using Vectorizer.Engine.Segments;
using Vectorizer.Storage.Formats;
using Vectorizer.Storage.Formats.V1;
using Vectorizer.Storage.Log;

namespace Vectorizer.Grains.Segments;

/// <summary>Replays the log of a segment into its index.</summary>
/// <remarks>
/// Threads: one that may block for long reads the log; the points are linked by the silo's index threads, in groups as
/// large as those of a bulk import, so that replay is not slower than the first insertion was.
/// </remarks>
internal sealed class SegmentRecovery(
    SegmentIndex index,
    ImmutableArray<VectorField> fields,
    IdempotencyWindow idempotency,
    IndexExecutor executor,
    int segment,
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

    /// <summary>Reads the log to its end and opens it for writing.</summary>
    /// <exception cref="CorruptDataException">The log is damaged; it is left as it is.</exception>
    /// <exception cref="FormatMismatchException">The log is of another version; it is left as it is.</exception>
    /// <exception cref="OperationCanceledException">The segment is no longer wanted.</exception>
    public RecoveredLog Run(LogRecovery logs, LogIdentity identity, string directory)
    {
        RecoveredLog recovered = logs.Open(identity, directory, Take);
        Apply();
        return recovered;
    }

    private void Take(in LogEntry entry)
    {
        cancellationToken.ThrowIfCancellationRequested();
        if (entry.Header.Kind != LogRecordKind.SegmentWrite)
        {
            throw new FormatMismatchException(
                entry.File, FormatMismatch.TooNew, $"the record at offset {entry.Offset} is of the unknown kind {entry.Header.Kind}");
        }

        PointMutation[] mutations = Decode(entry);
        _group.Add(new SegmentWrite(entry.Header.Sequence, mutations));
        _keys.Add(entry.IdempotencyKey.IsEmpty
            ? null
            : (Encoding.UTF8.GetString(entry.IdempotencyKey), IdempotencyWindow.FingerprintOf(mutations)));
        _points += mutations.Length;
        if (_points >= GroupPoints)
        {
            Apply();
        }

        Volatile.Write(ref _progress, entry.BytesTotal == 0 ? 1 : entry.BytesRead / (double)entry.BytesTotal);
    }

    private PointMutation[] Decode(in LogEntry entry)
    {
        try
        {
            PointMutation[] mutations = SegmentWriteFormat.Read(entry.Payload);
            foreach (ref readonly PointMutation mutation in mutations.AsSpan())
            {
                if (!mutation.IsDelete
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
        executor.RunAsync(() => index.Apply(group, affected, executor.For)).GetAwaiter().GetResult();
        for (int i = 0; i < group.Length; i++)
        {
            if (_keys[i] is var (key, fingerprint))
            {
                WriteResult answer = new(segment, group[i].Sequence, Durability.Fsync, affected[i]);
                idempotency.Add(key, fingerprint, Task.FromResult(answer));
            }
        }

        _group.Clear();
        _keys.Clear();
        _points = 0;
    }
}
