using Microsoft.Extensions.Logging;
using Vectorizer.Abstractions.Errors;
using Vectorizer.Abstractions.Segments;
using Vectorizer.Engine.Segments;

namespace Vectorizer.Grains.Segments;

/// <summary>Orders the writes of one segment and applies them in groups.</summary>
/// <remarks>
/// The life of a write:
/// <list type="number">
/// <item>Queued: it has its sequence and its place. A full queue or a closed segment refuses it; nothing has happened then.</item>
/// <item>Grouped: everything that waits becomes one group when the group before is done.</item>
/// <item>Logged: a failure leaves it unknown what the log holds, so the segment is sealed: reads go on, writes do not.</item>
/// <item>Applied by the silo's index threads, visible, acknowledged. If the system gives no memory, nothing was applied and
/// the group is refused; any other failure seals the segment.</item>
/// </list>
/// Threads: any. One group is under way at a time, and only its job touches the index as a writer.
/// </remarks>
internal sealed partial class SegmentWriter(
    SegmentKey key,
    SegmentIndex index,
    ISegmentLog log,
    IndexExecutor executor,
    IndexOptions options,
    TimeProvider timeProvider,
    ILogger logger)
{
    private static readonly TimeSpan s_shortestRetry = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan s_longestRetry = TimeSpan.FromSeconds(30);

    private readonly Lock _gate = new();
    private readonly List<PendingWrite> _queue = [];
    private long _lastSequence;

    // Of the writes queued and of the group under way: all that is held in memory until it is visible.
    private long _pendingPoints;
    private long _pendingBytes;

    private bool _busy;
    private TaskCompletionSource? _drained;
    private Func<VectorizerException>? _refusal;
    private double _ticksPerPoint;

    /// <summary>Why writes are refused since a failure, or null.</summary>
    public string? SealReason { get; private set; }

    /// <summary>Gives a write its place in the order. Its sequence is greater than that of every write before.</summary>
    /// <param name="mutations">Validated; borrowed until the task ends.</param>
    /// <param name="bytes">Bytes of the points, about.</param>
    /// <exception cref="VectorizerException"><c>overloaded</c>, or why the segment takes no writes.</exception>
    public Task<WriteResult> WriteAsync(ReadOnlyMemory<PointMutation> mutations, long bytes)
    {
        PendingWrite write;
        bool idle;
        lock (_gate)
        {
            if (_refusal is not null)
            {
                throw _refusal();
            }

            // A write that is larger than the limits is taken when nothing else waits: it could not ever be otherwise.
            if (_pendingPoints > 0
                && (_pendingPoints + mutations.Length > options.MaxPendingPoints
                    || _pendingBytes + bytes > options.MaxPendingBytes))
            {
                throw Overloaded();
            }

            write = new PendingWrite(new SegmentWrite(++_lastSequence, mutations), bytes);
            _queue.Add(write);
            _pendingPoints += write.Points;
            _pendingBytes += write.Bytes;
            idle = !_busy;
            _busy = true;
        }

        if (idle)
        {
            // Not awaited: it ends when nothing waits any more, and reports failures to the writes that they concern.
            _ = WriteGroupsAsync();
        }

        return write.Task;
    }

    /// <summary>Refuses all further writes, fails those that are queued, and waits for the group under way.</summary>
    public Task CloseAsync(Func<VectorizerException> refusal)
    {
        PendingWrite[] queued;
        Task drained;
        lock (_gate)
        {
            _refusal = refusal;
            queued = TakeQueue();
            drained = !_busy
                ? Task.CompletedTask
                : (_drained ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously)).Task;
        }

        End(queued, refusal);
        return drained;
    }

    private async Task WriteGroupsAsync()
    {
        while (true)
        {
            PendingWrite[] group;
            lock (_gate)
            {
                group = TakeQueue();
                if (group.Length == 0)
                {
                    _busy = false;
                    _drained?.SetResult();
                    return;
                }
            }

            await WriteGroupAsync(group).ConfigureAwait(false);
        }
    }

    private async Task WriteGroupAsync(PendingWrite[] group)
    {
        SegmentWrite[] writes = [.. group.Select(write => write.Write)];
        int[] affected = new int[group.Length];
        try
        {
            Durability durability = await log.AppendAsync(writes).ConfigureAwait(false);
            long startedAt = timeProvider.GetTimestamp();
            await executor.RunAsync(() => index.Apply(writes, affected, executor.For)).ConfigureAwait(false);
            Release(group, timeProvider.GetElapsedTime(startedAt));
            for (int i = 0; i < group.Length; i++)
            {
                group[i].Complete(new WriteResult(key.Number, writes[i].Sequence, durability, affected[i]));
            }
        }
        catch (OutOfMemoryException e)
        {
            LogOutOfMemory(logger, key, group.Length, e);
            End(group, static () => new VectorizerException(
                VectorizerError.InsufficientStorage, "The system has no memory for the points. Nothing was stored.")
            {
                RetryAfter = s_longestRetry,
            });
        }
        catch (VectorizerException e) when (e.Code == VectorizerError.SegmentUnavailable)
        {
            // The silo stops: the index threads took no more work, so nothing was applied.
            End(group, () => e);
        }
        catch (Exception e)
        {
            Seal(group, e);
        }
    }

    private void Seal(PendingWrite[] group, Exception cause)
    {
        LogSealed(logger, key, cause);
        PendingWrite[] queued;
        lock (_gate)
        {
            SealReason = $"A write failed: {cause.Message} Reads go on; restart the node to write again.";
            _refusal ??= () => new VectorizerException(VectorizerError.SegmentUnavailable, SealReason);
            queued = TakeQueue();
        }

        End(group, () => new VectorizerException(
            VectorizerError.Indeterminate, $"The write failed half-way and may or may not be stored: {cause.Message}"));
        End(queued, () => new VectorizerException(VectorizerError.SegmentUnavailable, SealReason));
    }

    private PendingWrite[] TakeQueue()
    {
        PendingWrite[] writes = [.. _queue];
        _queue.Clear();
        return writes;
    }

    private void End(PendingWrite[] writes, Func<VectorizerException> failure)
    {
        Release(writes, duration: null);
        foreach (PendingWrite write in writes)
        {
            write.Fail(failure());
        }
    }

    /// <summary>Makes room in the queue. Before the writers are answered, so that they find the room.</summary>
    private void Release(PendingWrite[] writes, TimeSpan? duration)
    {
        long points = writes.Sum(write => (long)write.Points);
        lock (_gate)
        {
            _pendingPoints -= points;
            _pendingBytes -= writes.Sum(write => write.Bytes);
            if (duration is { } time)
            {
                // A slowly moving average tells a refused caller how long the queue takes.
                _ticksPerPoint += ((time.Ticks / (double)points) - _ticksPerPoint) / 8;
            }
        }
    }

    private VectorizerException Overloaded()
    {
        double ticks = Math.Clamp(_ticksPerPoint * _pendingPoints, s_shortestRetry.Ticks, s_longestRetry.Ticks);
        return new VectorizerException(
            VectorizerError.Overloaded,
            $"Segment {key} has {_pendingPoints} points ({_pendingBytes} bytes) to store; it takes {options.MaxPendingPoints} "
            + $"({options.MaxPendingBytes} bytes) at most. Try again later.")
        {
            RetryAfter = TimeSpan.FromTicks((long)ticks),
        };
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "Segment {Segment} is sealed: a write failed and its outcome is unknown.")]
    private static partial void LogSealed(ILogger logger, SegmentKey segment, Exception exception);

    [LoggerMessage(Level = LogLevel.Error, Message = "Segment {Segment} refused {Writes} writes: no memory.")]
    private static partial void LogOutOfMemory(ILogger logger, SegmentKey segment, int writes, Exception exception);
}
