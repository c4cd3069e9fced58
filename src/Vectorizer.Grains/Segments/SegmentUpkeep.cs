using Microsoft.Extensions.Logging;
using Vectorizer.Abstractions.Errors;
using Vectorizer.Grains.Snapshots;

namespace Vectorizer.Grains.Segments;

/// <summary>
/// Looks every second which segments of the silo are due to be saved, compacted or repaired, or have other indexes over payloads than
/// their collection, and saves what is worth it when the silo stops.
/// </summary>
public sealed partial class SegmentUpkeep : ILifecycleParticipant<ISiloLifecycle>
{
    private static readonly TimeSpan s_period = TimeSpan.FromSeconds(1);

    private readonly SegmentRegistry _segments;
    private readonly TimeProvider _timeProvider;
    private readonly ILogger<SegmentUpkeep> _logger;
    private readonly CancellationTokenSource _stop = new();
    private Task _running = Task.CompletedTask;

    // One at a time: each takes the memory of its segment's live points once more.
    private Task _compaction = Task.CompletedTask;

    /// <summary>The service of a silo.</summary>
    public SegmentUpkeep(SegmentRegistry segments, TimeProvider timeProvider, ILogger<SegmentUpkeep> logger)
    {
        _segments = segments;
        _timeProvider = timeProvider;
        _logger = logger;
    }

    /// <inheritdoc/>
    public void Participate(ISiloLifecycle lifecycle)
        => lifecycle.Subscribe(nameof(SegmentUpkeep), ServiceLifecycleStage.Active + 1, Start, StopAsync);

    private Task Start(CancellationToken cancellationToken)
    {
        _running = RunAsync();
        return Task.CompletedTask;
    }

    private async Task RunAsync()
    {
        using PeriodicTimer timer = new(s_period, _timeProvider);
        try
        {
            while (await timer.WaitForNextTickAsync(_stop.Token))
            {
                foreach (SegmentHost segment in _segments.OpenSegments)
                {
                    if (segment.Saver is { IsDue: true } saver)
                    {
                        // Not awaited: the threads that save bound what runs at a time, and a failure shows in the status and the log.
                        _ = saver.SaveAsync();
                    }

                    segment.Indexer?.BeginIfDue();
                    if (segment.Compactor is { IsRunning: false, IsDue: false } && segment.Repairer is { IsDue: true } repairer)
                    {
                        // Not awaited: the segments take turns on the index threads, and it takes no memory.
                        _ = repairer.RepairAsync();
                    }
                }

                if (_compaction.IsCompleted)
                {
                    _compaction = CompactAsync();
                }
            }
        }
        catch (OperationCanceledException)
        {
            // The silo stops.
        }
    }

    /// <summary>Compacts what is due, one after the other.</summary>
    private async Task CompactAsync()
    {
        foreach (SegmentHost segment in _segments.OpenSegments)
        {
            if (segment.Compactor is { IsDue: true } compactor && !_stop.IsCancellationRequested)
            {
                await compactor.CompactAsync();
            }
        }
    }

    /// <summary>
    /// Saves what would take long to replay and lets saves under way come to their end, as long as the silo is given time to stop: afterwards
    /// no manifest can be written.
    /// </summary>
    private async Task StopAsync(CancellationToken cancellationToken)
    {
        await _stop.CancelAsync();
        await _running;
        Task[] saves = [.. _segments.OpenSegments
            .Select(segment => segment.Saver)
            .OfType<SegmentSaver>()
            .Select(saver => saver.IsDueAtStop ? saver.SaveAsync() : saver.Running)];
        try
        {
            await Task.WhenAll(saves).WaitAsync(cancellationToken);
        }
        catch (Exception e) when (e is VectorizerException or OperationCanceledException)
        {
            // The log has it all; the next start takes longer.
            LogNotSaved(_logger, e);
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Not every segment was saved before the stop; the next start replays its log.")]
    private static partial void LogNotSaved(ILogger logger, Exception exception);
}
