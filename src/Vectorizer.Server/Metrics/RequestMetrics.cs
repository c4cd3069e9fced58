using System.Collections.Immutable;
using Vectorizer.Abstractions.Diagnostics;

namespace Vectorizer.Server.Metrics;

/// <summary>What callers ask for and get.</summary>
internal static class RequestMetrics
{
    private const string WebServer = "Microsoft.AspNetCore.Hosting";

    public static readonly ImmutableArray<MetricDeclaration> All =
    [
        new(MetricKind.Histogram, "http_server_request_duration_seconds", "Time from the first byte of a request to the last of its answer", WebServer, "http.server.request.duration")
        {
            Labels = [("route", "http.route"), ("method", "http.request.method"), ("status", "http.response.status_code")],
            Buckets = Buckets.Requests,
        },
        new(MetricKind.Gauge, "vectorizer_inflight_requests", "Requests being answered", WebServer, "http.server.active_requests"),
        new(MetricKind.Counter, "vectorizer_requests_rejected_total", "Requests refused before anything was done", VectorizerMeter.Name, RequestInstruments.RejectedName)
        {
            Labels = [("reason", "reason")],
            Values = RejectionReasons.All,
        },
        new(MetricKind.Histogram, "vectorizer_query_duration_seconds", "Time of a search over all segments of its collection; one entry for the queries of a request that differ in their vectors alone", VectorizerMeter.Name, "vectorizer.query.duration")
        {
            Labels = [("collection", "collection"), ("kind", "kind"), ("phase", "phase")],
            Buckets = Buckets.Milliseconds,
        },
        new(MetricKind.Counter, "vectorizer_cache_hits_total", "Searches of a segment that were answered from the result cache", VectorizerMeter.Name, "vectorizer.cache.hits"),
        new(MetricKind.Counter, "vectorizer_cache_misses_total", "Searches of a segment that were looked for in the result cache in vain", VectorizerMeter.Name, "vectorizer.cache.misses"),
        new(MetricKind.Counter, "vectorizer_cache_evictions_total", "Answers that made room for others; those that a write has outdated are not counted", VectorizerMeter.Name, "vectorizer.cache.evictions"),
        new(MetricKind.Gauge, "vectorizer_cache_size_bytes", "Memory of the answers kept, at most caching.max_size_mb; not part of the memory budget", VectorizerMeter.Name, "vectorizer.cache.size"),
        new(MetricKind.Gauge, "vectorizer_cache_entries", "Answers kept", VectorizerMeter.Name, "vectorizer.cache.entries"),
        new(MetricKind.Histogram, "vectorizer_write_duration_seconds", "Time of a write that was acknowledged by all of its segments, by the least durability reached", VectorizerMeter.Name, "vectorizer.write.duration")
        {
            Labels = [("op", "op"), ("durability", "durability")],
            Buckets = Buckets.Milliseconds,
        },
    ];
}
