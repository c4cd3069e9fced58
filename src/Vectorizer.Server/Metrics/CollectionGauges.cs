using System.Collections.Immutable;
using Prometheus;
using Vectorizer.Abstractions.Segments;
using Vectorizer.Grains.Segments;

namespace Vectorizer.Server.Metrics;

/// <summary>What each collection has on this node, looked at during a scrape.</summary>
/// <remarks>
/// No instruments: a ratio of all collections that share the label <c>other</c> is none of their ratios, so the figures
/// are added up by label first. Threads: the one that scrapes.
/// </remarks>
internal sealed class CollectionGauges
{
    private const string Points = "vectorizer_collection_points";
    private const string Deleted = "vectorizer_collection_deleted_ratio";
    private const string Free = "vectorizer_collection_free_points";
    private const string Segments = "vectorizer_collection_segments";
    private const string Memory = "vectorizer_collection_memory_bytes";
    private const string Disk = "vectorizer_collection_disk_bytes";

    /// <summary>What is exported.</summary>
    public static readonly ImmutableArray<MetricDeclaration> All =
    [
        Gauge(Points, "Points that a search can find", "collection"),
        Gauge(Deleted, "Part of the points in memory that were deleted or replaced and whose memory cannot be used again yet", "collection"),
        Gauge(Free, "Places of former points, memory included, that the next points stored will take", "collection"),
        Gauge(Segments, "Segments on this node", "collection"),
        Gauge(Memory, "Native memory by part: vectors, codes (what is kept of vectors where they are quantized), links, points (ids and what is known of each), payloads, payload_indexes, log_buffers", "collection", "part"),
        Gauge(Disk, "Bytes of write logs, kept snapshots and vectors that are not in memory", "collection"),
    ];

    private readonly SegmentRegistry _segments;
    private readonly CollectionLabels _labels;
    private readonly Dictionary<string, Gauge> _gauges;
    private HashSet<string> _shown = [];

    /// <summary>The gauges of a registry of metrics.</summary>
    public CollectionGauges(SegmentRegistry segments, CollectionLabels labels, IMetricFactory factory)
    {
        _segments = segments;
        _labels = labels;
        _gauges = All.ToDictionary(
            metric => metric.Name, metric => factory.CreateGauge(metric.Name, metric.Help, [.. metric.Labels.Select(label => label.Label)]));
    }

    /// <summary>Looks at every open segment.</summary>
    /// <returns>The collections that have one.</returns>
    public IReadOnlySet<string> Update()
    {
        HashSet<string> names = new(StringComparer.Ordinal);
        Dictionary<string, Sums> byLabel = new(StringComparer.Ordinal);
        foreach ((string collection, SegmentStatus status) in _segments.Statuses())
        {
            names.Add(collection);
            string label = _labels.Of(collection);
            byLabel[label] = byLabel.GetValueOrDefault(label).Plus(status);
        }

        foreach (string gone in _shown.Where(label => !byLabel.ContainsKey(label)))
        {
            Remove(gone);
        }

        foreach ((string label, Sums sums) in byLabel)
        {
            Show(label, sums);
        }

        _shown = [.. byLabel.Keys];
        return names;
    }

    private void Show(string label, Sums sums)
    {
        _gauges[Points].WithLabels(label).Set(sums.Points);
        _gauges[Deleted].WithLabels(label).Set(sums.Deleted == 0 ? 0 : (double)sums.Deleted / (sums.Points + sums.Deleted));
        _gauges[Free].WithLabels(label).Set(sums.Free);
        _gauges[Segments].WithLabels(label).Set(sums.Segments);
        _gauges[Disk].WithLabels(label).Set(sums.Stored);
        foreach ((string part, long bytes) in sums.MemoryParts)
        {
            _gauges[Memory].WithLabels(label, part).Set(bytes);
        }
    }

    private void Remove(string label)
    {
        foreach (string name in (string[])[Points, Deleted, Free, Segments, Disk])
        {
            _gauges[name].RemoveLabelled(label);
        }

        foreach ((string part, _) in default(Sums).MemoryParts)
        {
            _gauges[Memory].RemoveLabelled(label, part);
        }
    }

    private static MetricDeclaration Gauge(string name, string help, params string[] labels)
        => new(MetricKind.Gauge, name, help) { Labels = [.. labels.Select(label => (label, label))] };

    private readonly record struct Sums(
        int Segments,
        long Points,
        long Deleted,
        long Free,
        long Stored,
        long Vectors,
        long Codes,
        long Links,
        long Ids,
        long Payloads,
        long PayloadIndexes,
        long LogBuffers)
    {
        public IEnumerable<(string Part, long Bytes)> MemoryParts =>
        [
            ("vectors", Vectors),
            ("codes", Codes),
            ("links", Links),
            ("points", Ids),
            ("payloads", Payloads),
            ("payload_indexes", PayloadIndexes),
            ("log_buffers", LogBuffers),
        ];

        public Sums Plus(SegmentStatus status) => new(
            Segments + 1,
            Points + status.Points,
            Deleted + status.DeletedPoints,
            Free + status.FreePoints,
            Stored + status.StoredBytes + status.Memory.RowFiles,
            Vectors + status.Memory.Vectors,
            Codes + status.Memory.Codes,
            Links + status.Memory.Links,
            Ids + status.Memory.Points,
            Payloads + status.Memory.Payloads,
            PayloadIndexes + status.Memory.PayloadIndexes,
            LogBuffers + status.Memory.LogBuffers);
    }
}
