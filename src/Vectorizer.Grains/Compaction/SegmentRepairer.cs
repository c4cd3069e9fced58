using Microsoft.Extensions.Logging;
using Vectorizer.Abstractions.Segments;
using Vectorizer.Engine.Segments;
using Vectorizer.Grains.Segments;

namespace Vectorizer.Grains.Compaction;

/// <summary>Lets the memory of a segment's dead points be used again: repairs the graphs around them, in turns with the writes.</summary>
/// <remarks>
/// Where points are replaced, this keeps memory flat; where they are deleted for good, <see cref="SegmentCompactor"/> gives it
/// back. Threads: any; one repair of a segment at a time. docs/design/ordinal-reuse.md tells what it costs.
/// </remarks>
internal sealed partial class SegmentRepairer(
    SegmentKey key,
    LiveIndex index,
    SegmentWriter writer,
    SegmentInstruments instruments,
    TimeProvider timeProvider,
    ILogger logger)
{
    // A sweep looks at every node and pays for all that are dead by then. A twentieth is what may lie fallow meanwhile.
    private const int MinDeadPoints = 1_000;
    private const int LivePerDead = 20;

    // A search takes milliseconds, a save may take minutes.
    private static readonly TimeSpan s_poll = TimeSpan.FromMilliseconds(50);

    private static readonly TimeSpan s_retryAfter = TimeSpan.FromSeconds(60);

    private readonly CancellationTokenSource _closing = new();
    private Task _running = Task.CompletedTask;
    private long? _failedAt;

    /// <summary>Whether enough is dead, or a repair was interrupted.</summary>
    public bool IsDue
    {
        get
        {
            SegmentIndex current = index.Current;
            int dead = current.DeletedCount;
            return ((dead >= MinDeadPoints && (long)dead * LivePerDead >= current.PointCount) || current.IsRepairing)
                && _running.IsCompleted
                && writer.SealReason is null
                && !_closing.IsCancellationRequested
                && (_failedAt is not { } failed || timeProvider.GetElapsedTime(failed) >= s_retryAfter);
        }
    }

    /// <summary>Repairs around what is dead now. Never throws: a failure is logged, and the repair goes on later.</summary>
    public Task RepairAsync() => _running = RepairSafelyAsync();

    /// <summary>Ends a repair under way within a turn, and refuses further ones.</summary>
    public async Task CloseAsync()
    {
        await _closing.CancelAsync().ConfigureAwait(false);
        await _running.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    private async Task RepairSafelyAsync()
    {
        try
        {
            long startedAt = timeProvider.GetTimestamp();
            int dead = index.Current.DeletedCount;
            RepairProgress progress;
            do
            {
                _closing.Token.ThrowIfCancellationRequested();
                progress = await writer.RepairAsync().ConfigureAwait(false);
                if (progress == RepairProgress.Waiting)
                {
                    await Task.Delay(s_poll, timeProvider, _closing.Token).ConfigureAwait(false);
                }
            }
            while (progress != RepairProgress.Done);
            _failedAt = null;
            TimeSpan took = timeProvider.GetElapsedTime(startedAt);
            instruments.Repaired(took);
            LogRepaired(logger, key, dead, index.Current.FreeCount, took.TotalSeconds);
        }
        catch (Exception e)
        {
            _failedAt = timeProvider.GetTimestamp();
            if (!_closing.IsCancellationRequested)
            {
                instruments.RepairFailed();
                LogFailed(logger, key, e);
            }
        }
    }

    [LoggerMessage(Level = LogLevel.Debug, Message = "Segment {Segment} was repaired around {Dead} dead points in {Seconds:0.00} s; there is room for {Free} new ones.")]
    private static partial void LogRepaired(ILogger logger, SegmentKey segment, int dead, int free, double seconds);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Segment {Segment} could not be repaired around its dead points. They keep their memory; this is tried again.")]
    private static partial void LogFailed(ILogger logger, SegmentKey segment, Exception exception);
}
