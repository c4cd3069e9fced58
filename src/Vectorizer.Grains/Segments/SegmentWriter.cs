using System.Diagnostics.CodeAnalysis;
using System.Text;
using Microsoft.Extensions.Logging;
using Vectorizer.Abstractions.Errors;
using Vectorizer.Abstractions.Segments;
using Vectorizer.Engine.Filters;
using Vectorizer.Engine.PayloadIndexes;
using Vectorizer.Engine.Segments;
using Vectorizer.Grains.Memory;
using Vectorizer.Grains.Snapshots;
using Vectorizer.Grains.Storage;
using Vectorizer.Storage.Formats.V1;
using Vectorizer.Storage.Log;
using Vectorizer.Storage.Rows;
using Vectorizer.Storage.Snapshots;

namespace Vectorizer.Grains.Segments;

/// <summary>Takes the writes of one segment through its log into its index, in groups.</summary>
/// <remarks>
/// The life of a write:
/// <list type="number">
/// <item>Checked against what is stored and what is on its way: idempotency key, conditions, room in the queue. The memory
/// that it will need is claimed, and room for rows that are kept on disk, so that what is logged can be applied. A refusal leaves nothing behind.</item>
/// <item>Queued for the log, in order. What waits is written and synced together. A full disk leaves nothing behind; after any
/// other failure the log may or may not hold the write, so the segment is sealed: reads go on, writes do not.</item>
/// <item>Applied by the silo's index threads, in the order of the log. The log holds it, so a failure here seals the segment
/// as well: a restart applies it.</item>
/// <item>Visible, then acknowledged.</item>
/// </list>
/// Threads: any. The log has one turn at a time and the index one writer at a time; the next group is logged while one is
/// applied.
/// </remarks>
internal sealed partial class SegmentWriter : ILogConsumer
{
    // Writes may wait so long for a repair that has begun, however long groups are.
    private static readonly TimeSpan s_longestRepair = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan s_capturePoll = TimeSpan.FromMilliseconds(5);

    // What a capture may keep of a segment's changes: a tenth of it.
    private const int PreservedPart = 10;
    private const long MinPreservedBytes = 1024 * 1024;

    // A revised point is stored in a fraction of the time of a new one, and leaves as much to repair.
    private const int RepairsPerRevision = 5;

    private readonly SegmentKey _key;
    private readonly LiveIndex _index;
    private readonly SegmentLog _log;
    private readonly NodeStorage _storage;
    private readonly GroupCommit _commit;
    private readonly IndexExecutor _executor;
    private readonly IndexOptions _options;
    private readonly IdempotencyWindow _idempotency;
    private readonly TimeProvider _timeProvider;
    private readonly ILogger _logger;

    private readonly Lock _gate = new();
    private readonly PendingWrites _pending;
    private readonly WriteConditions _conditions;
    private readonly IndexTurns _turns;
    private UnsavedWrites _appliedWrites;
    private SegmentCapture? _capture;
    private TaskCompletionSource? _drained;
    private Func<VectorizerException>? _refusal;

    // Of the turns: how long the last group took, and that a group could not be applied, so that none behind it may be.
    private TimeSpan _lastGroup;
    private bool _hasApplyFailed;
    /// <param name="key">Whose writes.</param>
    /// <param name="index">Where they become visible. It has all that the log holds.</param>
    /// <param name="log">Where they are kept. The writer closes it.</param>
    /// <param name="storage">The node's disk threads.</param>
    /// <param name="executor">The silo's index threads.</param>
    /// <param name="options">How much may be on its way.</param>
    /// <param name="idempotency">The keys that snapshot and log hold.</param>
    /// <param name="replayed">What the log holds beyond the snapshot.</param>
    /// <param name="timeProvider">The clock.</param>
    /// <param name="logger">Told of failures.</param>
    public SegmentWriter(
        SegmentKey key,
        LiveIndex index,
        SegmentLog log,
        NodeStorage storage,
        IndexExecutor executor,
        IndexOptions options,
        IdempotencyWindow idempotency,
        UnsavedWrites replayed,
        TimeProvider timeProvider,
        ILogger logger)
    {
        _key = key;
        _index = index;
        _log = log;
        _storage = storage;
        _executor = executor;
        _options = options;
        _pending = new PendingWrites(key, index, storage, options);
        _conditions = new WriteConditions(index, _pending);
        _turns = new IndexTurns(ApplyAsync);
        _idempotency = idempotency;
        _appliedWrites = replayed;
        _timeProvider = timeProvider;
        _logger = logger;

        // What waits is bounded here, and longer: until it is visible.
        _commit = storage.Commit(log, this, new GroupCommitOptions
        {
            MaxQueuedRecords = int.MaxValue,
            MaxQueuedBytes = long.MaxValue,
        });
    }

