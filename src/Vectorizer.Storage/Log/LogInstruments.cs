using System.Diagnostics;
using System.Diagnostics.Metrics;

namespace Vectorizer.Storage.Log;

/// <summary>What the logs of a node measure.</summary>
/// <remarks>Threads: any. Nothing here allocates or takes a lock; without a listener a call costs a branch.</remarks>
public sealed class LogInstruments
{
    private static readonly KeyValuePair<string, object?> s_pool = new("pool", "log");

    private readonly Histogram<double> _syncs;
    private readonly Histogram<double> _waits;
    private readonly Histogram<long> _groups;
    private readonly Counter<long> _bytes;
    private readonly Counter<long> _syncFailures;
    private readonly Counter<long> _cutTails;

    /// <param name="meter">The meter of the product.</param>
    public LogInstruments(Meter meter)
    {
        _syncs = meter.CreateHistogram<double>("vectorizer.log.sync.duration", "s");
        _waits = meter.CreateHistogram<double>("vectorizer.queue.wait", "s");
        _groups = meter.CreateHistogram<long>("vectorizer.log.batch.records", "{record}");
        _bytes = meter.CreateCounter<long>("vectorizer.log.written", "By");
        _syncFailures = meter.CreateCounter<long>("vectorizer.log.sync.failures", "{failure}");
        _cutTails = meter.CreateCounter<long>("vectorizer.log.truncated_tails", "{tail}");
    }

    /// <summary>Instruments that nobody listens to.</summary>
    internal static LogInstruments Unheard { get; } = new(new Meter("Vectorizer.Unheard"));

    internal void Waited(long queuedAt) => _waits.Record(Stopwatch.GetElapsedTime(queuedAt).TotalSeconds, s_pool);

    internal void Synced(long startedAt) => _syncs.Record(Stopwatch.GetElapsedTime(startedAt).TotalSeconds);

    internal void SyncFailed() => _syncFailures.Add(1);

    internal void Appended(int records, long bytes)
    {
        _groups.Record(records);
        _bytes.Add(bytes);
    }

    internal void TailCut() => _cutTails.Add(1);
}
