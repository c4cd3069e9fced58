using System.Diagnostics.Metrics;
using Vectorizer.Abstractions.Diagnostics;

namespace Vectorizer.Grains.Segments;

/// <summary>What happens to the segments of a silo: recoveries, saves, repairs, compactions, damage.</summary>
/// <remarks>Threads: any.</remarks>
public sealed class SegmentInstruments
{
    /// <summary>Where bytes were found damaged.</summary>
    internal const string Log = "log";

    /// <inheritdoc cref="Log"/>
    internal const string Snapshot = "snapshot";

    /// <inheritdoc cref="Log"/>
    internal const string Catalog = "catalog";

    private readonly Histogram<double> _recoveries;
    private readonly Counter<long> _recoveredRecords;
    private readonly Histogram<double> _saves;
    private readonly Counter<long> _savedBytes;
    private readonly Counter<long> _saveFailures;
    private readonly Histogram<double> _repairs;
    private readonly Counter<long> _repairFailures;
    private readonly Histogram<double> _compactions;
    private readonly Counter<long> _compactionFailures;
    private readonly Counter<long> _damages;
    private readonly Histogram<double> _payloadIndexBuilds;

    /// <summary>The instruments of a silo.</summary>
    /// <param name="meters">Null for instruments that nobody listens to.</param>
    public SegmentInstruments(IMeterFactory? meters)
    {
        Meter meter = meters?.Create(VectorizerMeter.Name) ?? new Meter("Vectorizer.Unheard");
        _recoveries = meter.CreateHistogram<double>("vectorizer.recovery.duration", "s");
        _recoveredRecords = meter.CreateCounter<long>("vectorizer.recovery.records", "{record}");
        _saves = meter.CreateHistogram<double>("vectorizer.snapshot.duration", "s");
        _savedBytes = meter.CreateCounter<long>("vectorizer.snapshot.written", "By");
        _saveFailures = meter.CreateCounter<long>("vectorizer.snapshot.failures", "{failure}");
        _repairs = meter.CreateHistogram<double>("vectorizer.repair.duration", "s");
        _repairFailures = meter.CreateCounter<long>("vectorizer.repair.failures", "{failure}");
        _compactions = meter.CreateHistogram<double>("vectorizer.compaction.duration", "s");
        _compactionFailures = meter.CreateCounter<long>("vectorizer.compaction.failures", "{failure}");
        _payloadIndexBuilds = meter.CreateHistogram<double>("vectorizer.payload_index.build.duration", "s");
        _damages = meter.CreateCounter<long>("vectorizer.checksum.failures", "{failure}");
    }

    /// <summary>A segment has been opened again.</summary>
    internal void Recovered(TimeSpan duration, long records)
    {
        _recoveries.Record(duration.TotalSeconds);
        _recoveredRecords.Add(records);
    }

    /// <summary>A segment has been saved.</summary>
    internal void Saved(TimeSpan duration, long bytes)
    {
        _saves.Record(duration.TotalSeconds);
        _savedBytes.Add(bytes);
    }

    /// <summary>A save has failed.</summary>
    internal void SaveFailed() => _saveFailures.Add(1);

    /// <summary>A segment's graphs lead around what was dead, and its memory can be used again.</summary>
    internal void Repaired(TimeSpan duration) => _repairs.Record(duration.TotalSeconds);

    /// <summary>A repair has failed or found no memory.</summary>
    internal void RepairFailed() => _repairFailures.Add(1);

    /// <summary>A compacted index has taken the place of the old one.</summary>
    internal void Compacted(TimeSpan duration) => _compactions.Record(duration.TotalSeconds);

    /// <summary>A compaction has failed or found no memory.</summary>
    internal void CompactionFailed() => _compactionFailures.Add(1);

    /// <summary>The indexes over payloads of a segment have become those of its collection.</summary>
    internal void PayloadIndexesBuilt(TimeSpan duration) => _payloadIndexBuilds.Record(duration.TotalSeconds);

    /// <summary>Stored bytes are not what was written.</summary>
    /// <param name="kind"><see cref="Log"/>, <see cref="Snapshot"/> or <see cref="Catalog"/>.</param>
    internal void Damaged(string kind) => _damages.Add(1, new KeyValuePair<string, object?>("kind", kind));
}