    /// <summary>Points of the writes that were taken and are not visible yet.</summary>
    public long PendingPoints
    {
        get
        {
            lock (_gate)
            {
                return _pending.Points;
            }
        }
    }

    /// <summary>Bytes of the same, about.</summary>
    public long PendingBytes
    {
        get
        {
            lock (_gate)
            {
                return _pending.Bytes;
            }
        }
    }

    /// <summary>Bytes of the log.</summary>
    public long LogBytes => _log.SizeBytes;

    /// <summary>Why writes are refused since a failure, or null.</summary>
    public string? SealReason
        => _log.Seal is { } seal ? $"{seal.Reason} Reads go on; restart the node to write again." : null;

    /// <summary>Gives a write its place in the order, and ends when it is visible.</summary>
    /// <param name="mutations">Validated; borrowed until the task ends, or longer with <see cref="Durability.Memory"/>.</param>
    /// <param name="bytes">Bytes of the points, about.</param>
    /// <param name="options">Checked by <see cref="WriteRules.Check"/>.</param>
    /// <param name="durability">How far the write must get.</param>
    /// <exception cref="VectorizerException">
    /// <c>overloaded</c>, <c>sequence_mismatch</c>, <c>idempotency_key_reused</c>, <c>insufficient_memory</c>,
    /// <c>insufficient_storage</c>: nothing was stored. <c>indeterminate</c>: it may or may not be stored. Or why the segment takes no writes.
    /// </exception>
    public Task<WriteResult> WriteAsync(
        ReadOnlyMemory<PointMutation> mutations, long bytes, WriteOptions options, Durability durability)
    {
        WriteConditions.ThrowIfOneRepeats(mutations.Span, options);
        string? key = options.IdempotencyKey;
        ulong fingerprint = key is null ? 0 : IdempotencyWindow.FingerprintOf(mutations.Span);
        int shape = _pending.IndexShape;
        PendingWrite write = new(
            mutations, key is null ? default : Encoding.UTF8.GetBytes(key), fingerprint: null, bytes, _index.Current.GrowthOf(mutations.Span));
        bool isRefusedByDisk = IsRefusedByDisk(write);
        lock (_gate)
        {
            if (TryReplay(key, fingerprint, out Task<WriteResult>? answer))
            {
                return answer;
            }

            _conditions.Check(mutations.Span, options);
            return Take(write, shape, isRefusedByDisk, key, fingerprint, durability);
        }
    }

