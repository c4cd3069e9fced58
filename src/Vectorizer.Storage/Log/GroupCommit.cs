using System.Runtime.InteropServices;
using Vectorizer.Storage.Files;
using Vectorizer.Storage.Formats.V1;

namespace Vectorizer.Storage.Log;

/// <summary>Lets many writers share the writes and syncs of one log: what waits when the log's turn comes is one group.</summary>
/// <remarks>
/// Threads: <see cref="Enqueue"/> from any; <see cref="Run"/> from one at a time, which the scheduler sees to, and which
/// alone touches the log.
/// Order: records get their sequences in the order in which they were queued. The consumer sees them in that order, so a
/// record never overtakes one before it, even if it asks for less.
/// A turn: (1) records in front that ask for memory only are handed over; (2) the whole group is written; (3) those in
/// front that ask for no more than the operating system are handed over; (4) if any is left, one sync, and they are.
/// A full disk in (2) leaves nothing in the log, so (2) may be tried again: once, for what may use the reserve, with that
/// given up. Everything else in the group is refused before, or it would take the space.
/// </remarks>
public sealed class GroupCommit
{
    private readonly SegmentLog _log;
    private readonly ILogConsumer _consumer;
    private readonly ILogScheduler _scheduler;
    private readonly GroupCommitOptions _options;
    private readonly IDiskReserve? _reserve;
    private readonly TaskCompletionSource _closed = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private readonly Lock _gate = new();
    private List<PendingWrite> _waiting = [];
    private List<TaskCompletionSource> _waitingForNewFile = [];
    private int _queuedRecords;
    private long _queuedBytes;
    private bool _isScheduled;
    private bool _isClosing;

    // Of the running turn.
    private List<PendingWrite> _group = [];
    private readonly List<LogRecord> _records = [];

    // Records that were handed over when they were in memory, and found no space since. They go first, and as long as
    // there are any, nothing else is handed over before it is written.
    private readonly List<LogRecord> _backlog = [];
    private long _handedOver;

    /// <param name="log">The log; closed by this.</param>
    /// <param name="consumer">Gets the records.</param>
    /// <param name="scheduler">Runs the turns.</param>
    /// <param name="options">How much may wait.</param>
    /// <param name="reserve">Space for deletes on a full disk, or null for none.</param>
    public GroupCommit(
        SegmentLog log, ILogConsumer consumer, ILogScheduler scheduler, GroupCommitOptions options, IDiskReserve? reserve = null)
    {
        options.Validate();
        _log = log;
        _consumer = consumer;
        _scheduler = scheduler;
        _options = options;
        _reserve = reserve;
        _handedOver = log.LastSequence;
    }

    /// <summary>Whose log it is.</summary>
    public LogIdentity Identity => _log.Identity;

    /// <summary>Why the log takes no more records, or null.</summary>
    public LogSealedException? Seal => _log.Seal;

    /// <summary>Last sequence handed to the consumer.</summary>
    public long HandedOverSequence => Volatile.Read(ref _handedOver);

    /// <summary>Sequence up to which everything is on the disk.</summary>
    public long SyncedSequence => _log.SyncedSequence;

    /// <summary>Queues a record.</summary>
    /// <remarks>
    /// The record and its memory must not change until the task has ended; with <see cref="LogDurability.Memory"/> never,
    /// since it is written after that.
    /// </remarks>
    /// <returns>
    /// Ends when the record has got as far as asked and the consumer has it. Fails with <see cref="LogDiskFullException"/>:
    /// it is not in the log; or with <see cref="LogSealedException"/>: whether it is, is known after a restart.
    /// </returns>
    /// <exception cref="LogQueueFullException">Too much waits. The record was not queued.</exception>
    /// <exception cref="LogSealedException">The log is sealed. The record was not queued.</exception>
    /// <exception cref="ObjectDisposedException">The log is closing. The record was not queued.</exception>
    /// <exception cref="ArgumentException">The record is too long. It was not queued.</exception>
    public Task<LogAcknowledgement> Enqueue(LogRecord record, LogDurability durability)
    {
        if (record.PayloadLength > LogRecordFormat.MaxPayloadLength)
        {
            throw new ArgumentException(
                $"A record has at most {LogRecordFormat.MaxPayloadLength} bytes, found {record.PayloadLength}.", nameof(record));
        }

        PendingWrite write = new(record, durability);
        lock (_gate)
        {
            ObjectDisposedException.ThrowIf(_isClosing, this);
            if (_log.Seal is { } seal)
            {
                throw new LogSealedException(Identity, seal.Reason, seal);
            }

            if (_queuedRecords >= _options.MaxQueuedRecords
                || (_queuedRecords > 0 && _queuedBytes + record.Size > _options.MaxQueuedBytes))
            {
                throw new LogQueueFullException(Identity, _queuedRecords, _queuedBytes);
            }

            _waiting.Add(write);
            _queuedRecords++;
            _queuedBytes += record.Size;
            ScheduleOnce();
        }

        return write.Task;
    }

