using System.Collections.Concurrent;
using Prometheus;

namespace Vectorizer.Server.Metrics;

/// <summary>Takes the measurements of one instrument to the series of one metric.</summary>
/// <remarks>
/// Threads: <see cref="Record"/> from any. It finds a known series without a lock and without allocating; each instrument
/// behind it is either recorded as things happen or observed during a scrape, never both.
/// </remarks>
internal abstract class MetricBridge(MetricDeclaration metric, CollectionLabels labels)
{
    protected const string CollectionLabel = "collection";

    /// <summary>What is exported.</summary>
    public MetricDeclaration Metric => metric;

    /// <summary>Takes one measurement.</summary>
    public abstract void Record(double value, ReadOnlySpan<KeyValuePair<string, object?>> tags);

    /// <summary>What was observed before no longer counts.</summary>
    public virtual void BeginScrape()
    {
    }

    /// <summary>Everything has been observed.</summary>
    public virtual void EndScrape()
    {
    }

    /// <summary>Removes the series of a collection.</summary>
    public abstract void Forget(string collection);

    protected SeriesKey KeyOf(ReadOnlySpan<KeyValuePair<string, object?>> tags)
        => new(ValueOf(0, tags), ValueOf(1, tags), ValueOf(2, tags));

    private string ValueOf(int number, ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        if (number >= metric.Labels.Length)
        {
            return "";
        }

        (string label, string name) = metric.Labels[number];
        foreach (KeyValuePair<string, object?> tag in tags)
        {
            if (tag.Key == name)
            {
                string text = LabelText.Of(tag.Value);
                return label == CollectionLabel ? labels.Of(text) : text;
            }
        }

        return "";
    }
}

/// <inheritdoc/>
/// <typeparam name="TChild">A series of the exporter's library.</typeparam>
internal abstract class MetricBridge<TChild> : MetricBridge
    where TChild : ChildBase
{
    private readonly Collector<TChild> _collector;
    private readonly ConcurrentDictionary<SeriesKey, TChild> _series = new();

    protected MetricBridge(MetricDeclaration metric, CollectionLabels labels, Collector<TChild> collector)
        : base(metric, labels)
    {
        _collector = collector;
        foreach (string value in metric.Values)
        {
            Series(new SeriesKey(value, "", ""));
        }
    }

    public override void Forget(string collection)
    {
        int number = Metric.Labels.IndexOf((CollectionLabel, CollectionLabel));
        foreach (SeriesKey key in number < 0 ? [] : _series.Keys.Where(key => key.Values(SeriesKey.MaxLabels)[number] == collection))
        {
            Remove(key);
        }
    }

    protected TChild Series(SeriesKey key)
        => _series.TryGetValue(key, out TChild? child)
            ? child
            : _series.GetOrAdd(key, static (key, bridge) => bridge._collector.WithLabels(key.Values(bridge.Metric.Labels.Length)), this);

    protected void Remove(SeriesKey key)
    {
        if (_series.TryRemove(key, out TChild? child))
        {
            child.Remove();
        }
    }
}