    /// <summary>
    /// Gives a write its place in the order if the points are still as they were when it was computed from them. Where one has
    /// changed, or is just being written, nothing happens.
    /// </summary>
    /// <param name="mutations">Of different points; borrowed as by <see cref="WriteAsync"/>.</param>
    /// <param name="sequences">The sequence of each point when it was read.</param>
    /// <param name="bytes">Bytes of the points, about.</param>
    /// <param name="request">The idempotency key of the request, or null, and what the request says as one number.</param>
    /// <param name="durability">How far the write must get.</param>
    /// <param name="result">Ends as that of <see cref="WriteAsync"/>, unless points have changed.</param>
    /// <returns>The points that have changed, and the end of the writes that are on their way to them; null if none has.</returns>
    /// <exception cref="VectorizerException">As for <see cref="WriteAsync"/>.</exception>
    public ChangedPoints? TryWrite(
        ReadOnlyMemory<PointMutation> mutations,
        ReadOnlySpan<long> sequences,
        long bytes,
        (string? Key, ulong Fingerprint) request,
        Durability durability,
        out Task<WriteResult> result)
    {
        (string? key, ulong fingerprint) = request;
        int shape = _pending.IndexShape;
        PendingWrite write = new(
            mutations,
            key is null ? default : Encoding.UTF8.GetBytes(key),
            key is null ? null : fingerprint,
            bytes,
            _index.Current.GrowthOf(mutations.Span));
        bool isRefusedByDisk = IsRefusedByDisk(write);
        lock (_gate)
        {
            if (TryReplay(key, fingerprint, out Task<WriteResult>? answer))
            {
                result = answer;
                return null;
            }

            if (_conditions.FindChanged(mutations.Span, sequences) is { } changed)
            {
                result = Task.FromException<WriteResult>(new InvalidOperationException("The points have changed."));
                return changed;
            }

            result = Take(write, shape, isRefusedByDisk, key, fingerprint, durability);
            return null;
        }
    }

    /// <summary>The answer of the write that came under a key before, perhaps not there yet.</summary>
    /// <exception cref="VectorizerException"><c>idempotency_key_reused</c>, or why the segment takes no writes.</exception>
    public bool TryFindAnswer(string key, ulong fingerprint, [NotNullWhen(true)] out Task<WriteResult>? answer)
    {
        lock (_gate)
        {
            return TryReplay(key, fingerprint, out answer);
        }
    }

    /// <summary>What the segment has taken since it was opened, and what was replayed then.</summary>
    public UnsavedWrites AppliedWrites
    {
        get
        {
            lock (_gate)
            {
                return _appliedWrites;
            }
        }
    }

    /// <summary>Epoch of the writes.</summary>
    public long Epoch => _log.Epoch;

    /// <summary>Fixes the segment between two groups of writes. One capture at a time.</summary>
    /// <returns>The capture, and <see cref="AppliedWrites"/> as of it. Give it back to <see cref="EndCapture"/>.</returns>
    /// <exception cref="ObjectDisposedException">The segment has been closed.</exception>
    public async Task<(SegmentCapture Capture, UnsavedWrites Writes)> BeginCaptureAsync()
    {
        (SegmentCapture Capture, UnsavedWrites Writes) begun = default;
        await _turns.BetweenGroupsAsync(() =>
        {
            lock (_gate)
            {
                _capture = _index.Current.Capture();
                begun = (_capture, _appliedWrites);
            }

            return Task.CompletedTask;
        }).ConfigureAwait(false);
        return begun;
    }

    /// <summary>Puts a compacted index in place of the present one; writes wait until the last points have been copied.</summary>
    /// <param name="compaction">Of the present index.</param>
    /// <param name="account">To which the new index reports.</param>
    /// <param name="rows">Its row files.</param>
    /// <param name="cancellationToken">Gives up: then nothing has changed.</param>
    /// <exception cref="RowFileException">There is no room for rows of writes that are on their way; nothing has changed.</exception>
    public Task ReplaceIndexAsync(
        SegmentCompaction compaction, MemoryAccount account, IndexRows rows, CancellationToken cancellationToken)
        => _turns.BetweenGroupsAsync(async () =>
        {
            SegmentIndex? next = null;
            await _executor.RunAsync(() => next = compaction.Finish(_executor.For, cancellationToken)).ConfigureAwait(false);
            lock (_gate)
            {
                _pending.Replace(next!, account, rows);
            }
        });

