using System.Diagnostics.CodeAnalysis;
using Microsoft.Extensions.Options;
using Vectorizer.Abstractions.Errors;
using Vectorizer.Grains.Threads;

namespace Vectorizer.Grains.Search;

/// <summary>Runs the searches of a silo on threads of its own, in the order in which they came.</summary>
/// <remarks>
/// The queue is bounded, and a search that finds it full is refused at once: under load that lasts, a longer queue
/// answers nobody sooner, and everybody too late. The deadline of a search is looked at when a thread takes it, and
/// again while it runs.
/// <para>
/// Threads: any. Ownership: the container disposes of the executor when the silo has stopped; what is still queued then
/// fails, what runs is cancelled and waited for.
/// </para>
/// </remarks>
public sealed class SearchExecutor : IDisposable
{
    private static readonly TimeSpan s_shortestRetry = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan s_longestRetry = TimeSpan.FromSeconds(10);

    private readonly int _capacity;
    private readonly TimeProvider _timeProvider;
    private readonly DedicatedThreads _threads;
    private readonly CancellationTokenSource _stopping = new();

    // A monitor and not a Lock: threads wait on it for work.
    private readonly object _gate = new();
    private readonly LinkedList<SearchWork> _queue = [];
    private int _running;
    private long _completed;
    private long _rejected;
    private long _expired;
    private double _averageTicks;
    private bool _stopped;

    public SearchExecutor(IOptions<SearchOptions> options, TimeProvider timeProvider)
    {
        _capacity = options.Value.QueueCapacity;
        _timeProvider = timeProvider;
        _threads = new DedicatedThreads("search", options.Value.MaxThreads, Work);
    }

    /// <summary>Threads that search.</summary>
    public int Threads => _threads.Count;

    /// <summary>What the threads do and did.</summary>
    public SearchStatistics Statistics
    {
        get
        {
            lock (_gate)
            {
                return new SearchStatistics(_threads.Count, _queue.Count, _running, _completed, _rejected, _expired);
            }
        }
    }

    /// <summary>Runs one search.</summary>
    /// <inheritdoc cref="RunAsync{T}(int, Func{int, CancellationToken, T}, TimeSpan, CancellationToken)"/>
    public Task<T> RunAsync<T>(Func<CancellationToken, T> search, TimeSpan timeout, CancellationToken cancellationToken)
    {
        if (cancellationToken.IsCancellationRequested)
        {
            return Task.FromCanceled<T>(cancellationToken);
        }

        SearchWork<T> work = new(search, DeadlineIn(timeout), cancellationToken);
        Enqueue([work]);
        return work.Task;
    }

    /// <summary>Runs the parts of a search, several at a time if threads are free. All parts are taken or none.</summary>
    /// <param name="parts">Number of parts.</param>
    /// <param name="search">Computes one part. Must look at its token from time to time.</param>
    /// <param name="timeout">Time left for the answer.</param>
    /// <param name="cancellationToken">Withdraws the search from the queue, or stops it.</param>
    /// <exception cref="VectorizerException"><c>overloaded</c>, <c>deadline_exceeded</c>, <c>segment_unavailable</c>.</exception>
    public Task<T[]> RunAsync<T>(
        int parts, Func<int, CancellationToken, T> search, TimeSpan timeout, CancellationToken cancellationToken)
    {
        if (cancellationToken.IsCancellationRequested)
        {
            return Task.FromCanceled<T[]>(cancellationToken);
        }

        long deadline = DeadlineIn(timeout);
        SearchWork<T>[] works = new SearchWork<T>[parts];
        for (int i = 0; i < parts; i++)
        {
            int part = i;
            works[i] = new SearchWork<T>(token => search(part, token), deadline, cancellationToken);
        }

        Enqueue(works);
        return Task.WhenAll(works.Select(work => work.Task));
    }

    /// <summary>Fails what is queued, cancels what runs, and waits for the threads to end.</summary>
    public void Dispose()
    {
        SearchWork[] queued;
        lock (_gate)
        {
            if (_stopped)
            {
                return;
            }

            _stopped = true;
            queued = [.. _queue];
            foreach (SearchWork work in queued)
            {
                work.Node = null;
            }

            _queue.Clear();
            Monitor.PulseAll(_gate);
        }

        _stopping.Cancel();
        foreach (SearchWork work in queued)
        {
            work.Withdrawal.Dispose();
            work.Fail(Stopping());
        }

        _threads.Join();
        _stopping.Dispose();
    }

    private long DeadlineIn(TimeSpan timeout)
        => _timeProvider.GetTimestamp() + (long)(timeout.TotalSeconds * _timeProvider.TimestampFrequency);

