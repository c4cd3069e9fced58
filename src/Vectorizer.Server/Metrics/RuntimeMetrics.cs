using System.Collections.Immutable;

namespace Vectorizer.Server.Metrics;

/// <summary>What the runtime says of itself.</summary>
internal static class RuntimeMetrics
{
    private const string Runtime = "System.Runtime";

    public static readonly ImmutableArray<MetricDeclaration> All =
    [
        Counter("dotnet_gc_allocated_bytes_total", "Bytes allocated on the managed heap", "dotnet.gc.heap.total_allocated"),
        Counter("dotnet_gc_pause_time_seconds_total", "Time for which garbage collections have stopped everything else", "dotnet.gc.pause.time"),
        new(MetricKind.Gauge, "dotnet_gc_heap_size_bytes", "Size of the managed heap after the last collection", Runtime, "dotnet.gc.last_collection.heap.size") { Labels = [("generation", "gc.heap.generation")] },
        Gauge("dotnet_gc_committed_memory_bytes", "Memory that the managed heap has of the system, as of the last collection", "dotnet.gc.last_collection.memory.committed_size"),
        Gauge("dotnet_thread_pool_threads", "Threads of the thread pool", "dotnet.thread_pool.thread.count"),
        Gauge("dotnet_thread_pool_queue_length", "Items that wait for a thread of the thread pool", "dotnet.thread_pool.queue.length"),
        Counter("dotnet_thread_pool_work_items_total", "Items that the thread pool has run", "dotnet.thread_pool.work_item.count"),
        Counter("dotnet_monitor_lock_contentions_total", "Times that a thread had to wait for a lock", "dotnet.monitor.lock_contentions"),
        Gauge("dotnet_timers", "Timers that are set", "dotnet.timer.count"),
        Counter("dotnet_jit_compiled_methods_total", "Methods compiled", "dotnet.jit.compiled_methods"),
        Counter("dotnet_exceptions_total", "Exceptions thrown, those of refused requests included", "dotnet.exceptions"),
    ];

    private static MetricDeclaration Counter(string name, string help, string instrument) => new(MetricKind.Counter, name, help, Runtime, instrument);

    private static MetricDeclaration Gauge(string name, string help, string instrument) => new(MetricKind.Gauge, name, help, Runtime, instrument);
}
