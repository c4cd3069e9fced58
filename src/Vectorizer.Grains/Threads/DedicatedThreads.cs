namespace Vectorizer.Grains.Threads;

/// <summary>A fixed number of threads that run one loop each until it returns.</summary>
/// <remarks>
/// The thread pool is not used for long work: its items pile up in queues of single threads and keep the silo's own
/// messages and timers waiting for seconds.
/// </remarks>
internal sealed class DedicatedThreads
{
    private readonly Thread[] _threads;

    public DedicatedThreads(string name, int count, Action loop)
    {
        _threads = new Thread[count];
        for (int i = 0; i < count; i++)
        {
            _threads[i] = new Thread(() => loop()) { Name = $"{name}-{i}", IsBackground = true };
        }

        foreach (Thread thread in _threads)
        {
            thread.Start();
        }
    }

    public int Count => _threads.Length;

    /// <summary>Waits until every loop has returned.</summary>
    public void Join()
    {
        foreach (Thread thread in _threads)
        {
            thread.Join();
        }
    }
}