    private void Enqueue(ReadOnlySpan<SearchWork> works)
    {
        // Before the work is queued, so that the thread that runs it finds the registration and can end it.
        foreach (SearchWork work in works)
        {
            work.Withdrawal = work.CancellationToken.UnsafeRegister(
                static state => Withdraw(((SearchExecutor, SearchWork))state!), (this, work));
        }

        try
        {
            AddToQueue(works);
        }
        catch (VectorizerException)
        {
            foreach (SearchWork work in works)
            {
                work.Withdrawal.Dispose();
            }

            throw;
        }
    }

    private void AddToQueue(ReadOnlySpan<SearchWork> works)
    {
        lock (_gate)
        {
            if (_stopped)
            {
                throw Stopping();
            }

            // A thread that is free takes its work from the queue too, but such work does not wait.
            int free = _threads.Count - _running;
            if (_queue.Count + works.Length > _capacity + free)
            {
                _rejected += works.Length;
                throw Overloaded();
            }

            foreach (SearchWork work in works)
            {
                work.Node = _queue.AddLast(work);
                Monitor.Pulse(_gate);
            }
        }
    }

    private static void Withdraw((SearchExecutor Executor, SearchWork Work) state)
    {
        (SearchExecutor executor, SearchWork work) = state;
        lock (executor._gate)
        {
            if (work.Node is null)
            {
                // Not queued yet or not any more: the thread that takes it sees the token itself.
                return;
            }

            executor._queue.Remove(work.Node);
            work.Node = null;
        }

        work.Cancel();
    }

    private void Work()
    {
        while (TryTake(out SearchWork? work))
        {
            long startedAt = _timeProvider.GetTimestamp();
            bool expired = startedAt >= work.Deadline;
            if (expired)
            {
                work.Fail(DeadlineExceeded("waited for a thread"));
            }
            else
            {
                Run(work, startedAt);
            }

            work.Withdrawal.Dispose();
            lock (_gate)
            {
                _running--;
                _completed++;
                if (expired)
                {
                    _expired++;
                }
                else
                {
                    // A slowly moving average tells a refused caller how long the queue takes.
                    double ticks = _timeProvider.GetElapsedTime(startedAt).Ticks;
                    _averageTicks += (ticks - _averageTicks) / 64;
                }
            }
        }
    }

    private bool TryTake([NotNullWhen(true)] out SearchWork? work)
    {
        lock (_gate)
        {
            while (_queue.First is null)
            {
                if (_stopped)
                {
                    work = null;
                    return false;
                }

                Monitor.Wait(_gate);
            }

            work = _queue.First.Value;
            _queue.RemoveFirst();
            work.Node = null;
            _running++;
            return true;
        }
    }

    private void Run(SearchWork work, long startedAt)
    {
        using CancellationTokenSource deadline = new(_timeProvider.GetElapsedTime(startedAt, work.Deadline), _timeProvider);
        using CancellationTokenSource any = CancellationTokenSource.CreateLinkedTokenSource(
            work.CancellationToken, deadline.Token, _stopping.Token);
        try
        {
            any.Token.ThrowIfCancellationRequested();
            work.Run(any.Token);
        }
        catch (OperationCanceledException) when (work.CancellationToken.IsCancellationRequested)
        {
            work.Cancel();
        }
        catch (OperationCanceledException) when (deadline.IsCancellationRequested)
        {
            work.Fail(DeadlineExceeded("ran"));
        }
        catch (OperationCanceledException) when (_stopping.IsCancellationRequested)
        {
            work.Fail(Stopping());
        }
        catch (Exception e)
        {
            work.Fail(e);
        }
    }

    private VectorizerException Overloaded()
    {
        double ticks = _averageTicks * _queue.Count / _threads.Count;
        TimeSpan retryAfter = TimeSpan.FromTicks(
            (long)Math.Clamp(ticks, s_shortestRetry.Ticks, s_longestRetry.Ticks));
        return new VectorizerException(
            VectorizerError.Overloaded,
            $"{_queue.Count} searches wait for {_threads.Count} threads of this node, the most that may. Try again later.")
        {
            RetryAfter = retryAfter,
        };
    }

    private static VectorizerException DeadlineExceeded(string what)
        => new(VectorizerError.DeadlineExceeded, $"The time for the search was up while it {what}.");

    private static VectorizerException Stopping()
        => new(VectorizerError.SegmentUnavailable, "The node is stopping.") { RetryAfter = TimeSpan.FromSeconds(1) };
}
