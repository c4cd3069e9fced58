using Vectorizer.Storage.Formats.V1;

namespace Vectorizer.Storage.Log;

/// <summary>More writes wait for a log than it may keep in memory. The record was not queued.</summary>
public sealed class LogQueueFullException(LogIdentity log, int records, long bytes)
    : InvalidOperationException($"{records} records with {bytes} bytes wait for the log of {log} already; try again later.")
{
    /// <summary>Which log.</summary>
    public LogIdentity Log { get; } = log;
}