    /// <summary>
    /// Repairs around dead points between two groups of writes, for as long as the last group took, or would have taken to insert
    /// its points: so that where points are replaced without a pause, their memory comes free as fast as others take it.
    /// </summary>
    /// <exception cref="OutOfMemoryException">The operating system refuses memory. It may be called again.</exception>
    public async Task<RepairProgress> RepairAsync()
    {
        RepairProgress progress = default;
        await _turns.BetweenGroupsAsync(async () =>
        {
            try
            {
                long startedAt = _timeProvider.GetTimestamp();
                do
                {
                    // A job for each step, so that other segments have their turns.
                    await _executor.RunAsync(() => progress = _index.Current.Repair(_executor.For)).ConfigureAwait(false);
                }
                while (progress == RepairProgress.Working && _timeProvider.GetElapsedTime(startedAt) < _lastGroup);
            }
            finally
            {
                // Searches see what they saw, but walk another graph to it.
                _index.Results.Clear();
                lock (_gate)
                {
                    _pending.Refresh();
                }
            }
        }).ConfigureAwait(false);
        return progress;
    }

    /// <summary>Begins an index over the payloads, between two groups of writes.</summary>
    public Task AttachPayloadIndexAsync(PayloadIndexSchema schema)
        => ChangePayloadIndexesAsync(current => current.AttachPayloadIndex(schema));

    /// <summary>Drops an index over the payloads, between two groups of writes.</summary>
    public Task DropPayloadIndexAsync(PayloadPath path) => ChangePayloadIndexesAsync(current => current.DropPayloadIndex(path));

    /// <summary>
    /// Shows the next points to the indexes over payloads that have not seen all of them, between two groups of writes, for as long as the
    /// last group took.
    /// </summary>
    /// <exception cref="VectorizerException">
    /// <c>insufficient_memory</c>: the indexes under construction do not fit into the node's budget. They have been dropped.
    /// </exception>
    public Task BuildPayloadIndexesAsync() => _turns.BetweenGroupsAsync(async () =>
    {
        SegmentIndex current = _index.Current;
        long startedAt = _timeProvider.GetTimestamp();
        bool more = true;
        bool hasRoom = true;
        do
        {
            // A job for each step, so that other segments have their turns.
            await _executor.RunAsync(() => more = current.BuildPayloadIndexes(_executor.For)).ConfigureAwait(false);
            lock (_gate)
            {
                _pending.Refresh();
                hasRoom = !_index.Account.Budget.IsExceeded;
            }
        }
        while (more && hasRoom && _timeProvider.GetElapsedTime(startedAt) < _lastGroup);

        if (more && !hasRoom)
        {
            foreach (PayloadIndexContents unfinished in current.PayloadIndexContents.Where(contents => !contents.IsReady))
            {
                current.DropPayloadIndex(unfinished.Schema.Path);
            }

            lock (_gate)
            {
                _pending.PlanAnew();
            }

            throw MemoryRefusals.NoRoomForIndex(_index.Account.Budget);
        }
    });

    private Task ChangePayloadIndexesAsync(Action<SegmentIndex> change) => _turns.BetweenGroupsAsync(() =>
    {
        lock (_gate)
        {
            change(_index.Current);
            _pending.PlanAnew();
        }

        return Task.CompletedTask;
    });

    /// <summary>Ends a capture.</summary>
    public void EndCapture(SegmentCapture capture)
    {
        lock (_gate)
        {
            _capture = null;
        }

        capture.Dispose();
    }

    /// <summary>
    /// The idempotency keys of the writes up to a sequence that is visible, the oldest first. Blocks until those that are
    /// on their way have ended: it cannot be told before which of them are among them.
    /// </summary>
    public IReadOnlyList<SavedKey> KeysUpTo(long sequence)
    {
        IReadOnlyList<(string Key, ulong Fingerprint, Task<WriteResult> Answer)> remembered;
        lock (_gate)
        {
            remembered = _idempotency.All();
        }

        List<SavedKey> keys = [];
        foreach ((string key, ulong fingerprint, Task<WriteResult> answer) in remembered)
        {
            answer.ContinueWith(static _ => { }, TaskScheduler.Default).GetAwaiter().GetResult();
            if (answer.IsCompletedSuccessfully && answer.Result is { } result && result.Sequence <= sequence)
            {
                keys.Add(new SavedKey(
                    Encoding.UTF8.GetBytes(key), fingerprint, result.Sequence, result.Affected, (byte)result.Durability));
            }
        }

        return keys;
    }

