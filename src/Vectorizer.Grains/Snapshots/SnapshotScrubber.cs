using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Vectorizer.Abstractions.Segments;
using Vectorizer.Grains.Segments;
using Vectorizer.Grains.Storage;
using Vectorizer.Storage.Files;
using Vectorizer.Storage.Formats;
using Vectorizer.Storage.Snapshots;

namespace Vectorizer.Grains.Snapshots;

/// <summary>Reads every snapshot of the silo from time to time, so that damage is found while another copy is sound.</summary>
/// <remarks>
/// A damaged snapshot is reported to the segment's saver, whose next save, due at once, replaces it by what is in memory.
/// Blocks are read one at a time with a pause after each that is as long as the reading took, but at least
/// a few milliseconds: a scrub leaves most of the disk to others.
/// </remarks>
public sealed partial class SnapshotScrubber : ILifecycleParticipant<ISiloLifecycle>
{
    private static readonly TimeSpan s_shortestPause = TimeSpan.FromMilliseconds(5);

    private readonly SegmentRegistry _segments;
    private readonly NodeStorage _storage;
    private readonly ISnapshotStore _store;
    private readonly TimeProvider _timeProvider;
    private readonly TimeSpan _interval;
    private readonly SegmentInstruments _instruments;
    private readonly ILogger<SnapshotScrubber> _logger;
    private readonly CancellationTokenSource _stop = new();
    private Task _running = Task.CompletedTask;
    private long _checkedBytes;
    private long _damagedSnapshots;

    /// <summary>The scrubber of a silo.</summary>
    public SnapshotScrubber(
        SegmentRegistry segments,
        NodeStorage storage,
        ISnapshotStore store,
        IOptions<AutoSaveOptions> options,
        SegmentInstruments instruments,
        TimeProvider timeProvider,
        ILogger<SnapshotScrubber> logger)
    {
        _segments = segments;
        _storage = storage;
        _store = store;
        _interval = options.Value.ScrubInterval;
        _instruments = instruments;
        _timeProvider = timeProvider;
        _logger = logger;
    }

    /// <summary>Bytes of snapshots that were read since the start.</summary>
    public long CheckedBytes => Interlocked.Read(ref _checkedBytes);

    /// <summary>Snapshots that were found damaged since the start.</summary>
    public long DamagedSnapshots => Interlocked.Read(ref _damagedSnapshots);

    /// <inheritdoc/>
    public void Participate(ISiloLifecycle lifecycle)
        => lifecycle.Subscribe(nameof(SnapshotScrubber), ServiceLifecycleStage.Active + 1, Start, StopAsync);

    private Task Start(CancellationToken cancellationToken)
    {
        _running = RunAsync();
        return Task.CompletedTask;
    }

    private async Task StopAsync(CancellationToken cancellationToken)
    {
        await _stop.CancelAsync();
        await _running;
    }

    private async Task RunAsync()
    {
        using PeriodicTimer timer = new(_interval, _timeProvider);
        try
        {
            while (await timer.WaitForNextTickAsync(_stop.Token))
            {
                foreach (SegmentHost segment in _segments.OpenSegments)
                {
                    if (segment.Saver is { } saver)
                    {
                        await ScrubAsync(segment.Key, saver);
                    }
                }
            }
        }
        catch (OperationCanceledException)
        {
            // The silo stops.
        }
    }

    private async Task ScrubAsync(SegmentKey key, SegmentSaver saver)
    {
        foreach (SavedSnapshot snapshot in saver.Snapshots)
        {
            try
            {
                await CheckAsync(new SnapshotId(key.CollectionId, key.Number, snapshot.Sequence), snapshot);
            }
            catch (Exception e) when (e is IOException && !saver.IsClosing && saver.Snapshots.Contains(snapshot))
            {
                if (e is CorruptDataException or FormatMismatchException or DiskException or SnapshotStoreException { IsMissing: true })
                {
                    Interlocked.Increment(ref _damagedSnapshots);
                    _instruments.Damaged(SegmentInstruments.Snapshot);
                    LogDamaged(_logger, snapshot.Sequence, key, e);
                    saver.ReportDamage(snapshot.Sequence);
                }
                else
                {
                    LogUnread(_logger, snapshot.Sequence, key, e);
                }
            }
            catch (IOException)
            {
                // Replaced by a newer one, or dropped with its collection, and removed while it was read.
            }
        }
    }

    private async Task CheckAsync(SnapshotId id, SavedSnapshot snapshot)
    {
        SnapshotReader? opened = null;
        await _storage.Changes.RunAsync(() => opened = SnapshotReader.Open(_store.Open(id, SnapshotWriter.FileName)));
        using SnapshotReader reader = opened!;
        if (reader.Summary != new SnapshotSummary(id, snapshot.Epoch, snapshot.Bytes, snapshot.Checksum, (int)snapshot.Points))
        {
            throw new CorruptDataException(reader.Path, 0, "it is not the file that the manifest names");
        }

        for (int block = 0; block < reader.BlockCount; block++)
        {
            long startedAt = _timeProvider.GetTimestamp();
            await _storage.Changes.RunAsync(() => Interlocked.Add(ref _checkedBytes, reader.Check(block)));
            TimeSpan took = _timeProvider.GetElapsedTime(startedAt);
            await Task.Delay(took > s_shortestPause ? took : s_shortestPause, _timeProvider, _stop.Token);
        }
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "Snapshot {Sequence} of segment {Segment} is damaged. The points in memory are sound: it is saved anew.")]
    private static partial void LogDamaged(ILogger logger, long sequence, SegmentKey segment, Exception exception);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Snapshot {Sequence} of segment {Segment} could not be read to check it.")]
    private static partial void LogUnread(ILogger logger, long sequence, SegmentKey segment, Exception exception);
}
