using System.Diagnostics;
using System.Diagnostics.Metrics;
using Vectorizer.Abstractions.Diagnostics;
using Vectorizer.Abstractions.Segments;

namespace Vectorizer.Client.Orleans;

/// <summary>How long collections take to answer, as their callers see it.</summary>
/// <remarks>Only what was answered is timed: what was refused says little about the time of the rest. Threads: any, without allocation.</remarks>
internal sealed class ClientInstruments(Meter meter)
{
    private static readonly KeyValuePair<string, object?> s_total = new("phase", "total");
    private static readonly KeyValuePair<string, object?> s_walk = new("kind", "knn");
    private static readonly KeyValuePair<string, object?> s_exact = new("kind", "exact");
    private static readonly KeyValuePair<string, object?>[] s_durabilities =
        [.. Enum.GetValues<Durability>().Select(durability => new KeyValuePair<string, object?>("durability", durability.ToString().ToLowerInvariant()))];

    private readonly Histogram<double> _queries = meter.CreateHistogram<double>("vectorizer.query.duration", "s");
    private readonly Histogram<double> _writes = meter.CreateHistogram<double>("vectorizer.write.duration", "s");

    /// <param name="meters">Null for instruments that nobody listens to.</param>
    public ClientInstruments(IMeterFactory? meters)
        : this(meters?.Create(VectorizerMeter.Name) ?? new Meter("Vectorizer.Unheard"))
    {
    }

    /// <summary>Tag of <see cref="Wrote"/> for points stored.</summary>
    public static KeyValuePair<string, object?> Upsert { get; } = new("op", "upsert");

    /// <summary>Tag of <see cref="Wrote"/> for points deleted.</summary>
    public static KeyValuePair<string, object?> Delete { get; } = new("op", "delete");

    /// <summary>Tag of <see cref="Wrote"/> for points that got other payloads.</summary>
    public static KeyValuePair<string, object?> Revise { get; } = new("op", "payload");

    /// <summary>A search was answered.</summary>
    /// <param name="collection">Name of the collection.</param>
    /// <param name="exact">Whether every point was compared.</param>
    /// <param name="startedAt">Timestamp of <see cref="Stopwatch"/> at which it began.</param>
    public void Searched(string collection, bool exact, long startedAt)
        => _queries.Record(
            Stopwatch.GetElapsedTime(startedAt).TotalSeconds,
            new KeyValuePair<string, object?>("collection", collection),
            exact ? s_exact : s_walk,
            s_total);

    /// <summary>A write was acknowledged, in all segments that it touches.</summary>
    /// <param name="operation"><see cref="Upsert"/>, <see cref="Delete"/> or <see cref="Revise"/>.</param>
    /// <param name="durability">How far it got.</param>
    /// <param name="startedAt">Timestamp of <see cref="Stopwatch"/> at which it began.</param>
    public void Wrote(KeyValuePair<string, object?> operation, Durability durability, long startedAt)
        => _writes.Record(Stopwatch.GetElapsedTime(startedAt).TotalSeconds, operation, s_durabilities[(int)durability]);
}
