using Vectorizer.Storage.Formats.V1;

namespace Vectorizer.Storage.Log;

/// <summary>
/// A log takes no more records until it is opened again, because what its last writes left on the disk is unknown.
/// The records of the call that got this may or may not be there: their outcome is indeterminate.
/// </summary>
public sealed class LogSealedException(LogIdentity log, string reason, Exception? inner = null)
    : IOException($"The log of {log} is sealed until a restart: {reason}", inner)
{
    /// <summary>Which log.</summary>
    public LogIdentity Log { get; } = log;

    /// <summary>Why it was sealed.</summary>
    public string Reason { get; } = reason;
}
