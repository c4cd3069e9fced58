using System.Diagnostics;

namespace Vectorizer.Server.Api;

/// <summary>When the answer to a request must be there.</summary>
/// <param name="started">Timestamp of the request's begin.</param>
internal readonly struct Deadline(long started)
{
    /// <summary>
    /// Time for a request from its first byte to its answer. Searches take milliseconds and the largest upsert a few
    /// seconds; who waits longer is better told to send less.
    /// </summary>
    public static readonly TimeSpan RequestTimeout = TimeSpan.FromSeconds(30);

    /// <summary>Timestamp of the request's begin.</summary>
    public long Started => started;

    /// <summary>Time left; never zero, which would be no time to allow.</summary>
    public TimeSpan Remaining
    {
        get
        {
            TimeSpan remaining = RequestTimeout - Stopwatch.GetElapsedTime(started);
            return remaining > TimeSpan.FromMilliseconds(1) ? remaining : TimeSpan.FromMilliseconds(1);
        }
    }

    /// <summary>A deadline for a request that begins now.</summary>
    public static Deadline Start() => new(Stopwatch.GetTimestamp());
}