    /// <summary>Syncs the log up to what is visible, and lets it go on in a new file.</summary>
    /// <exception cref="VectorizerException">The log is sealed or its disk full.</exception>
    public async Task StartNewLogFileAsync()
    {
        try
        {
            await _commit.StartNewFileAsync().ConfigureAwait(false);
        }
        catch (LogDiskFullException e)
        {
            throw DiskRefusals.Full(_storage, e);
        }
        catch (LogSealedException)
        {
            throw Sealed();
        }
    }

    /// <summary>Removes the part of the log that snapshots have made superfluous.</summary>
    public void DropLogUpTo(long sequence) => _log.DropUpTo(sequence);

    /// <summary>Refuses all further writes, lets those on their way end, and closes the log.</summary>
    public async Task CloseAsync(Func<VectorizerException> refusal)
    {
        Task drained;
        lock (_gate)
        {
            _refusal = refusal;
            drained = _pending.InOrder.IsEmpty
                ? Task.CompletedTask
                : (_drained ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously)).Task;
        }

        await drained.ConfigureAwait(false);

        // What the index uses stays charged until it has been freed.
        _index.Account.Claim(0);
        try
        {
            await _commit.CloseAsync().ConfigureAwait(false);
        }
        catch (LogSealedException e)
        {
            // What was acknowledged as synced is; the rest was promised less.
            LogCloseFailed(_logger, _key, e);
        }
    }

    /// <summary>The log's side: these have got as far as they must.</summary>
    void ILogConsumer.Accept(ReadOnlySpan<LogRecord> records) => _turns.Add(records);

    private static async Task<WriteResult> ReplayAsync(Task<WriteResult> answer)
        => await answer.ConfigureAwait(false) with { Replayed = true };

    // Before the lock is taken: the system may be asked as well. For deletes too, whose coming is how the node sees that there is
    // room again.
    private bool IsRefusedByDisk(PendingWrite write) => _storage.Space.IsLow && write.Growth.Points > 0;

    private bool TryReplay(string? key, ulong fingerprint, [NotNullWhen(true)] out Task<WriteResult>? answer)
    {
        answer = null;
        if (_refusal is not null)
        {
            throw _refusal();
        }

        if (key is null || !_idempotency.TryFind(key, fingerprint, out Task<WriteResult>? first))
        {
            return false;
        }

        answer = ReplayAsync(first);
        return true;
    }

    private Task<WriteResult> Take(PendingWrite write, int shape, bool isRefusedByDisk, string? key, ulong fingerprint, Durability durability)
    {
        _pending.RequirePlace(write);
        if (isRefusedByDisk)
        {
            throw DiskRefusals.Low(_storage);
        }

        _pending.Claim(write, shape);
        Task<WriteResult> result = FinishAsync(write, key, Enqueue(write, durability));
        if (key is not null)
        {
            _idempotency.Add(key, fingerprint, result);
        }

        return result;
    }

    private Task<LogAcknowledgement> Enqueue(PendingWrite write, Durability durability)
    {
        Task<LogAcknowledgement> logged;
        try
        {
            logged = _commit.Enqueue(write, durability.ToLog());
        }
        catch (LogSealedException)
        {
            _pending.GiveBack(write);
            throw Sealed();
        }
        catch
        {
            _pending.GiveBack(write);
            throw;
        }

        _pending.Add(write);
        return logged;
    }

    private async Task<WriteResult> FinishAsync(PendingWrite write, string? key, Task<LogAcknowledgement> logged)
    {
        try
        {
            LogAcknowledgement acknowledgement = await logged.ConfigureAwait(false);
            int affected = await write.Applied.ConfigureAwait(false);
            return new WriteResult(
                _key.Number, acknowledgement.Sequence, acknowledgement.Durability.ToCaller(), affected);
        }
        catch (LogDiskFullException e)
        {
            LogDiskFull(_logger, _key, e);
            Release([write], key);
            throw DiskRefusals.Full(_storage, e);
        }
        catch (LogSealedException e)
        {
            LogSealed(_logger, _key, e);
            Release([write], key: null);
            throw new VectorizerException(
                VectorizerError.Indeterminate,
                $"The write failed half-way and may or may not be stored; the segment takes no writes until a restart. {e.Reason}");
        }
    }

    private async Task ApplyAsync(PendingWrite[] group)
    {
        int[] affected = new int[group.Length];
        if (_hasApplyFailed)
        {
            FailGroup(group);
            return;
        }

        try
        {
            await WaitForCaptureAsync().ConfigureAwait(false);
            long startedAt = _timeProvider.GetTimestamp();
            await _executor
                .RunAsync(() => _index.Current.Apply(
                    [.. group.Select(write => write.ToWrite())], affected, _options.Parallel ? _executor.For : IndexExecutor.OneByOne))
                .ConfigureAwait(false);
            _index.Results.Clear();
            lock (_gate)
            {
                _appliedWrites += new UnsavedWrites(
                    group.Sum(write => (long)write.Points), group.Sum(write => (long)LogRecordFormat.HeaderSize + write.PayloadLength));
            }

            TimeSpan duration = _timeProvider.GetElapsedTime(startedAt);
            TimeSpan repair = duration * (group.Any(static write => write.Revises) ? RepairsPerRevision : 1);
            _lastGroup = repair < s_longestRepair ? repair : s_longestRepair;
            Release(group, key: null, duration);
        }
        catch (Exception e)
        {
            // No later write may be applied before these are, and these cannot be: the log has them, a restart does it.
            _hasApplyFailed = true;
            _log.SealBecause($"A logged write could not be applied: {e.Message}", e);
            FailGroup(group);
            return;
        }

        for (int i = 0; i < group.Length; i++)
        {
            group[i].CompleteApply(affected[i]);
        }
    }

    /// <summary>
    /// Waits while a capture keeps more of what has changed since than it may: writes must not take memory faster than the
    /// disk takes the segment.
    /// </summary>
    private async Task WaitForCaptureAsync()
    {
        SegmentMemoryUse use = _index.Current.MemoryUse;
        long most = Math.Max(MinPreservedBytes, (use.Vectors + use.Codes) / PreservedPart);
        while (Volatile.Read(ref _capture) is { } capture && capture.PreservedBytes > most)
        {
            await Task.Delay(s_capturePoll, TimeProvider.System).ConfigureAwait(false);
        }
    }

    private void FailGroup(PendingWrite[] group)
    {
        foreach (PendingWrite write in group)
        {
            write.FailApply(_log.Seal!);
        }
    }

    /// <summary>Makes room for other writes. Before the writers are answered, so that they find it.</summary>
    private void Release(ReadOnlySpan<PendingWrite> writes, string? key, TimeSpan? duration = null)
    {
        lock (_gate)
        {
            _pending.Remove(writes, duration);
            if (key is not null)
            {
                _idempotency.Forget(key);
            }

            if (_pending.InOrder.IsEmpty)
            {
                _drained?.TrySetResult();
            }
        }
    }

    private VectorizerException Sealed()
        => new(VectorizerError.SegmentUnavailable, $"Segment {_key} is sealed, nothing was stored. {SealReason}");

    [LoggerMessage(Level = LogLevel.Error, Message = "Segment {Segment} is sealed: the outcome of a write is unknown.")]
    private static partial void LogSealed(ILogger logger, SegmentKey segment, Exception exception);

    [LoggerMessage(Level = LogLevel.Error, Message = "Segment {Segment} refused a write: the disk is full.")]
    private static partial void LogDiskFull(ILogger logger, SegmentKey segment, Exception exception);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The log of segment {Segment} was sealed when it was closed.")]
    private static partial void LogCloseFailed(ILogger logger, SegmentKey segment, Exception exception);
}
