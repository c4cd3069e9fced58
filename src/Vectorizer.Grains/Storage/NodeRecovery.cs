using System.Collections.Immutable;
using Microsoft.Extensions.Logging;
using Vectorizer.Abstractions.Collections;
using Vectorizer.Abstractions.Segments;
using Vectorizer.Grains.Memory;

namespace Vectorizer.Grains.Storage;

/// <summary>Opens every collection when the node has started, so that none is found cold by its first reader.</summary>
/// <remarks>The node answers meanwhile: a segment that is not open yet says so.</remarks>
public sealed partial class NodeRecovery(
    IGrainFactory grains, MemoryBudget budget, TimeProvider timeProvider, ILogger<NodeRecovery> logger)
    : ILifecycleParticipant<ISiloLifecycle>
{
    // Opening is queued by the storage; this bounds the calls under way.
    private const int CollectionsAtATime = 16;

    // Most collections are open within a moment, and waiting longer for each would be most of the start of thousands.
    private static readonly TimeSpan s_firstPoll = TimeSpan.FromMilliseconds(2);
    private static readonly TimeSpan s_longestPoll = TimeSpan.FromMilliseconds(200);
    private static readonly TimeSpan s_reportInterval = TimeSpan.FromSeconds(5);


    private readonly CancellationTokenSource _stop = new();
    private Task _running = Task.CompletedTask;

    /// <summary>Whether every segment has been opened or quarantined since the start.</summary>
    public bool IsDone { get; private set; }

    /// <summary>Why collections could not be opened at all, or null.</summary>
    public string? Failure { get; private set; }

    /// <inheritdoc/>
    public void Participate(ISiloLifecycle lifecycle)
        => lifecycle.Subscribe(nameof(NodeRecovery), ServiceLifecycleStage.Active + 1, Start, StopAsync);

    private Task Start(CancellationToken cancellationToken)
    {
        _running = OpenAllAsync(_stop.Token);
        return Task.CompletedTask;
    }

    private async Task StopAsync(CancellationToken cancellationToken)
    {
        await _stop.CancelAsync();
        await _running.WaitAsync(cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    private async Task OpenAllAsync(CancellationToken cancellationToken)
    {
        long startedAt = timeProvider.GetTimestamp();
        try
        {
            ICatalogGrain catalog = grains.GetGrain<ICatalogGrain>(0);
            string? after = null;
            int collections = 0;
            int failed = 0;
            while (true)
            {
                ImmutableArray<CollectionRecord> page = await catalog.List(after, ICatalogGrain.MaxListed);
                await Parallel.ForEachAsync(
                    page,
                    new ParallelOptions { MaxDegreeOfParallelism = CollectionsAtATime, CancellationToken = cancellationToken },
                    async (record, token) =>
                    {
                        if (!await OpenAsync(record, token))
                        {
                            Interlocked.Increment(ref failed);
                        }
                    });
                collections += page.Length;
                if (page.Length < ICatalogGrain.MaxListed)
                {
                    break;
                }

                after = page[^1].Definition.Name;
            }

            IsDone = true;
            if (collections > 0)
            {
                LogDone(logger, collections, failed, timeProvider.GetElapsedTime(startedAt).TotalSeconds);
            }

            if (budget.UsedBytes >= budget.LimitBytes)
            {
                LogOutgrown(logger, budget.UsedBytes, budget.LimitBytes);
            }
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            // The node stops.
        }
        catch (Exception e)
        {
            Failure = e.Message;
            LogFailed(logger, e);
        }
    }

    /// <summary>Opens the segments of a collection and waits until each is done; false if one cannot be read.</summary>
    private async Task<bool> OpenAsync(CollectionRecord record, CancellationToken cancellationToken)
    {
        ICollectionGrain collection = grains.GetGrain<ICollectionGrain>(record.Id);
        long reportedAt = timeProvider.GetTimestamp();
        TimeSpan poll = s_firstPoll;
        while (await collection.Find() is not null)
        {
            ImmutableArray<SegmentStatus> segments = await collection.Segments();
            if (segments.All(segment => segment.State != SegmentState.Recovering))
            {
                return segments.All(segment => segment.State == SegmentState.Ready);
            }

            if (timeProvider.GetElapsedTime(reportedAt) >= s_reportInterval)
            {
                reportedAt = timeProvider.GetTimestamp();
                LogProgress(logger, record.Definition.Name, segments.Average(segment => segment.Recovered ?? 1));
            }

            await Task.Delay(poll, timeProvider, cancellationToken);
            poll = poll * 2 < s_longestPoll ? poll * 2 : s_longestPoll;
        }

        return true;
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "Collection {Collection} is recovering: {Ratio:P0} of its log has been replayed.")]
    private static partial void LogProgress(ILogger logger, string collection, double ratio);

    [LoggerMessage(Level = LogLevel.Information, Message = "{Collections} collections are open after {Seconds:0.0} s; {Failed} of them not wholly.")]
    private static partial void LogDone(ILogger logger, int collections, int failed, double seconds);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The collections take {Used} bytes of memory, and the limit is {Limit}: reads and deletes are served, points are refused. Drop collections, or raise performance.cpu.memory_pool_size_mb.")]
    private static partial void LogOutgrown(ILogger logger, long used, long limit);

    [LoggerMessage(Level = LogLevel.Error, Message = "The collections could not be opened.")]
    private static partial void LogFailed(ILogger logger, Exception exception);
}
