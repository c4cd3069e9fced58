using System.Diagnostics;
using System.Diagnostics.Metrics;
using Vectorizer.Abstractions.Diagnostics;

namespace Vectorizer.Grains.Threads;

/// <summary>How long work waits for a thread of the silo's own.</summary>
/// <remarks>Threads: any. Nothing here allocates or takes a lock.</remarks>
public sealed class PoolInstruments
{
    private static readonly KeyValuePair<string, object?> s_search = new("pool", "search");
    private static readonly KeyValuePair<string, object?> s_index = new("pool", "index");

    private readonly Histogram<double> _waits;
    private readonly Counter<long> _helpers;

    /// <summary>The instruments of a silo.</summary>
    public PoolInstruments(IMeterFactory meters)
        : this(meters.Create(VectorizerMeter.Name))
    {
    }

    private PoolInstruments(Meter meter)
    {
        _waits = meter.CreateHistogram<double>("vectorizer.queue.wait", "s");
        _helpers = meter.CreateCounter<long>("vectorizer.pool.helpers", "{thread}");
    }

    /// <summary>Instruments that nobody listens to.</summary>
    internal static PoolInstruments Unheard { get; } = new(new Meter("Vectorizer.Unheard"));

    /// <summary>A search has found a thread.</summary>
    /// <param name="queuedAt">Timestamp of <see cref="Stopwatch"/> at which it was queued.</param>
    internal void SearchWaited(long queuedAt) => _waits.Record(Stopwatch.GetElapsedTime(queuedAt).TotalSeconds, s_search);

    /// <summary>A free thread joins another that searches for a request.</summary>
    internal void SearchHelped() => _helpers.Add(1, s_search);

    /// <summary>A free thread joins another that inserts points.</summary>
    internal void IndexingHelped() => _helpers.Add(1, s_index);

    /// <summary>A group of writes has found a thread.</summary>
    /// <inheritdoc cref="SearchWaited" path="/param"/>
    internal void IndexingWaited(long queuedAt) => _waits.Record(Stopwatch.GetElapsedTime(queuedAt).TotalSeconds, s_index);
}
