using System.Collections.Immutable;

namespace Vectorizer.Server.Metrics;

/// <summary>What the system says of the process, read by prometheus-net under the names that all exporters share.</summary>
internal static class ProcessMetrics
{
    public static readonly ImmutableArray<MetricDeclaration> All =
    [
        new(MetricKind.Gauge, "process_start_time_seconds", "When the process was started, in seconds since 1970"),
        new(MetricKind.Counter, "process_cpu_seconds_total", "Processor time used"),
        new(MetricKind.Gauge, "process_working_set_bytes", "Memory of the process that is in the machine's memory"),
        new(MetricKind.Gauge, "process_private_memory_bytes", "Memory that the process has for itself"),
        new(MetricKind.Gauge, "process_virtual_memory_bytes", "Addresses that the process has reserved, used or not"),
        new(MetricKind.Gauge, "process_open_handles", "Files and sockets that are open"),
        new(MetricKind.Gauge, "process_num_threads", "Threads of the process"),
        new(MetricKind.Gauge, "dotnet_total_memory_bytes", "Managed memory in use, garbage that was not collected yet included"),
        new(MetricKind.Counter, "dotnet_collection_count_total", "Garbage collections by generation, as prometheus-net counts them"),
    ];
}
