using System.Collections.Immutable;

namespace Vectorizer.Server.Metrics;

/// <summary>The part of what Orleans measures that says something of a node of this product.</summary>
/// <remarks>Labels are left out that grow with peers and their addresses.</remarks>
internal static class OrleansMetrics
{
    private const string Orleans = "Microsoft.Orleans";

    public static readonly ImmutableArray<MetricDeclaration> All =
    [
        Gauge("orleans_catalog_activations", "Activations of grains", "orleans-catalog-activations"),
        Counter("orleans_catalog_activation_created_total", "Activations created", "orleans-catalog-activation-created"),
        Counter("orleans_catalog_activation_destroyed_total", "Activations ended", "orleans-catalog-activation-destroyed"),
        Counter("orleans_catalog_activation_failed_total", "Activations that failed", "orleans-catalog-activation-failed-to-activate"),
        new(MetricKind.Histogram, "orleans_app_requests_latency_seconds", "Time of calls of grains", Orleans, "orleans-app-requests-latency")
        {
            Buckets = Buckets.Milliseconds,
            Scale = 0.001,
        },
        Counter("orleans_app_requests_timed_out_total", "Calls of grains that were given up", "orleans-app-requests-timedout"),
        Counter("orleans_messaging_sent_local_total", "Messages to grains of this node", "orleans-messaging-sent-local"),
        Counter("orleans_messaging_sent_failed_total", "Messages that could not be sent", "orleans-messaging-sent-failed"),
        Counter("orleans_messaging_sent_dropped_total", "Messages that were dropped before they were sent", "orleans-messaging-sent-dropped"),
        Counter("orleans_messaging_rejected_total", "Messages that were refused", "orleans-messaging-rejected"),
        Counter("orleans_messaging_expired_total", "Messages that came too late", "orleans-messaging-expired"),
        Counter("orleans_scheduler_long_running_turns_total", "Turns of grains that kept a thread for too long", "orleans-scheduler-long-running-turns"),
        Counter("orleans_watchdog_health_checks_total", "Checks by which the silo looks after itself", "orleans-watchdog-health-checks"),
        Counter("orleans_watchdog_health_checks_failed_total", "Checks of the same that failed", "orleans-watchdog-health-checks-failed"),
        new(MetricKind.Histogram, "orleans_storage_read_latency_seconds", "Time to read a state of a grain", Orleans, "orleans-storage-read-latency")
        {
            Buckets = Buckets.Milliseconds,
            Scale = 0.001,
        },
        new(MetricKind.Histogram, "orleans_storage_write_latency_seconds", "Time to write a state of a grain", Orleans, "orleans-storage-write-latency")
        {
            Buckets = Buckets.Milliseconds,
            Scale = 0.001,
        },
        Counter("orleans_storage_read_errors_total", "States of grains that could not be read", "orleans-storage-read-errors"),
        Counter("orleans_storage_write_errors_total", "States of grains that could not be written", "orleans-storage-write-errors"),
    ];

    private static MetricDeclaration Counter(string name, string help, string instrument) => new(MetricKind.Counter, name, help, Orleans, instrument);

    private static MetricDeclaration Gauge(string name, string help, string instrument) => new(MetricKind.Gauge, name, help, Orleans, instrument);
}
