using System.Collections.Immutable;

namespace Vectorizer.Server.Metrics;

/// <summary>Every metric of <c>/metrics</c>. What is not declared here is not exported, and what is has a line in docs/metrics.md.</summary>
internal static class MetricCatalog
{
    /// <summary>All of them, by section.</summary>
    public static readonly ImmutableArray<(string Title, ImmutableArray<MetricDeclaration> Metrics)> Sections =
    [
        ("Node", NodeMetrics.All),
        ("Requests", RequestMetrics.All),
        ("Write log", StorageMetrics.Log),
        ("Snapshots, recovery, compaction", StorageMetrics.Background),
        ("Collections", CollectionGauges.All),
        ("Orleans", OrleansMetrics.All),
        (".NET runtime", RuntimeMetrics.All),
        ("Process", ProcessMetrics.All),
    ];

    /// <summary>Those with an instrument behind them.</summary>
    public static IEnumerable<MetricDeclaration> Instruments
        => Sections.SelectMany(section => section.Metrics).Where(metric => metric.Meter is not null);
}
