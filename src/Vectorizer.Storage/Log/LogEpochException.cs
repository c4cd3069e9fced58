using Vectorizer.Storage.Formats.V1;

namespace Vectorizer.Storage.Log;

/// <summary>Somebody tried to write under an epoch that a later leadership has replaced.</summary>
public sealed class LogEpochException(LogIdentity log, long current, long asked)
    : InvalidOperationException($"The log of {log} is at epoch {current}; epoch {asked} is over.")
{
    /// <summary>Epoch of the log.</summary>
    public long Current { get; } = current;
}
