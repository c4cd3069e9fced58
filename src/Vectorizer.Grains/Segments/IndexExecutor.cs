using System.Diagnostics;
using System.Diagnostics.CodeAnalysis;
using Microsoft.Extensions.Options;
using Vectorizer.Abstractions.Errors;
using Vectorizer.Grains.Threads;

namespace Vectorizer.Grains.Segments;

/// <summary>Applies the writes of a silo's segments on threads of its own.</summary>
/// <remarks>
/// A segment has at most one job here at a time, so the queue needs no bound of its own. A job that has a loop to run
/// (<see cref="For"/>) runs it itself and invites the threads that are free: a loop ends even if nobody comes, hence
/// segments that keep all threads busy cannot wait for one another. Helpers leave as soon as another segment's job waits.
/// <para>
/// Threads: any. Ownership: the container disposes of the executor when the silo has stopped; queued jobs then fail,
/// running ones end.
/// </para>
/// </remarks>
public sealed class IndexExecutor : IDisposable
{
    private readonly DedicatedThreads _threads;
    private readonly PoolInstruments _instruments;

    // A monitor and not a Lock: threads wait on it for work.
    private readonly object _gate = new();
    private readonly Queue<Job> _jobs = new();
    private readonly List<ParallelLoop> _loops = [];
    private volatile int _waitingJobs;
    private bool _stopped;

    public IndexExecutor(IOptions<IndexOptions> options, PoolInstruments? instruments = null)
    {
        _instruments = instruments ?? PoolInstruments.Unheard;
        _threads = new DedicatedThreads("index", options.Value.MaxThreads, Work);
    }

    /// <summary>Threads that apply writes.</summary>
    public int Threads => _threads.Count;

    /// <summary>Jobs that wait for a thread.</summary>
    public int Queued => _waitingJobs;

    /// <summary>Runs a job on one of the threads.</summary>
    /// <exception cref="VectorizerException"><c>segment_unavailable</c>: the silo is stopping.</exception>
    public Task RunAsync(Action action)
    {
        Job job = new(action);
        lock (_gate)
        {
            if (_stopped)
            {
                return Task.FromException(Stopping());
            }

            _jobs.Enqueue(job);
            _waitingJobs = _jobs.Count;
            Monitor.Pulse(_gate);
        }

        return job.Task;
    }

    /// <summary>Runs <paramref name="body"/> for each number below <paramref name="count"/> on this thread and on free ones.</summary>
    /// <exception cref="AggregateException">A body threw; the numbers not yet begun were left out.</exception>
    public void For(int count, Action<int> body)
    {
        ParallelLoop loop = new(count, body);
        if (count > 1)
        {
            Invite(loop);
        }

        loop.Run(static () => false);
        lock (_gate)
        {
            _loops.Remove(loop);
        }

        // Every number is taken and no helper can join any more; those who did are at their last one.
        loop.WaitForHelpers();
    }

    /// <summary>Runs <paramref name="body"/> for each number below <paramref name="count"/> on this thread alone.</summary>
    public static void OneByOne(int count, Action<int> body)
    {
        for (int i = 0; i < count; i++)
        {
            body(i);
        }
    }

    private void Invite(ParallelLoop loop)
    {
        lock (_gate)
        {
            _loops.Add(loop);
            Monitor.PulseAll(_gate);
        }
    }

    /// <summary>Fails queued jobs and waits for running ones.</summary>
    public void Dispose()
    {
        Job[] queued;
        lock (_gate)
        {
            _stopped = true;
            queued = [.. _jobs];
            _jobs.Clear();
            _waitingJobs = 0;
            Monitor.PulseAll(_gate);
        }

        foreach (Job job in queued)
        {
            job.Fail(Stopping());
        }

        _threads.Join();
    }

    private void Work()
    {
        while (TryTake(out Job? job, out ParallelLoop? loop))
        {
            if (job is not null)
            {
                _instruments.IndexingWaited(job.QueuedAt);
                job.Run();
            }
            else
            {
                _instruments.IndexingHelped();
                loop!.Run(() => _waitingJobs > 0);
                loop.Leave();
            }
        }
    }

    /// <summary>Waits for a job or, when there is none, for a loop to help with.</summary>
    private bool TryTake(out Job? job, out ParallelLoop? loop)
    {
        lock (_gate)
        {
            while (true)
            {
                loop = null;
                if (_jobs.TryDequeue(out job))
                {
                    _waitingJobs = _jobs.Count;
                    return true;
                }

                if (TryJoinLoop(out loop))
                {
                    return true;
                }

                if (_stopped)
                {
                    return false;
                }

                Monitor.Wait(_gate);
            }
        }
    }

    private bool TryJoinLoop([NotNullWhen(true)] out ParallelLoop? loop)
    {
        // The loop with the fewest helpers, so that segments share the free threads.
        loop = null;
        foreach (ParallelLoop candidate in _loops)
        {
            if (candidate.HasWork && (loop is null || candidate.Helpers < loop.Helpers))
            {
                loop = candidate;
            }
        }

        loop?.Join();
        return loop is not null;
    }

    private static VectorizerException Stopping()
        => new(VectorizerError.SegmentUnavailable, "The node is stopping.") { RetryAfter = TimeSpan.FromSeconds(1) };

    private sealed class Job(Action action)
    {
        private readonly TaskCompletionSource _completion = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public long QueuedAt { get; } = Stopwatch.GetTimestamp();

        public Task Task => _completion.Task;

        public void Run()
        {
            try
            {
                action();
            }
            catch (Exception e)
            {
                _completion.SetException(e);
                return;
            }

            _completion.SetResult();
        }

        public void Fail(Exception exception) => _completion.SetException(exception);
    }
}
