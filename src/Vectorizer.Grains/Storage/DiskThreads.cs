using System.Collections.Concurrent;
using Vectorizer.Grains.Threads;

namespace Vectorizer.Grains.Storage;

/// <summary>Runs work that blocks on the disk, on a few threads of its own.</summary>
/// <remarks>Threads: any. What is queued when it is disposed of is still done.</remarks>
internal sealed class DiskThreads : IDisposable
{
    private readonly BlockingCollection<Action> _queue = [];
    private readonly DedicatedThreads _threads;

    public DiskThreads(string name, int count) => _threads = new DedicatedThreads(name, count, Work);

    /// <summary>Runs an action and tells how it ended.</summary>
    public Task RunAsync(Action action)
    {
        TaskCompletionSource completion = new(TaskCreationOptions.RunContinuationsAsynchronously);
        _queue.Add(() =>
        {
            try
            {
                action();
                completion.SetResult();
            }
            catch (Exception e)
            {
                completion.SetException(e);
            }
        });
        return completion.Task;
    }

    /// <summary>Takes no more work and waits for what there is.</summary>
    public void Dispose()
    {
        _queue.CompleteAdding();
        _threads.Join();
        _queue.Dispose();
    }

    private void Work()
    {
        foreach (Action action in _queue.GetConsumingEnumerable())
        {
            action();
        }
    }
}
