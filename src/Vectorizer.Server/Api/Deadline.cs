using System.Diagnostics;

namespace Vectorizer.Server.Api;

/// <summary>When the answer to a request must be there.</summary>
/// <param name="started">Timestamp of the request's begin.</param>
/// <param name="timeout">Time from then on.</param>
internal readonly struct Deadline(long started, TimeSpan timeout)
{
    /// <summary>Timestamp of the request's begin.</summary>
    public long Started => started;

    /// <summary>Time left; never zero, which would be no time to allow.</summary>
    public TimeSpan Remaining
    {
        get
        {
            TimeSpan remaining = timeout - Stopwatch.GetElapsedTime(started);
            return remaining > TimeSpan.FromMilliseconds(1) ? remaining : TimeSpan.FromMilliseconds(1);
        }
    }

    /// <summary>A deadline for a request that begins now.</summary>
    public static Deadline Start(TimeSpan timeout) => new(Stopwatch.GetTimestamp(), timeout);
}
