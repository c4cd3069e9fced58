using System.Collections.Immutable;
using Vectorizer.Abstractions.Diagnostics;

namespace Vectorizer.Server.Metrics;

/// <summary>What the node is, has and uses.</summary>
internal static class NodeMetrics
{
    public static readonly ImmutableArray<MetricDeclaration> All =
    [
        Gauge("vectorizer_build_info", "Always 1; the labels tell what is running", "vectorizer.build.info", "version", "commit"),
        Gauge("vectorizer_ready", "1 once every segment has been opened or quarantined and until the node is told to stop, else 0", "vectorizer.ready"),
        Gauge("vectorizer_segments", "Segments open on this node", "vectorizer.segments", "state"),
        Gauge("vectorizer_pending_points", "Points that were taken and are not visible yet", "vectorizer.pending.points"),
        Gauge("vectorizer_queue_depth", "Jobs that wait for a thread", "vectorizer.queue.depth", "pool"),
        Gauge("vectorizer_pool_threads", "Threads of the pool", "vectorizer.pool.threads", "pool"),
        new(MetricKind.Histogram, "vectorizer_queue_wait_seconds", "Time that jobs have waited for a thread", VectorizerMeter.Name, "vectorizer.queue.wait")
        {
            Labels = [("pool", "pool")],
            Values = ["index", "log", "search"],
            Buckets = Buckets.Milliseconds,
        },
        new(MetricKind.Counter, "vectorizer_pool_helpers_total", "Times that a free thread has joined another in the work of one request (performance.batch.parallel_processing)", VectorizerMeter.Name, "vectorizer.pool.helpers")
        {
            Labels = [("pool", "pool")],
            Values = ["index", "search"],
        },
        Gauge("vectorizer_memory_budget_bytes", "The most that the points of the node may take (performance.cpu.memory_pool_size_mb)", "vectorizer.memory.budget"),
        Gauge("vectorizer_memory_used_bytes", "Part of the budget in use", "vectorizer.memory.used"),
        Gauge("vectorizer_memory_reserved_bytes", "Part of the budget that writes on their way will use", "vectorizer.memory.reserved"),
        Gauge("vectorizer_disk_free_bytes", "Free space on the volume of the data", "vectorizer.disk.free"),
        Gauge("vectorizer_disk_size_bytes", "Size of the volume of the data", "vectorizer.disk.total"),
        Gauge("vectorizer_disk_low_water_bytes", "Free space below which points are refused (storage.min_free_mb); 0 for no such mark", "vectorizer.disk.low_water"),
        Gauge("vectorizer_disk_reserved_bytes", "Space kept aside for deletes on a full disk (storage.reserve_mb); 0 when it is used up", "vectorizer.disk.reserved"),
        Gauge("vectorizer_disk_writes_refused", "1 while points are refused for want of space, else 0", "vectorizer.disk.writes_refused"),
    ];

    private static MetricDeclaration Gauge(string name, string help, string instrument, params string[] labels)
        => new(MetricKind.Gauge, name, help, VectorizerMeter.Name, instrument) { Labels = [.. labels.Select(label => (label, label))] };
}
