using Microsoft.Extensions.Logging;
using Vectorizer.Abstractions.Segments;
using Vectorizer.Engine.Segments;
using Vectorizer.Grains.Memory;
using Vectorizer.Grains.Segments;

namespace Vectorizer.Grains.Compaction;

/// <summary>
/// Gives back the memory that a segment's points have left, whether they are dead still or it is free for others: builds an
/// index of the living and puts it in place of the old one.
/// </summary>
/// <remarks>
/// Searches and writes go on; writes wait for the last step alone. Threads: any; one compaction of a segment at a time.
/// docs/design/compaction.md tells what it costs.
/// </remarks>
internal sealed partial class SegmentCompactor(
    SegmentKey key, LiveIndex index, SegmentWriter writer, IndexExecutor executor, MemoryBudget budget, TimeProvider timeProvider, ILogger logger)
{
    // So many that the work is worth its while, and so large a part that each point is copied at most twice for each
    // that has died. Where points are replaced steadily, it is not reached: their memory is used again before.
    private const int MinUnused = 1_000;
    private const int LivePerUnused = 2;

    // Ordinals that may be left for the last step, which writes wait for.
    private const int MostLeft = 256;

    // A node whose memory is used up must be able to make room: this part of the budget may be exceeded for that.
    private const int PartBeyondBudget = 4;

    private static readonly TimeSpan s_retryAfter = TimeSpan.FromSeconds(60);

    private readonly CancellationTokenSource _closing = new();
    private Task _running = Task.CompletedTask;
    private long? _failedAt;

    /// <summary>Whether a compaction is under way.</summary>
    public bool IsRunning => !_running.IsCompleted;

    /// <summary>Whether enough is dead or free.</summary>
    public bool IsDue
    {
        get
        {
            SegmentIndex current = index.Current;
            int unused = UnusedOf(current);
            return unused >= MinUnused
                && (long)unused * LivePerUnused >= current.PointCount
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
                LogNoRoom(logger, key, UnusedOf(index.Current));
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
                LogFailed(logger, key, e);
            }
        }
    }

    private async Task CompactAsync(MemoryAccount account)
    {
        long startedAt = timeProvider.GetTimestamp();
        SegmentIndex old = index.Current;
        (long bytes, int unused) = (old.MemoryUse.Total, UnusedOf(old));
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
        LogCompacted(
            logger,
            key,
            unused,
            bytes - index.Current.MemoryUse.Total,
            index.Current.PointCount,
            timeProvider.GetElapsedTime(startedAt).TotalSeconds);
    }

    private static int UnusedOf(SegmentIndex index) => index.DeletedCount + index.FreeCount;

    private bool TryClaim(MemoryAccount account)
    {
        SegmentIndex current = index.Current;
        long live = current.PointCount;
        long bytes = current.MemoryUse.Total * live / Math.Max(1, live + UnusedOf(current));
        if (bytes > budget.LimitBytes / PartBeyondBudget)
        {
            return account.TryClaim(bytes);
        }

        account.Claim(bytes);
        return true;
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "Segment {Segment} was compacted: the places of {Unused} points are gone, {Bytes} bytes given back, {Points} points copied in {Seconds:0.00} s.")]
    private static partial void LogCompacted(ILogger logger, SegmentKey segment, int unused, long bytes, int points, double seconds);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Segment {Segment} has the places of {Unused} points that are gone and no memory to compact: it needs that of the live ones once more. This is tried again.")]
    private static partial void LogNoRoom(ILogger logger, SegmentKey segment, int unused);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Segment {Segment} could not be compacted. It goes on as it was; this is tried again.")]
    private static partial void LogFailed(ILogger logger, SegmentKey segment, Exception exception);
}
