using Vectorizer.Storage.Files;
using Vectorizer.Storage.Formats.V1;

namespace Vectorizer.Storage.Log;

/// <summary>There was no space for the records. None of them is in the log; the same call may be tried again.</summary>
public sealed class LogDiskFullException(LogIdentity log, DiskException inner)
    : IOException($"No space for the log of {log}: nothing was written. {inner.Message}", inner)
{
    /// <summary>Which log.</summary>
    public LogIdentity Log { get; } = log;
}
