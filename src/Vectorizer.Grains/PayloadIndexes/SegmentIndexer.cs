using System.Collections.Immutable;
using Microsoft.Extensions.Logging;
using Vectorizer.Abstractions.Errors;
using Vectorizer.Abstractions.Segments;
using Vectorizer.Engine.PayloadIndexes;
using Vectorizer.Grains.Segments;

namespace Vectorizer.Grains.PayloadIndexes;

/// <summary>Gives a segment the indexes over payloads that its collection has, and takes those that it has no more.</summary>
/// <remarks>
/// Nothing is remembered: what the record asks for is compared with what the index has, so a change of the record in the middle, a
/// compaction that puts another index in place, and a restart need no care of their own. Searches and writes go on; an index is built
/// in turns with the groups of writes. Threads: any; one round of a segment at a time. docs/design/payload-indexes.md tells what it costs.
/// </remarks>
internal sealed partial class SegmentIndexer(
    SegmentKey key,
    LiveIndex index,
    SegmentWriter writer,
    Func<ImmutableArray<PayloadIndexSchema>> wanted,
    SegmentInstruments instruments,
    TimeProvider timeProvider,
    ILogger logger)
{
    private static readonly TimeSpan s_retryAfter = TimeSpan.FromSeconds(60);

    private readonly CancellationTokenSource _closing = new();
    private readonly Lock _gate = new();
    private Task _running = Task.CompletedTask;
    private Failure? _failure;

    /// <summary>Whether a round is under way.</summary>
    public bool IsRunning => !_running.IsCompleted;

    /// <summary>Whether the indexes are not those that the collection has, or not built.</summary>
    public bool IsDue => _running.IsCompleted
        && writer.SealReason is null
        && !_closing.IsCancellationRequested
        && IsUnlike(wanted())
        && (_failure is not { } failure
            || timeProvider.GetElapsedTime(failure.At) >= s_retryAfter
            || !failure.Wanted.SequenceEqual(wanted()));

    /// <summary>What the segment has of each index of the collection.</summary>
    public ImmutableArray<PayloadIndexStatus> Status
    {
        get
        {
            ImmutableArray<PayloadIndexContents> present = index.Current.PayloadIndexContents;
            return
            [
                .. wanted().Select(schema => present.FirstOrDefault(status => status.Schema == schema) is { } status
                    ? new PayloadIndexStatus(
                        PayloadIndexSchemas.DefinitionOf(schema),
                        status.IsReady,
                        status.Progress,
                        status.Points,
                        status.Values,
                        status.Bytes,
                        status.IsReady ? null : _failure?.Reason)
                    : new PayloadIndexStatus(PayloadIndexSchemas.DefinitionOf(schema), false, 0, 0, 0, 0, _failure?.Reason)),
            ];
        }
    }

    /// <summary>Begins a round if one is due. It never throws: a failure is logged, and it is tried again later.</summary>
    public void BeginIfDue()
    {
        lock (_gate)
        {
            if (IsDue)
            {
                _running = BuildSafelyAsync();
            }
        }
    }

    /// <summary>Ends a round under way within a turn, and refuses further ones.</summary>
    public async Task CloseAsync()
    {
        await _closing.CancelAsync().ConfigureAwait(false);
        Task running;
        lock (_gate)
        {
            running = _running;
        }

        await running.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    private bool IsUnlike(ImmutableArray<PayloadIndexSchema> schemas)
    {
        ImmutableArray<PayloadIndexContents> present = index.Current.PayloadIndexContents;
        return present.Length != schemas.Length
            || !schemas.All(schema => present.Any(status => status.Schema == schema && status.IsReady));
    }

    private async Task BuildSafelyAsync()
    {
        // Off the turn of the caller, which may be that of a grain.
        await Task.CompletedTask.ConfigureAwait(ConfigureAwaitOptions.ForceYielding);
        ImmutableArray<PayloadIndexSchema> schemas = [];
        try
        {
            long startedAt = timeProvider.GetTimestamp();
            int changed = 0;
            do
            {
                schemas = wanted();
                _closing.Token.ThrowIfCancellationRequested();
                changed += await ChangeAsync(schemas).ConfigureAwait(false);
                await writer.BuildPayloadIndexesAsync().ConfigureAwait(false);
            }
            while (IsUnlike(wanted()));
            _failure = null;
            TimeSpan took = timeProvider.GetElapsedTime(startedAt);
            instruments.PayloadIndexesBuilt(took);
            LogBuilt(logger, key, changed, schemas.Length, index.Current.MemoryUse.PayloadIndexes, took.TotalSeconds);
        }
        catch (Exception e)
        {
            _failure = new Failure(timeProvider.GetTimestamp(), schemas, ReasonOf(e));
            if (!_closing.IsCancellationRequested)
            {
                LogFailed(logger, key, e);
            }
        }
    }

    /// <summary>Drops the indexes that are not wanted, and begins those that are missing.</summary>
    private async Task<int> ChangeAsync(ImmutableArray<PayloadIndexSchema> schemas)
    {
        int changed = 0;
        foreach (PayloadIndexSchema present in index.Current.PayloadIndexContents.Select(status => status.Schema).Except(schemas))
        {
            await writer.DropPayloadIndexAsync(present.Path).ConfigureAwait(false);
            changed++;
        }

        foreach (PayloadIndexSchema missing in schemas.Except(index.Current.PayloadIndexContents.Select(status => status.Schema)))
        {
            await writer.AttachPayloadIndexAsync(missing).ConfigureAwait(false);
            changed++;
        }

        return changed;
    }

    private static string ReasonOf(Exception exception)
        => exception is VectorizerException ? exception.Message : $"{exception.GetType().Name}: {exception.Message}";

    [LoggerMessage(Level = LogLevel.Information, Message = "Segment {Segment} has the indexes over payloads that its collection has: {Changed} came or went, {Indexes} take {Bytes} bytes; {Seconds:0.00} s.")]
    private static partial void LogBuilt(ILogger logger, SegmentKey segment, int changed, int indexes, long bytes, double seconds);

    [LoggerMessage(Level = LogLevel.Warning, Message = "An index over the payloads of segment {Segment} could not be built. Filters on its key read the payloads; this is tried again.")]
    private static partial void LogFailed(ILogger logger, SegmentKey segment, Exception exception);

    /// <summary>A round that failed.</summary>
    private sealed record Failure(long At, ImmutableArray<PayloadIndexSchema> Wanted, string Reason);
}
