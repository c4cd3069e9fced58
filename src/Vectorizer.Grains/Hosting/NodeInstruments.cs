using System.Diagnostics.Metrics;
using Vectorizer.Abstractions.Diagnostics;
using Vectorizer.Abstractions.Segments;
using Vectorizer.Grains.Memory;
using Vectorizer.Grains.Search;
using Vectorizer.Grains.Segments;
using Vectorizer.Grains.Storage;
using Vectorizer.Storage.Files;

namespace Vectorizer.Grains.Hosting;

/// <summary>What a silo has and how much of it is in use, looked at when somebody asks.</summary>
/// <remarks>Ownership: the meter holds the callbacks. Whoever exports metrics must have asked the container for this once.</remarks>
public sealed class NodeInstruments
{
    private static readonly (SegmentState State, KeyValuePair<string, object?> Tag)[] s_states =
        [.. Enum.GetValues<SegmentState>().Select(state => (state, Tag("state", state.ToString().ToLowerInvariant())))];

    private readonly SegmentRegistry _segments;
    private readonly NodeStorage _storage;
    private readonly SearchExecutor _searches;
    private readonly IndexExecutor _indexes;

    /// <summary>The instruments of a silo.</summary>
    public NodeInstruments(
        IMeterFactory meters,
        SegmentRegistry segments,
        NodeStorage storage,
        MemoryBudget memory,
        SearchExecutor searches,
        IndexExecutor indexes)
    {
        _segments = segments;
        _storage = storage;
        _searches = searches;
        _indexes = indexes;
        Meter meter = meters.Create(VectorizerMeter.Name);
        meter.CreateObservableGauge("vectorizer.segments", CountSegments, "{segment}");
        meter.CreateObservableGauge("vectorizer.pending.points", () => _segments.OpenSegments.Sum(segment => segment.PendingPoints), "{point}");
        meter.CreateObservableGauge("vectorizer.log.size", () => _segments.OpenSegments.Sum(segment => segment.LogBytes), "By");
        meter.CreateObservableGauge("vectorizer.log.open_files", () => _storage.Logs.OpenFiles, "{file}");
        meter.CreateObservableGauge("vectorizer.queue.depth", QueueDepths, "{job}");
        meter.CreateObservableGauge("vectorizer.pool.threads", Threads, "{thread}");
        meter.CreateObservableGauge("vectorizer.memory.budget", () => memory.LimitBytes, "By");
        meter.CreateObservableGauge("vectorizer.memory.used", () => memory.UsedBytes, "By");
        meter.CreateObservableGauge("vectorizer.memory.reserved", () => memory.ReservedBytes, "By");
        meter.CreateObservableGauge("vectorizer.disk.free", () => _storage.Space.Status().FreeBytes, "By");
        meter.CreateObservableGauge("vectorizer.disk.total", () => _storage.Space.LastKnown.TotalBytes, "By");
        meter.CreateObservableGauge("vectorizer.disk.low_water", () => _storage.Space.LastKnown.LowWaterBytes, "By");
        meter.CreateObservableGauge("vectorizer.disk.reserved", ReservedBytes, "By");
        meter.CreateObservableGauge("vectorizer.disk.writes_refused", () => _storage.Space.LastKnown.IsLow ? 1 : 0);
    }

    private IEnumerable<Measurement<int>> CountSegments()
    {
        int[] counts = new int[s_states.Length];
        foreach (SegmentHost segment in _segments.OpenSegments)
        {
            counts[(int)segment.State]++;
        }

        return s_states.Select(state => new Measurement<int>(counts[(int)state.State], state.Tag));
    }

    private IEnumerable<Measurement<int>> QueueDepths() =>
    [
        new(_searches.Statistics.Queued, Tag("pool", "search")),
        new(_indexes.Queued, Tag("pool", "index")),
        new(_storage.LogThreads.Queued, Tag("pool", "log")),
    ];

    private IEnumerable<Measurement<int>> Threads() =>
    [
        new(_searches.Threads, Tag("pool", "search")),
        new(_indexes.Threads, Tag("pool", "index")),
        new(_storage.LogThreads.Threads, Tag("pool", "log")),
    ];

    private long ReservedBytes()
    {
        DiskSpaceStatus space = _storage.Space.LastKnown;
        return space.IsReserveIntact ? space.ReserveBytes : 0;
    }

    private static KeyValuePair<string, object?> Tag(string name, string value) => new(name, value);
}