    /// <summary>
    /// Writes and syncs what waits and what was acknowledged before, and goes on in a new file, so that the present one can
    /// be dropped when its records are no longer needed.
    /// </summary>
    /// <returns>
    /// Ends when every record handed over so far is on the disk. Fails as records do, or with
    /// <see cref="ObjectDisposedException"/> when the log is closing.
    /// </returns>
    public Task StartNewFileAsync()
    {
        TaskCompletionSource waiter = new(TaskCreationOptions.RunContinuationsAsynchronously);
        lock (_gate)
        {
            ObjectDisposedException.ThrowIf(_isClosing, this);
            _waitingForNewFile.Add(waiter);
            ScheduleOnce();
        }

        return waiter.Task;
    }

    /// <summary>Writes and syncs what waits, then closes the log. Later records are refused.</summary>
    /// <returns>Fails when the last sync failed, or records that were acknowledged in memory found no space.</returns>
    public Task CloseAsync()
    {
        lock (_gate)
        {
            if (!_isClosing)
            {
                _isClosing = true;
                ScheduleOnce();
            }
        }

        return _closed.Task;
    }

    /// <summary>One turn of the log. Never throws: what goes wrong is told to the writers.</summary>
    public void Run()
    {
        bool isLast;
        List<TaskCompletionSource> forNewFile;
        lock (_gate)
        {
            (_group, _waiting) = (_waiting, _group);
            (forNewFile, _waitingForNewFile) = (_waitingForNewFile, []);
            isLast = _isClosing;
        }

        // Counted first: what is refused on the way leaves the group.
        int records = _group.Count;
        long bytes = 0;
        foreach (PendingWrite write in _group)
        {
            bytes += write.Record.Size;
        }

        Flush();
        if (forNewFile.Count > 0)
        {
            StartNewFile(forNewFile);
        }

        _group.Clear();
        if (isLast)
        {
            Close();
            return;
        }

        lock (_gate)
        {
            _queuedRecords -= records;
            _queuedBytes -= bytes;
            _isScheduled = false;
            if (_waiting.Count > 0 || _waitingForNewFile.Count > 0 || _isClosing)
            {
                // To the end of the line: other logs have their turn first.
                ScheduleOnce();
            }
        }
    }

    private void ScheduleOnce()
    {
        if (!_isScheduled)
        {
            _isScheduled = true;
            _scheduler.Schedule(this);
        }
    }

    private void Flush()
    {
        int done = 0;
        try
        {
            if (_log.Seal is { } seal)
            {
                throw new LogSealedException(Identity, seal.Reason, seal);
            }

            ReadOnlySpan<LogRecord> records = Collect();
            if (_backlog.Count == 0)
            {
                _log.Number(records);
                done = HandOver(records, done, LogDurability.Memory);
            }

            if (records.Length > 0)
            {
                WriteAll(done);
            }

            records = CollectionsMarshal.AsSpan(_records)[^_group.Count..];
            done = HandOver(records, done, LogDurability.Os);
            if (done < _group.Count)
            {
                _log.Sync();
                HandOver(records, done, LogDurability.Fsync);
            }
        }
        catch (LogDiskFullException exception)
        {
            FailRest(exception);
        }
        catch (Exception exception)
        {
            // A sealed log, or a record or consumer that threw: what the log holds is no longer what the consumer has.
            _log.SealBecause($"a group could not be completed: {exception.Message}", exception);
            FailRest(_log.Seal!);
        }
    }

