using System.Diagnostics;
using Vectorizer.Abstractions.Errors;

namespace Vectorizer.Grains.Search;

/// <summary>One request to search, in parts that threads take one by one.</summary>
/// <remarks>
/// What the executor notes here is guarded by its lock. A work is completed once: by the thread that ends its last part,
/// or by whoever takes it off the queue while no part of it runs.
/// </remarks>
internal abstract class SearchWork(int parts, long deadline, CancellationToken caller)
{
    private readonly CancellationTokenSource _stop = new();

    /// <summary>Parts, at least one.</summary>
    public int Parts { get; } = parts;

    /// <summary>The clock's timestamp at which the time for the answer is up.</summary>
    public long Deadline { get; } = deadline;

    /// <summary>Timestamp of <see cref="Stopwatch"/> at which it was made, to be queued at once.</summary>
    public long QueuedAt { get; } = Stopwatch.GetTimestamp();

    /// <summary>The caller's token.</summary>
    public CancellationToken Caller { get; } = caller;

    /// <summary>Ends the parts that run: the caller has gone, the time is up, another part has failed, or the silo stops.</summary>
    public CancellationToken Stop => _stop.Token;

    /// <summary>Withdraws the work when its caller cancels.</summary>
    public CancellationTokenRegistration Withdrawal { get; set; }

    /// <summary>The work behind it in the queue.</summary>
    public SearchWork? Next { get; set; }

    /// <summary>The work before it in the queue.</summary>
    public SearchWork? Previous { get; set; }

    /// <summary>Whether a part of it waits for a thread.</summary>
    public bool IsQueued { get; set; }

    /// <summary>Whether it has further parts and is kept off the queue while one runs: they are for one thread at a time.</summary>
    public bool IsWithheld { get; set; }

    /// <summary>Places that it takes in the queue.</summary>
    public int Places { get; set; }

    /// <summary>Parts that have been taken.</summary>
    public int Taken { get; set; }

    /// <summary>Parts that have ended well.</summary>
    public int Done { get; set; }

    /// <summary>Threads that run a part of it.</summary>
    public int Running { get; set; }

    /// <summary>Ticks of the clock that threads have spent on it.</summary>
    public long Spent { get; set; }

    /// <summary>Why it is given up, or null. An <see cref="OperationCanceledException"/> is the caller's wish.</summary>
    public Exception? Failure { get; set; }

    /// <summary>Runs one part, on several threads at a time for different parts. Looks at <see cref="Stop"/> from time to time.</summary>
    public abstract void Run(int part);

    /// <summary>Tells the threads that run a part to end it.</summary>
    public void StopParts() => _stop.Cancel();

    /// <summary>Answers the caller, after the last part.</summary>
    public void Complete()
    {
        if (Done == Parts)
        {
            Succeed();
        }
        else if (Failure is OperationCanceledException)
        {
            Cancel(Caller);
        }
        else
        {
            Fail(Failure ?? new VectorizerException(VectorizerError.SegmentUnavailable, "The search was given up."));
        }
    }

    protected abstract void Succeed();

    protected abstract void Fail(Exception exception);

    protected abstract void Cancel(CancellationToken cancellationToken);
}
