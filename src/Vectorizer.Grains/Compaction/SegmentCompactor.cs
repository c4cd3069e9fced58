using System.Collections.Immutable;
using Microsoft.Extensions.Logging;
using Vectorizer.Abstractions.Errors;
using Vectorizer.Abstractions.Segments;
using Vectorizer.Engine.Segments;
using Vectorizer.Grains.Memory;
using Vectorizer.Grains.Segments;
using Vectorizer.Grains.Storage;
using Vectorizer.Storage.Rows;

namespace Vectorizer.Grains.Compaction;

/// <summary>
/// Builds an index of a segment's living points and puts it in place of the old one: to give back the memory that points
/// have left, whether they are dead still or it is free for others, or because vectors shall be quantized otherwise.
/// </summary>
/// <remarks>
/// Searches and writes go on; writes wait for the last step alone. Threads: any; one compaction of a segment at a time.
/// docs/design/compaction.md tells what it costs, docs/design/requantizing.md how it changes the quantization.
/// </remarks>
internal sealed partial class SegmentCompactor(
    SegmentKey key,
    LiveIndex index,
    SegmentWriter writer,
    Func<ImmutableArray<VectorFieldSchema>> wanted,
    IndexExecutor executor,
    MemoryBudget budget,
    NodeStorage storage,
    SegmentInstruments instruments,
    TimeProvider timeProvider,
    ILogger logger)
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
    private Failure? _failure;
    private double _progress;

    /// <summary>Whether a compaction is under way.</summary>
    public bool IsRunning => !_running.IsCompleted;

    /// <summary>Whether enough is dead or free, or vectors shall be quantized otherwise.</summary>
    public bool IsDue => _running.IsCompleted
        && writer.SealReason is null
        && !_closing.IsCancellationRequested
        && (IsMostlyUnused || Wanted is not null)
        && (_failure is not { } failure || timeProvider.GetElapsedTime(failure.At) >= s_retryAfter || !IsOf(failure, wanted()));

    /// <summary>How far the segment is on its way to the quantization that is wanted; null when it is there.</summary>
    public RequantizingStatus? Requantizing => Wanted is { } fields
        ? new RequantizingStatus(Volatile.Read(ref _progress), _failure is { } failure && IsOf(failure, fields) ? failure.Reason : null)
        : null;

    private bool IsMostlyUnused
    {
        get
        {
            SegmentIndex current = index.Current;
            int unused = UnusedOf(current);
            return unused >= MinUnused && (long)unused * LivePerUnused >= current.PointCount;
        }
    }

    /// <summary>The fields as they shall be, or null when they are so.</summary>
    private ImmutableArray<VectorFieldSchema>? Wanted
    {
        get
        {
            ImmutableArray<VectorFieldSchema> fields = wanted();
            return fields.SequenceEqual(index.Current.Fields) ? null : fields;
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

    // A wish that has changed since is worth an attempt of its own.
    private static bool IsOf(Failure failure, ImmutableArray<VectorFieldSchema> fields) => failure.Fields.SequenceEqual(fields);

    private async Task CompactSafelyAsync()
    {
        ImmutableArray<VectorFieldSchema> fields = wanted();
        MemoryAccount account = budget.Open();
        try
        {
            ClaimRoom(account, fields);
            await CompactAsync(account, fields).ConfigureAwait(false);
            _failure = null;
        }
        catch (Exception e)
        {
            account.Claim(0);
            _failure = new Failure(timeProvider.GetTimestamp(), fields, ReasonOf(e));
            if (!_closing.IsCancellationRequested)
            {
                instruments.CompactionFailed();
                LogFailed(logger, key, e);
            }
        }
        finally
        {
            Volatile.Write(ref _progress, 0);
        }
    }

    private async Task CompactAsync(MemoryAccount account, ImmutableArray<VectorFieldSchema> fields)
    {
        long startedAt = timeProvider.GetTimestamp();
        SegmentIndex old = index.Current;
        (long bytes, int unused, bool isRequantizing) = (old.MemoryUse.Total, UnusedOf(old), !fields.SequenceEqual(old.Fields));
        IndexRows rows = new(index.Files);
        using SegmentCompaction compaction = new(old, fields, account.Use, rows.Create);
        do
        {
            bool more = true;
            while (more)
            {
                // One batch in each turn of the index threads, so that writes have theirs in between.
                await executor.RunAsync(() => more = compaction.CopyBatch(executor.For, _closing.Token)).ConfigureAwait(false);
                long left = compaction.Remaining;
                Volatile.Write(ref _progress, 1 - (left / (double)Math.Max(1, old.PointCount + UnusedOf(old) + left)));
            }
        }
        while (compaction.Remaining > MostLeft);

        await writer.ReplaceIndexAsync(compaction, account, rows, _closing.Token).ConfigureAwait(false);
        SegmentIndex next = index.Current;
        TimeSpan took = timeProvider.GetElapsedTime(startedAt);
        instruments.Compacted(took);
        if (isRequantizing)
        {
            LogRequantized(logger, key, next.PointCount, bytes, next.MemoryUse.Total, took.TotalSeconds);
        }
        else
        {
            LogCompacted(logger, key, unused, bytes - next.MemoryUse.Total, next.PointCount, took.TotalSeconds);
        }
    }

    private static int UnusedOf(SegmentIndex index) => index.DeletedCount + index.FreeCount;

    /// <summary>Claims the memory of the new index, which is there beside the old one for a while.</summary>
    /// <exception cref="VectorizerException">There is none, or no room on the disk for rows that shall go there.</exception>
    private void ClaimRoom(MemoryAccount account, ImmutableArray<VectorFieldSchema> fields)
    {
        SegmentIndex current = index.Current;
        SegmentMemoryUse use = current.MemoryUse;
        long live = current.PointCount;
        double part = live / (double)Math.Max(1, live + UnusedOf(current));
        long bytes = (long)(use.Total * part);
        if (!fields.SequenceEqual(current.Fields))
        {
            if (fields.Any(field => field.Quantization is { OnDisk: true }))
            {
                storage.RequireSpace();
            }

            // Of an empty index of the new kind: nothing is made for it.
            using SegmentIndex empty = new(fields, current.Compression, memoryChanged: null, new IndexRows(index.Files).Create);
            GrowthPlan plan = empty.Plan();
            plan.Add(new SegmentGrowth((int)live, (long)(use.Payloads * part), (long)(use.PayloadIndexes * part)));
            bytes = plan.Bytes;
        }

        // Beyond the budget only for an index that makes room in the end.
        if (bytes <= budget.LimitBytes / PartBeyondBudget && bytes <= use.Total)
        {
            account.Claim(bytes);
        }
        else if (!account.TryClaim(bytes))
        {
            throw new VectorizerException(
                VectorizerError.InsufficientMemory,
                $"A copy of its living points takes {bytes} bytes of memory beside the present ones for a while, and there are "
                + $"{Math.Max(0, budget.LimitBytes - budget.TakenBytes)}.");
        }
    }

    private static string ReasonOf(Exception exception) => exception switch
    {
        VectorizerException or RowFileException => exception.Message,
        AggregateException { InnerExceptions: [var first, ..] } => ReasonOf(first),
        _ => $"{exception.GetType().Name}: {exception.Message}",
    };

    [LoggerMessage(Level = LogLevel.Information, Message = "Segment {Segment} was compacted: the places of {Unused} points are gone, {Bytes} bytes given back, {Points} points copied in {Seconds:0.00} s.")]
    private static partial void LogCompacted(ILogger logger, SegmentKey segment, int unused, long bytes, int points, double seconds);

    [LoggerMessage(Level = LogLevel.Information, Message = "Segment {Segment} has the quantization that its collection asks for: {Points} points copied in {Seconds:0.00} s, {Before} bytes before and {After} after.")]
    private static partial void LogRequantized(ILogger logger, SegmentKey segment, int points, long before, long after, double seconds);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Segment {Segment} could not be compacted. It goes on as it was; this is tried again.")]
    private static partial void LogFailed(ILogger logger, SegmentKey segment, Exception exception);

    /// <summary>An attempt that failed.</summary>
    private sealed record Failure(long At, ImmutableArray<VectorFieldSchema> Fields, string Reason);
}
