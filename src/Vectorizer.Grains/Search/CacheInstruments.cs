using System.Diagnostics.Metrics;
using Vectorizer.Abstractions.Diagnostics;

namespace Vectorizer.Grains.Search;

/// <summary>What the cache of a silo does.</summary>
/// <remarks>Threads: any. Nothing here allocates or takes a lock.</remarks>
internal sealed class CacheInstruments
{
    private readonly Counter<long> _hits;
    private readonly Counter<long> _misses;
    private readonly Counter<long> _evictions;

    /// <param name="meters">Null for instruments that nobody listens to.</param>
    /// <param name="bytes">Asked for the bytes in use.</param>
    /// <param name="entries">Asked for the answers kept.</param>
    public CacheInstruments(IMeterFactory? meters, Func<long> bytes, Func<long> entries)
    {
        Meter meter = meters?.Create(VectorizerMeter.Name) ?? new Meter("Vectorizer.Unheard");
        _hits = meter.CreateCounter<long>("vectorizer.cache.hits", "{search}");
        _misses = meter.CreateCounter<long>("vectorizer.cache.misses", "{search}");
        _evictions = meter.CreateCounter<long>("vectorizer.cache.evictions", "{answer}");
        meter.CreateObservableGauge("vectorizer.cache.size", bytes, "By");
        meter.CreateObservableGauge("vectorizer.cache.entries", entries, "{answer}");
    }

    public void Hit() => _hits.Add(1);

    public void Missed() => _misses.Add(1);

    public void Evicted() => _evictions.Add(1);
}
