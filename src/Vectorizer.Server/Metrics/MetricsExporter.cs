using System.Collections.Frozen;
using System.Diagnostics.Metrics;
using System.Numerics;
using Prometheus;
using Vectorizer.Abstractions.Diagnostics;
using Vectorizer.Grains.Hosting;
using Vectorizer.Grains.Segments;

namespace Vectorizer.Server.Metrics;

/// <summary>Listens to the instruments of this server from its start, and writes what they say as Prometheus reads it.</summary>
/// <remarks>
/// docs/design/metrics.md tells why the adapter of prometheus-net is not used. Several servers may live in one process:
/// each hears its own meters, and those that the process has but one of.
/// Threads: any; one scrape at a time.
/// </remarks>
internal sealed partial class MetricsExporter : IDisposable
{
    private readonly CollectorRegistry _registry = Prometheus.Metrics.NewCustomRegistry();
    private readonly MeterListener _listener = new();
    private readonly CollectionLabels _labels;
    private readonly CollectionGauges _collections;
    private readonly FrozenDictionary<(string Meter, string Instrument), MetricDeclaration> _declared;
    private readonly Dictionary<MetricDeclaration, MetricBridge> _bridges = [];
    private readonly MetricFactory _factory;
    private readonly IMeterFactory _meters;
    private readonly ILogger<MetricsExporter> _logger;
    private readonly SemaphoreSlim _scraping = new(1);

    /// <summary>An exporter that listens already.</summary>
    /// <param name="meters">Makes the meters of this server.</param>
    /// <param name="segments">The open segments.</param>
    /// <param name="node">Not used: with it the instruments of the node exist.</param>
    /// <param name="server">Not used: with it the instruments of the server exist.</param>
    /// <param name="timeProvider">The clock.</param>
    /// <param name="logger">Told of instruments that fail.</param>
    public MetricsExporter(
        IMeterFactory meters,
        SegmentRegistry segments,
        NodeInstruments node,
        ServerInstruments server,
        TimeProvider timeProvider,
        ILogger<MetricsExporter> logger)
    {
        ArgumentNullException.ThrowIfNull(node);
        ArgumentNullException.ThrowIfNull(server);
        _meters = meters;
        _logger = logger;
        _factory = Prometheus.Metrics.WithCustomRegistry(_registry);
        _labels = new CollectionLabels(timeProvider);
        _collections = new CollectionGauges(segments, _labels, _factory);
        _declared = MetricCatalog.Instruments.ToFrozenDictionary(metric => (metric.Meter!, metric.Instrument));
        DotNetStats.Register(_registry);
        _listener.InstrumentPublished = Publish;
        ListenTo<int>();
        ListenTo<long>();
        ListenTo<double>();
        ListenTo<float>();
        _listener.Start();
    }

    /// <summary>Writes every metric.</summary>
    /// <param name="output">Gets the text, format 0.0.4.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public async Task WriteAsync(Stream output, CancellationToken cancellationToken)
    {
        using MemoryStream text = new();
        await _scraping.WaitAsync(cancellationToken);
        try
        {
            Look();
            await _registry.CollectAndExportAsTextAsync(text, cancellationToken);
        }
        finally
        {
            _scraping.Release();
        }

        // When its turn is over: one who reads slowly keeps no other from being answered.
        await output.WriteAsync(text.GetBuffer().AsMemory(0, (int)text.Length), cancellationToken);
    }

    public void Dispose()
    {
        _listener.Dispose();
        _scraping.Dispose();
    }

    private void Look()
    {
        MetricBridge[] bridges;
        lock (_bridges)
        {
            bridges = [.. _bridges.Values];
        }

        foreach (MetricBridge bridge in bridges)
        {
            bridge.BeginScrape();
        }

        try
        {
            _listener.RecordObservableInstruments();
        }
        catch (AggregateException e)
        {
            // Those of the others have been observed all the same.
            LogInstrumentFailed(_logger, e);
        }

        foreach (MetricBridge bridge in bridges)
        {
            bridge.EndScrape();
        }

        foreach (string collection in _labels.Sweep(_collections.Update()))
        {
            foreach (MetricBridge bridge in bridges)
            {
                bridge.Forget(collection);
            }
        }
    }

    private void Publish(Instrument instrument, MeterListener listener)
    {
        bool isShared = instrument.Meter.Scope is null && instrument.Meter.Name != VectorizerMeter.Name;
        if ((isShared || instrument.Meter.Scope == _meters)
            && _declared.TryGetValue((instrument.Meter.Name, instrument.Name), out MetricDeclaration? metric))
        {
            listener.EnableMeasurementEvents(instrument, BridgeFor(metric, instrument.IsObservable));
        }
    }

    // Two instruments of one name share their metric.
    private MetricBridge BridgeFor(MetricDeclaration metric, bool isObserved)
    {
        lock (_bridges)
        {
            if (!_bridges.TryGetValue(metric, out MetricBridge? bridge))
            {
                _bridges.Add(metric, bridge = Create(metric, isObserved));
            }

            return bridge;
        }
    }

    private MetricBridge Create(MetricDeclaration metric, bool isObserved)
    {
        string[] labels = [.. metric.Labels.Select(label => label.Label)];
        switch (metric.Kind)
        {
            case MetricKind.Counter:
                Prometheus.Counter counter = _factory.CreateCounter(
                    metric.Name, metric.Help, labels, new CounterConfiguration { ExemplarBehavior = ExemplarBehavior.NoExemplars() });
                return isObserved ? new ObservedCounterBridge(metric, _labels, counter) : new CounterBridge(metric, _labels, counter);
            case MetricKind.Gauge:
                Prometheus.Gauge gauge = _factory.CreateGauge(metric.Name, metric.Help, labels);
                return isObserved ? new ObservedGaugeBridge(metric, _labels, gauge) : new UpDownBridge(metric, _labels, gauge);
            default:
                return new HistogramBridge(metric, _labels, _factory.CreateHistogram(
                    metric.Name,
                    metric.Help,
                    labels,
                    new HistogramConfiguration { Buckets = metric.Buckets, ExemplarBehavior = ExemplarBehavior.NoExemplars() }));
        }
    }

    private void ListenTo<T>()
        where T : struct, INumber<T>
        => _listener.SetMeasurementEventCallback<T>(static (_, value, tags, bridge) => ((MetricBridge)bridge!).Record(double.CreateChecked(value), tags));

    [LoggerMessage(Level = LogLevel.Warning, Message = "A metric could not be read.")]
    private static partial void LogInstrumentFailed(ILogger logger, Exception exception);
}
