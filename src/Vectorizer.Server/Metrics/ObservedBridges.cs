using Prometheus;

namespace Vectorizer.Server.Metrics;

/// <summary>
/// Metrics that are looked at during a scrape. Measurements that differ only in tags that are left out are added up; a
/// gauge loses the series of which nothing was said this time.
/// </summary>
/// <remarks>Threads: the one that scrapes.</remarks>
internal abstract class ObservedBridge<TChild>(MetricDeclaration metric, CollectionLabels labels, Collector<TChild> collector)
    : MetricBridge<TChild>(metric, labels, collector)
    where TChild : ChildBase
{
    protected Dictionary<SeriesKey, double> Sums { get; } = [];

    public override void BeginScrape() => Sums.Clear();

    public override void Record(double value, ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        SeriesKey key = KeyOf(tags);
        Sums[key] = Sums.GetValueOrDefault(key) + (value * Metric.Scale);
    }
}

/// <summary>A counter that somebody else keeps.</summary>
internal sealed class ObservedCounterBridge(MetricDeclaration metric, CollectionLabels labels, Collector<Counter.Child> collector)
    : ObservedBridge<Counter.Child>(metric, labels, collector)
{
    public override void EndScrape()
    {
        foreach ((SeriesKey key, double sum) in Sums)
        {
            Series(key).IncTo(sum);
        }
    }
}

/// <summary>A value of the moment.</summary>
internal sealed class ObservedGaugeBridge(MetricDeclaration metric, CollectionLabels labels, Collector<Gauge.Child> collector)
    : ObservedBridge<Gauge.Child>(metric, labels, collector)
{
    private HashSet<SeriesKey> _shown = [];

    public override void EndScrape()
    {
        foreach (SeriesKey gone in _shown.Where(key => !Sums.ContainsKey(key)))
        {
            Remove(gone);
        }

        foreach ((SeriesKey key, double sum) in Sums)
        {
            Series(key).Set(sum);
        }

        _shown = [.. Sums.Keys];
    }
}