    private void StartNewFile(List<TaskCompletionSource> waiters)
    {
        try
        {
            if (_backlog.Count > 0)
            {
                _log.Append(CollectionsMarshal.AsSpan(_backlog), _handedOver, preallocates: true);
                _backlog.Clear();
            }

            _log.Sync();
            _log.StartNewFile();
            waiters.ForEach(waiter => waiter.SetResult());
        }
        catch (Exception exception)
        {
            waiters.ForEach(waiter => waiter.SetException(exception));
        }
    }

    /// <summary>The records of the turn: the backlog, then the group.</summary>
    private ReadOnlySpan<LogRecord> Collect()
    {
        _records.Clear();
        _records.AddRange(_backlog);
        foreach (PendingWrite write in _group)
        {
            _records.Add(write.Record);
        }

        return CollectionsMarshal.AsSpan(_records);
    }

    private void WriteAll(int handedOver)
    {
        LogDiskFullException? full = TryAppend();
        if (full is not null && _reserve is not null && _group.Exists(static write => write.Record.MayUseReserve))
        {
            RefuseWhatMustWait(full, handedOver);
            _reserve.GiveUp();
            full = TryAppend();
        }

        if (full is not null)
        {
            // Acknowledged as being in memory, and so they are. The next turn tries again.
            _backlog.AddRange(CollectionsMarshal.AsSpan(_records).Slice(_backlog.Count, handedOver));
            throw full;
        }

        _backlog.Clear();
    }

    private LogDiskFullException? TryAppend()
    {
        try
        {
            _log.Append(CollectionsMarshal.AsSpan(_records), _handedOver, preallocates: _reserve is not { IsSpent: true });
            return null;
        }
        catch (LogDiskFullException exception)
        {
            return exception;
        }
    }

    /// <summary>Refuses what may not use the reserve, but for what the consumer has: that goes before the rest in any case.</summary>
    private void RefuseWhatMustWait(LogDiskFullException full, int handedOver)
    {
        for (int i = _group.Count - 1; i >= handedOver; i--)
        {
            if (!_group[i].Record.MayUseReserve)
            {
                _group[i].Fail(full);
                _group.RemoveAt(i);
            }
        }

        // The rest moves up: nobody may be left with a sequence that it never had.
        _log.Number(Collect());
    }

    /// <summary>Hands the records in front over that have got as far as they asked.</summary>
    private int HandOver(ReadOnlySpan<LogRecord> records, int done, LogDurability reached)
    {
        int end = done;
        while (end < _group.Count && _log.Rules.IsMet(_group[end].Durability, reached))
        {
            end++;
        }

        if (end > done)
        {
            _consumer.Accept(records[done..end]);
            Volatile.Write(ref _handedOver, records[end - 1].Sequence);
            for (int i = done; i < end; i++)
            {
                _group[i].Acknowledge(_log.Rules.Reported(_group[i].Durability, reached));
            }
        }

        return end;
    }

    private void FailRest(Exception exception)
    {
        foreach (PendingWrite write in _group)
        {
            write.Fail(exception);
        }
    }

    private void Close()
    {
        try
        {
            if (_log.Seal is null && _backlog.Count > 0)
            {
                _log.Append(CollectionsMarshal.AsSpan(_backlog), _handedOver);
                _backlog.Clear();
            }

            _log.Close();
            _closed.SetResult();
        }
        catch (Exception exception)
        {
            _log.Dispose();
            _closed.SetException(exception);
        }
    }

    /// <summary>A record and whoever waits for it.</summary>
    private sealed class PendingWrite(LogRecord record, LogDurability durability)
    {
        private readonly TaskCompletionSource<LogAcknowledgement> _completion = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public LogRecord Record { get; } = record;

        public LogDurability Durability { get; } = durability;

        public Task<LogAcknowledgement> Task => _completion.Task;

        public void Acknowledge(LogDurability reached)
            => _completion.TrySetResult(new LogAcknowledgement(Record.Sequence, Record.Epoch, reached));

        public void Fail(Exception exception) => _completion.TrySetException(exception);
    }
}
