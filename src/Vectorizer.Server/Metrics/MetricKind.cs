namespace Vectorizer.Server.Metrics;

/// <summary>Type of a metric.</summary>
internal enum MetricKind
{
    /// <summary>Only grows, from 0 at the start of the process.</summary>
    Counter,

    /// <summary>A value at a moment.</summary>
    Gauge,

    /// <summary>Counts of values by bucket, with their sum.</summary>
    Histogram,
}
