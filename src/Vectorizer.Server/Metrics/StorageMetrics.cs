using System.Collections.Immutable;
using Vectorizer.Abstractions.Diagnostics;

namespace Vectorizer.Server.Metrics;

/// <summary>What the write log and the work behind the requests do.</summary>
internal static class StorageMetrics
{
    public static readonly ImmutableArray<MetricDeclaration> Log =
    [
        new(MetricKind.Histogram, "vectorizer_log_sync_duration_seconds", "Time of a sync of a write log to the disk", VectorizerMeter.Name, "vectorizer.log.sync.duration")
        {
            Buckets = Buckets.Milliseconds,
        },
        Counter("vectorizer_log_sync_failures_total", "Syncs of a write log that failed; each has sealed its segment", "vectorizer.log.sync.failures"),
        Counter("vectorizer_log_written_bytes_total", "Bytes appended to write logs", "vectorizer.log.written"),
        new(MetricKind.Histogram, "vectorizer_log_batch_records", "Records that were written to a log at once and share a sync", VectorizerMeter.Name, "vectorizer.log.batch.records")
        {
            Buckets = Buckets.Counts,
        },
        Gauge("vectorizer_log_size_bytes", "Bytes in the write logs of all open segments", "vectorizer.log.size"),
        Gauge("vectorizer_log_open_files", "Files of write logs that are open", "vectorizer.log.open_files"),
        Counter("vectorizer_log_truncated_tails_total", "Logs whose torn end was cut off when they were opened: a write that was never acknowledged", "vectorizer.log.truncated_tails"),
        new(MetricKind.Counter, "vectorizer_checksum_failures_total", "Logs and snapshots that were found damaged: a checksum, length or order is wrong, or the file is not the one that it should be", VectorizerMeter.Name, "vectorizer.checksum.failures")
        {
            Labels = [("kind", "kind")],
            Values = ["catalog", "log", "snapshot"],
        },
    ];

    public static readonly ImmutableArray<MetricDeclaration> Background =
    [
        new(MetricKind.Histogram, "vectorizer_recovery_duration_seconds", "Time to open a segment again: its snapshot and the log behind it", VectorizerMeter.Name, "vectorizer.recovery.duration")
        {
            Buckets = Buckets.Minutes,
        },
        Counter("vectorizer_recovery_records_total", "Records read from write logs to open segments", "vectorizer.recovery.records"),
        new(MetricKind.Histogram, "vectorizer_snapshot_duration_seconds", "Time of a save of a segment that succeeded", VectorizerMeter.Name, "vectorizer.snapshot.duration")
        {
            Buckets = Buckets.Minutes,
        },
        Counter("vectorizer_snapshot_failures_total", "Saves of a segment that failed; what was saved before is as it was", "vectorizer.snapshot.failures"),
        Counter("vectorizer_snapshot_written_bytes_total", "Bytes of snapshots written", "vectorizer.snapshot.written"),
        new(MetricKind.Histogram, "vectorizer_repair_duration_seconds", "Time of a repair of a segment's graphs around dead points that succeeded; the count is the number of repairs", VectorizerMeter.Name, "vectorizer.repair.duration")
        {
            Buckets = Buckets.Minutes,
        },
        Counter("vectorizer_repair_failures_total", "Repairs of graphs that failed or found no memory", "vectorizer.repair.failures"),
        new(MetricKind.Histogram, "vectorizer_compaction_duration_seconds", "Time of a compaction of a segment that succeeded; the count is the number of compactions", VectorizerMeter.Name, "vectorizer.compaction.duration")
        {
            Buckets = Buckets.Minutes,
        },
        new(MetricKind.Histogram, "vectorizer_payload_index_build_duration_seconds", "Time until a segment had the indexes over payloads that its collection has, after they had changed", VectorizerMeter.Name, "vectorizer.payload_index.build.duration")
        {
            Buckets = Buckets.Minutes,
        },
        Counter("vectorizer_compaction_failures_total", "Compactions that failed or found no memory", "vectorizer.compaction.failures"),
    ];

    private static MetricDeclaration Counter(string name, string help, string instrument)
        => new(MetricKind.Counter, name, help, VectorizerMeter.Name, instrument);

    private static MetricDeclaration Gauge(string name, string help, string instrument)
        => new(MetricKind.Gauge, name, help, VectorizerMeter.Name, instrument);
}
