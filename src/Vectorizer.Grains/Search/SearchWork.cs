namespace Vectorizer.Grains.Search;

/// <summary>One search that waits for a thread or runs on one.</summary>
/// <remarks>Whoever takes it off the queue, a search thread or its cancellation, completes it; nobody else does.</remarks>
internal abstract class SearchWork(long deadline, CancellationToken cancellationToken)
{
    /// <summary>The clock's timestamp at which the time for the answer is up.</summary>
    public long Deadline { get; } = deadline;

    /// <summary>The caller's.</summary>
    public CancellationToken CancellationToken { get; } = cancellationToken;

    /// <summary>Withdraws the work when its caller cancels while it is queued.</summary>
    public CancellationTokenRegistration Withdrawal { get; set; }

    /// <summary>Place in the queue. Guarded by the executor's lock.</summary>
    public LinkedListNode<SearchWork>? Node { get; set; }

    /// <summary>Runs the search and completes its task with the result, or throws.</summary>
    public abstract void Run(CancellationToken cancellationToken);

    public abstract void Fail(Exception exception);

    public abstract void Cancel();
}

/// <summary>A search with its result.</summary>
internal sealed class SearchWork<T>(Func<CancellationToken, T> search, long deadline, CancellationToken cancellationToken)
    : SearchWork(deadline, cancellationToken)
{
    // Continuations must not run on a search thread: they are turns of grains and answers to callers.
    private readonly TaskCompletionSource<T> _completion = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public Task<T> Task => _completion.Task;

    public override void Run(CancellationToken cancellationToken) => _completion.SetResult(search(cancellationToken));

    public override void Fail(Exception exception) => _completion.SetException(exception);

    public override void Cancel() => _completion.SetCanceled(CancellationToken);
}
