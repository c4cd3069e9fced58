using System.Collections.Concurrent;

namespace Vectorizer.Clustering.Persistence;

/// <summary>A few threads that wait for the disk, each with a queue of its own.</summary>
/// <remarks>
/// What is queued under one name runs on one thread, in order: so a name needs no lock, and there are no locks to count or to
/// forget. Threads: any. What is queued when it is disposed of is still done.
/// </remarks>
internal sealed class StateThreads : IDisposable
{
    private readonly BlockingCollection<Action>[] _queues;
    private readonly Thread[] _threads;
    private bool _isDisposed;

    public StateThreads(int count)
    {
        _queues = [.. Enumerable.Range(0, count).Select(_ => new BlockingCollection<Action>())];
        _threads = [.. _queues.Select(queue => new Thread(() => Work(queue)) { IsBackground = true, Name = "grain state" })];
        foreach (Thread thread in _threads)
        {
            thread.Start();
        }
    }

    /// <summary>Runs a function behind everything that was queued under the name before.</summary>
    /// <param name="name">A name of hexadecimal digits that are spread evenly.</param>
    /// <param name="function">What to run.</param>
    /// <param name="cancellationToken">Takes it from the queue; what has begun is finished.</param>
    /// <exception cref="ObjectDisposedException">No more work is taken.</exception>
    public Task<T> RunAsync<T>(string name, Func<T> function, CancellationToken cancellationToken)
    {
        TaskCompletionSource<T> completion = new(TaskCreationOptions.RunContinuationsAsynchronously);
        BlockingCollection<Action> queue = _queues[Convert.ToUInt32(name[..8], 16) % (uint)_queues.Length];
        try
        {
            queue.Add(() => Complete(completion, function, cancellationToken), CancellationToken.None);
        }
        catch (Exception exception) when (exception is InvalidOperationException or ObjectDisposedException)
        {
            throw new ObjectDisposedException("The storage of grain state has been closed.", exception);
        }

        return completion.Task;
    }

    /// <summary>Takes no more work and waits for what there is.</summary>
    public void Dispose()
    {
        if (Interlocked.Exchange(ref _isDisposed, true))
        {
            return;
        }

        foreach (BlockingCollection<Action> queue in _queues)
        {
            queue.CompleteAdding();
        }

        foreach (Thread thread in _threads)
        {
            thread.Join();
        }

        foreach (BlockingCollection<Action> queue in _queues)
        {
            queue.Dispose();
        }
    }

    private static void Complete<T>(TaskCompletionSource<T> completion, Func<T> function, CancellationToken cancellationToken)
    {
        if (cancellationToken.IsCancellationRequested)
        {
            completion.SetCanceled(cancellationToken);
            return;
        }

        try
        {
            completion.SetResult(function());
        }
        catch (Exception exception)
        {
            completion.SetException(exception);
        }
    }

    private static void Work(BlockingCollection<Action> queue)
    {
        foreach (Action action in queue.GetConsumingEnumerable())
        {
            action();
        }
    }
}
