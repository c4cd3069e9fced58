using System.Diagnostics.CodeAnalysis;
using Microsoft.Extensions.Options;
using Vectorizer.Abstractions.Errors;
using Vectorizer.Grains.Threads;

namespace Vectorizer.Grains.Search;

/// <summary>Runs the searches of a silo on threads of its own.</summary>
/// <remarks>
/// A work has parts, which any thread may take: the thread that begins a work goes on with its parts, and threads that
/// have nothing else to do take the others. So a request uses the cores that are idle, and where none is, it is one
/// thread's from its first part to its last. Works come in the order of their arrival; one on which a thread has been
/// for a slice gives its turn to the others that wait, so that a batch of a thousand queries delays a single
/// one by a slice and not by its own length.
/// <para>
/// The queue is bounded, and a search that finds it full is refused at once: under load that lasts, a longer queue
/// answers nobody sooner, and everybody too late. A work takes as many places as threads could be busy with it.
/// The deadline is looked at when a thread takes the first part, and ends parts that run.
/// </para>
/// <para>
/// Threads: any. Ownership: the container disposes of the executor when the silo has stopped; what is still queued then
/// fails, what runs is cancelled and waited for.
/// </para>
/// </remarks>
public sealed class SearchExecutor : IDisposable
{
    /// <summary>Time for which a thread stays with one work while others wait: some searches, so that few change threads.</summary>
    private static readonly TimeSpan s_slice = TimeSpan.FromMilliseconds(1);
    private static readonly TimeSpan s_shortestRetry = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan s_longestRetry = TimeSpan.FromSeconds(10);

    private readonly int _capacity;
    private readonly bool _isParallel;
    private readonly long _sliceTicks;
    private readonly TimeProvider _timeProvider;
    private readonly PoolInstruments _instruments;
    private readonly ITimer _deadlines;
    private readonly DedicatedThreads _threads;

    // A monitor and not a Lock: threads wait on it for work.
    private readonly object _gate = new();
    private readonly SearchQueue _queue = new();
    private readonly List<SearchWork> _running = [];
    private int _busy;
    private long _completed;
    private long _rejected;
    private long _expired;
    private double _averageTicks;
    private bool _stopped;

    // Deadlines come in about the order of the searches, so a timer that waits for the earliest is seldom set.
    private long _earliestDeadline = long.MaxValue;

    public SearchExecutor(IOptions<SearchOptions> options, TimeProvider timeProvider, PoolInstruments? instruments = null)
    {
        _instruments = instruments ?? PoolInstruments.Unheard;
        _capacity = options.Value.QueueCapacity;
        _isParallel = options.Value.Parallel;
        _timeProvider = timeProvider;
        _sliceTicks = TicksOf(s_slice);
        _deadlines = timeProvider.CreateTimer(
            static executor => ((SearchExecutor)executor!).Expire(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
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
                return new SearchStatistics(_threads.Count, _queue.Places, _busy, _completed, _rejected, _expired);
            }
        }
    }

    /// <summary>Runs one search.</summary>
    /// <inheritdoc cref="RunAsync{T}(int, Func{int, CancellationToken, T}, TimeSpan, CancellationToken)"/>
    public async Task<T> RunAsync<T>(Func<CancellationToken, T> search, TimeSpan timeout, CancellationToken cancellationToken)
        => (await RunAsync(1, (_, token) => search(token), timeout, cancellationToken).ConfigureAwait(false))[0];

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

