using System.Collections.Concurrent;
using System.Diagnostics;

namespace Vectorizer.Storage.Log;

/// <summary>A few threads of their own that give every log with something to write its turn.</summary>
/// <remarks>
/// Not the thread pool: a sync blocks for as long as the disk likes, and would keep everything else from running.
/// A log is never in two turns at once; a slow one holds up one thread, and the others serve the other logs.
/// </remarks>
public sealed class LogScheduler : ILogScheduler, IDisposable
{
    /// <summary>
    /// Threads by default: disks take several syncs at a time and gain little from more, and each thread keeps a buffer.
    /// </summary>
    public const int DefaultThreads = 4;

    private readonly BlockingCollection<(GroupCommit Log, long QueuedAt)> _ready = [];
    private readonly LogInstruments _instruments;
    private readonly Thread[] _threads;

    /// <param name="threads">How many, 1 or more.</param>
    /// <param name="instruments">What they measure; null for nothing.</param>
    public LogScheduler(int threads = DefaultThreads, LogInstruments? instruments = null)
    {
        _instruments = instruments ?? LogInstruments.Unheard;
        ArgumentOutOfRangeException.ThrowIfLessThan(threads, 1);
        _threads = new Thread[threads];
        for (int i = 0; i < threads; i++)
        {
            _threads[i] = new Thread(Work) { IsBackground = true, Name = $"log {i}" };
            _threads[i].Start();
        }
    }

    /// <summary>Threads that give turns.</summary>
    public int Threads => _threads.Length;

    /// <summary>Logs that wait for their turn.</summary>
    public int Queued => _ready.Count;

    public void Schedule(GroupCommit log) => _ready.Add((log, Stopwatch.GetTimestamp()));

    /// <summary>Ends the threads after the turns that were asked for. The logs must have been closed before.</summary>
    public void Dispose()
    {
        _ready.CompleteAdding();
        foreach (Thread thread in _threads)
        {
            thread.Join();
        }

        _ready.Dispose();
    }

    private void Work()
    {
        foreach ((GroupCommit log, long queuedAt) in _ready.GetConsumingEnumerable())
        {
            _instruments.Waited(queuedAt);
            log.Run();
        }
    }
}
