using Prometheus;

namespace Vectorizer.Server.Metrics;

/// <summary>A counter that is told of each event.</summary>
internal sealed class CounterBridge(MetricDeclaration metric, CollectionLabels labels, Collector<Counter.Child> collector)
    : MetricBridge<Counter.Child>(metric, labels, collector)
{
    public override void Record(double value, ReadOnlySpan<KeyValuePair<string, object?>> tags)
        => Series(KeyOf(tags)).Inc(value * Metric.Scale);
}

/// <summary>A gauge that is told of each rise and fall.</summary>
internal sealed class UpDownBridge(MetricDeclaration metric, CollectionLabels labels, Collector<Gauge.Child> collector)
    : MetricBridge<Gauge.Child>(metric, labels, collector)
{
    public override void Record(double value, ReadOnlySpan<KeyValuePair<string, object?>> tags)
        => Series(KeyOf(tags)).Inc(value * Metric.Scale);
}

/// <summary>A histogram.</summary>
internal sealed class HistogramBridge(MetricDeclaration metric, CollectionLabels labels, Collector<Histogram.Child> collector)
    : MetricBridge<Histogram.Child>(metric, labels, collector)
{
    public override void Record(double value, ReadOnlySpan<KeyValuePair<string, object?>> tags)
        => Series(KeyOf(tags)).Observe(value * Metric.Scale);
}
