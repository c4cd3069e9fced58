using Microsoft.Extensions.Logging;
using Vectorizer.Abstractions.Segments;
using Vectorizer.Engine.Segments;
using Vectorizer.Grains.Memory;
using Vectorizer.Grains.Segments;

namespace Vectorizer.Grains.Compaction;

/// <summary>Gives back the memory of a segment's dead points: builds an index without them and puts it in place of the old one.</summary>
/// <remarks>
/// Searches and writes go on; writes wait for the last step alone. Threads: any; one compaction of a segment at a time.
/// docs/design/compaction.md tells what it costs.
/// </remarks>
internal sealed partial class SegmentCompactor(
    SegmentKey key,
    LiveIndex index,
    SegmentWriter writer,
    IndexExecutor executor,
    MemoryBudget budget,
    SegmentInstruments instruments,
    TimeProvider timeProvider,
    ILogger logger)
{
    // So many that the work is worth its while, and so large a part that each point is copied at most twice for each
    // that has died.
    private const int MinDeadPoints = 1_000;
    private const int LivePerDead = 2;

    // Ordinals that may be left for the last step, which writes wait for.
    private const int MostLeft = 256;

    // A node whose memory is used up must be able to make room: this part of the budget may be exceeded for that.
    private const int PartBeyondBudget = 4;

    private static readonly TimeSpan s_retryAfter = TimeSpan.FromSeconds(60);

    private readonly CancellationTokenSource _closing = new();
    private Task _running = Task.CompletedTask;
    private long? _failedAt;

    /// <summary>Whether enough is dead.</summary>
    public bool IsDue
    {
        get
        {
            SegmentIndex current = index.Current;
            int dead = current.DeletedCount;
            return dead >= MinDeadPoints
                && (long)dead * LivePerDead >= current.PointCount
                && _running.IsCompleted
                && writer.SealReason is null
                && !_closing.IsCancellationRequested
                && (_failedAt is not { } failed || timeProvider.GetElapsedTime(failed) >= s_retryAfter);
        }
    }

    /// <summary>Compacts the segment. Never throws: a failure is logged, leaves everything as it was, and is tried again later.</summary>
    public Task CompactAsync() => _running = CompactSafelyAsync();

    /// <summary>Ends a compaction under way, and refuses further ones.</summary>
    public async Task CloseAsync()
    {
        await _closing.CancelAsync().ConfigureAwait(false);
        await _running.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    private async Task CompactSafelyAsync()
    {
        MemoryAccount account = budget.Open();
        try
        {
            if (!TryClaim(account))
            {
                _failedAt = timeProvider.GetTimestamp();
                instruments.CompactionFailed();
                LogNoRoom(logger, key, index.Current.DeletedCount);
                return;
            }

            await CompactAsync(account).ConfigureAwait(false);
            _failedAt = null;
        }
        catch (Exception e)
        {
            account.Claim(0);
            _failedAt = timeProvider.GetTimestamp();
            if (!_closing.IsCancellationRequested)
            {
                instruments.CompactionFailed();
                LogFailed(logger, key, e);
            }
        }
    }

    private async Task CompactAsync(MemoryAccount account)
    {
        long startedAt = timeProvider.GetTimestamp();
        SegmentIndex old = index.Current;
        (long bytes, int dead) = (old.MemoryUse.Total, old.DeletedCount);
        using SegmentCompaction compaction = new(old, account.Use);
        do
        {
            bool more = true;
            while (more)
            {
                // One batch in each turn of the index threads, so that writes have theirs in between.
                await executor.RunAsync(() => more = compaction.CopyBatch(executor.For, _closing.Token)).ConfigureAwait(false);
            }
        }
        while (compaction.Remaining > MostLeft);

        await writer.ReplaceIndexAsync(compaction, account, _closing.Token).ConfigureAwait(false);
        TimeSpan took = timeProvider.GetElapsedTime(startedAt);
        instruments.Compacted(took);
        LogCompacted(
            logger,
            key,
            dead,
            bytes - index.Current.MemoryUse.Total,
            index.Current.PointCount,
            took.TotalSeconds);
    }

    private bool TryClaim(MemoryAccount account)
    {
        SegmentIndex current = index.Current;
        long live = current.PointCount;
        long bytes = current.MemoryUse.Total * live / Math.Max(1, live + current.DeletedCount);
        if (bytes > budget.LimitBytes / PartBeyondBudget)
        {
            return account.TryClaim(bytes);
        }

        account.Claim(bytes);
        return true;
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "Segment {Segment} was compacted: {Dead} dead points are gone, {Bytes} bytes given back, {Points} points copied in {Seconds:0.00} s.")]
    private static partial void LogCompacted(ILogger logger, SegmentKey segment, int dead, long bytes, int points, double seconds);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Segment {Segment} has {Dead} dead points and no memory to compact: it needs that of the live ones once more. This is tried again.")]
    private static partial void LogNoRoom(ILogger logger, SegmentKey segment, int dead);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Segment {Segment} could not be compacted. It goes on as it was; this is tried again.")]
    private static partial void LogFailed(ILogger logger, SegmentKey segment, Exception exception);
}
