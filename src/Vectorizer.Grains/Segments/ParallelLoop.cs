using System.Collections.Concurrent;

namespace Vectorizer.Grains.Segments;

/// <summary>A loop that several threads run together: each takes the next number until none is left.</summary>
internal sealed class ParallelLoop(int count, Action<int> body)
{
    private readonly ConcurrentQueue<Exception> _failures = new();
    private int _taken;
    private int _helpers;

    /// <summary>Whether there are numbers that nobody has taken yet.</summary>
    public bool HasWork => Volatile.Read(ref _taken) < count;

    /// <summary>Threads that help the owner of the loop.</summary>
    public int Helpers => Volatile.Read(ref _helpers);

    /// <summary>Takes numbers until none is left or <paramref name="leave"/> says so.</summary>
    public void Run(Func<bool> leave)
    {
        // Read first: the counter must not run over while threads come and go.
        while (HasWork && !leave())
        {
            int number = Interlocked.Increment(ref _taken) - 1;
            if (number >= count)
            {
                return;
            }

            try
            {
                body(number);
            }
            catch (Exception e)
            {
                _failures.Enqueue(e);
                Volatile.Write(ref _taken, count);
            }
        }
    }

    /// <summary>Counts a helper in. The caller holds the lock under which the owner withdraws the loop.</summary>
    public void Join() => Interlocked.Increment(ref _helpers);

    /// <summary>Counts a helper out.</summary>
    public void Leave()
    {
        lock (_failures)
        {
            if (Interlocked.Decrement(ref _helpers) == 0)
            {
                Monitor.Pulse(_failures);
            }
        }
    }

    /// <summary>Waits until no helper is inside. Called by the owner when no helper can join any more.</summary>
    /// <exception cref="AggregateException">A body threw.</exception>
    public void WaitForHelpers()
    {
        lock (_failures)
        {
            while (_helpers > 0)
            {
                Monitor.Wait(_failures);
            }
        }

        if (!_failures.IsEmpty)
        {
            throw new AggregateException(_failures);
        }
    }
}