        FunctionWork<T> work = new(parts, search, DeadlineIn(timeout), cancellationToken);
        Enqueue(work);
        return work.Task;
    }

    /// <summary>The clock's timestamp at which a timeout that begins now is over.</summary>
    internal long DeadlineIn(TimeSpan timeout) => _timeProvider.GetTimestamp() + TicksOf(timeout);

    /// <summary>Queues a work. It is completed in any case that doesn't throw.</summary>
    /// <exception cref="VectorizerException"><c>overloaded</c>, <c>segment_unavailable</c>.</exception>
    internal void Enqueue(SearchWork work)
    {
        if (work.Caller.CanBeCanceled)
        {
            // Before the work is queued, so that the thread that completes it finds the registration and can end it.
            work.Withdrawal = work.Caller.UnsafeRegister(
                static state => Withdraw(((SearchExecutor, SearchWork))state!), (this, work));
        }

        try
        {
            AddToQueue(work);
        }
        catch (VectorizerException)
        {
            work.Withdrawal.Unregister();
            throw;
        }

        if (work.Caller.IsCancellationRequested)
        {
            // Perhaps before there was something to withdraw.
            Withdraw((this, work));
        }
    }

    /// <summary>Fails what is queued, cancels what runs, and waits for the threads to end.</summary>
    public void Dispose()
    {
        List<SearchWork> left = [];
        lock (_gate)
        {
            if (_stopped)
            {
                return;
            }

            _stopped = true;
            left.AddRange(_running);
            for (SearchWork? work = _queue.First; work is not null; work = work.Next)
            {
                left.Add(work);
            }

            Monitor.PulseAll(_gate);
        }

        foreach (SearchWork work in left)
        {
            GiveUp(work, Stopping());
        }

        _threads.Join();
        _deadlines.Dispose();
    }

    private void AddToQueue(SearchWork work)
    {
        work.Places = _isParallel ? Math.Min(work.Parts, _threads.Count) : 1;
        lock (_gate)
        {
            if (_stopped)
            {
                throw Stopping();
            }

            // A thread that is free takes its work from the queue too, but such work does not wait.
            int free = _threads.Count - _busy;
            if (_queue.Places + work.Places > _capacity + free)
            {
                _rejected++;
                throw Overloaded();
            }

            _queue.AddLast(work);
            for (int thread = 0; thread < work.Places && thread < free; thread++)
            {
                Monitor.Pulse(_gate);
            }
        }
    }

    private static void Withdraw((SearchExecutor Executor, SearchWork Work) state)
        => state.Executor.GiveUp(state.Work, new OperationCanceledException(state.Work.Caller));

    /// <summary>Takes a work off the queue and ends what runs of it. The first reason counts.</summary>
    private void GiveUp(SearchWork work, Exception reason)
    {
        bool runs;
        lock (_gate)
        {
            runs = work.Running > 0;
            if (work.Failure is not null || !(runs || work.IsQueued))
            {
                // It has ended, or is about to.
                return;
            }

            work.Failure = reason;
            if (work.IsQueued)
            {
                _queue.Remove(work);
            }

            _completed += runs ? 0 : 1;
        }

        if (runs)
        {
            work.StopParts();
        }
        else
        {
            work.Withdrawal.Unregister();
            work.Complete();
        }
    }

    private void Work()
    {
        SearchWork? mine = null;
        long since = 0;
        while (TryTake(ref mine, ref since, out int part, out bool helps))
        {
            if (part == 0)
            {
                _instruments.SearchWaited(mine.QueuedAt);
            }

            if (helps)
            {
                _instruments.SearchHelped();
            }

            long startedAt = _timeProvider.GetTimestamp();
            Exception? failure = null;
            try
            {
                if (startedAt >= mine.Deadline)
                {
                    throw DeadlineExceeded("waited for a thread");
                }

                mine.Run(part);
            }
            catch (Exception e)
            {
                failure = e;
            }

            if (End(mine, failure, startedAt))
            {
                mine.Withdrawal.Unregister();
                mine.Complete();
            }
        }
    }

    /// <summary>Waits for a part: one of the work that the thread is on, unless its slice is over and others wait.</summary>
    private bool TryTake([NotNullWhen(true)] ref SearchWork? mine, ref long since, out int part, out bool helps)
    {
        helps = false;
        lock (_gate)
        {
            // What is queued at a stop fails there; it must not begin meanwhile.
            while (_queue.First is null || _stopped)
            {
                // A thread that waits must not keep what it has searched.
                mine = null;
                if (_stopped)
                {
                    part = -1;
                    return false;
                }

                Monitor.Wait(_gate);
            }

            long now = _timeProvider.GetTimestamp();
            if (mine is not { IsQueued: true } || now - since >= _sliceTicks)
            {
                if (mine is { IsQueued: true })
                {
                    _queue.MoveLast(mine);
                }

                mine = _queue.First;
                since = now;
                helps = mine.Running > 0;
            }

            part = _queue.TakePart(mine);
            if (!_isParallel && mine.IsQueued)
            {
                // Out of sight of the other threads until this part has ended.
                _queue.Remove(mine);
                mine.IsWithheld = true;
            }

            _busy++;
            if (mine.Running++ == 0)
            {
                _running.Add(mine);
                WatchDeadline(mine.Deadline, now);
            }

            return true;
        }
    }

    /// <summary>Notes that a thread has ended a part of a work; true when that was the last that ran of it.</summary>
    private bool End(SearchWork work, Exception? failure, long startedAt)
    {
        long now = _timeProvider.GetTimestamp();
        bool ended;
        lock (_gate)
        {
            _busy--;
            work.Running--;
            work.Spent += now - startedAt;
            if (failure is null)
            {
                work.Done++;
                if (work.IsWithheld && work.Failure is null && !_stopped)
                {
                    _queue.AddLast(work);
                }
            }
            else
            {
                // A part that was told to stop fails as well, after the reason was noted.
                _expired += work.Failure is null && startedAt >= work.Deadline ? 1 : 0;
                work.Failure ??= failure;
                if (work.IsQueued)
                {
                    _queue.Remove(work);
                }
            }

            work.IsWithheld = false;
            ended = work.Running == 0 && !work.IsQueued;
            if (work.Running == 0)
            {
                _running.Remove(work);
            }

            if (ended)
            {
                // A slowly moving average tells a refused caller how long the queue takes.
                _completed++;
                _averageTicks += ((double)work.Spent / work.Parts - _averageTicks) / 64;
            }
        }

        if (failure is not null && !ended)
        {
            work.StopParts();
        }

        return ended;
    }

    private void WatchDeadline(long deadline, long now)
    {
        if (deadline > now && deadline < _earliestDeadline)
        {
            _earliestDeadline = deadline;
            TimeSpan left = _timeProvider.GetElapsedTime(now, deadline);
            _deadlines.Change(left > TimeSpan.Zero ? left : TimeSpan.Zero, Timeout.InfiniteTimeSpan);
        }
    }

    private void Expire()
    {
        List<SearchWork> expired = [];
        lock (_gate)
        {
            long now = _timeProvider.GetTimestamp();
            _earliestDeadline = long.MaxValue;
            foreach (SearchWork work in _running)
            {
                if (work.Deadline <= now)
                {
                    expired.Add(work);
                }
                else
                {
                    WatchDeadline(work.Deadline, now);
                }
            }
        }

        foreach (SearchWork work in expired)
        {
            GiveUp(work, DeadlineExceeded("ran"));
        }
    }

    private long TicksOf(TimeSpan time) => (long)(time.TotalSeconds * _timeProvider.TimestampFrequency);

    private VectorizerException Overloaded()
    {
        TimeSpan wait = TimeSpan.FromSeconds(_averageTicks / _timeProvider.TimestampFrequency * _queue.Places / _threads.Count);
        return new VectorizerException(
            VectorizerError.Overloaded,
            $"{_queue.Places} searches wait for {_threads.Count} threads of this node, the most that may. Try again later.")
        {
            RetryAfter = wait < s_shortestRetry ? s_shortestRetry : wait > s_longestRetry ? s_longestRetry : wait,
        };
    }

    private static VectorizerException DeadlineExceeded(string what)
        => new(VectorizerError.DeadlineExceeded, $"The time for the search was up while it {what}.");

    private static VectorizerException Stopping()
        => new(VectorizerError.SegmentUnavailable, "The node is stopping.") { RetryAfter = TimeSpan.FromSeconds(1) };
}
