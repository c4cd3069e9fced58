using Vectorizer.Storage.Log;

namespace Vectorizer.Grains.Segments;

/// <summary>Gives the groups of logged writes, and whatever changes the index between them, their turns: one at a time, in order.</summary>
/// <remarks>Threads: any. A turn begins on the thread that finds the index idle, and must hand its work to others.</remarks>
/// <param name="apply">Applies a group. Must not throw.</param>
internal sealed class IndexTurns(Func<PendingWrite[], Task> apply)
{
    private readonly Lock _gate = new();
    private readonly List<PendingWrite> _logged = [];
    private readonly Queue<Func<Task>> _betweenGroups = [];
    private bool _isRunning;

    /// <summary>Takes writes that are logged into the next group.</summary>
    public void Add(ReadOnlySpan<LogRecord> records)
    {
        lock (_gate)
        {
            foreach (LogRecord record in records)
            {
                _logged.Add((PendingWrite)record);
            }

            if (_isRunning)
            {
                return;
            }

            _isRunning = true;
        }

        // Not awaited: it ends when nothing waits any more, and reports failures to the writes that they concern.
        _ = RunAsync();
    }

    /// <summary>Runs an action while no group is being applied, before the next one or the one after it.</summary>
    public Task BetweenGroupsAsync(Func<Task> action)
    {
        TaskCompletionSource completion = new(TaskCreationOptions.RunContinuationsAsynchronously);
        lock (_gate)
        {
            _betweenGroups.Enqueue(async () =>
            {
                try
                {
                    await action().ConfigureAwait(false);
                    completion.SetResult();
                }
                catch (Exception e)
                {
                    completion.SetException(e);
                }
            });
            if (_isRunning)
            {
                return completion.Task;
            }

            _isRunning = true;
        }

        _ = RunAsync();
        return completion.Task;
    }

    private async Task RunAsync()
    {
        bool wasAction = false;
        while (true)
        {
            Func<Task>? action = null;
            PendingWrite[] group = [];
            lock (_gate)
            {
                // By turns: neither a repair in many pieces nor steady writes keep the others waiting.
                if ((wasAction && _logged.Count > 0) || !_betweenGroups.TryDequeue(out action))
                {
                    group = [.. _logged];
                    _logged.Clear();
                    if (group.Length == 0)
                    {
                        _isRunning = false;
                        return;
                    }
                }
            }

            wasAction = action is not null;
            await (action is null ? apply(group) : action()).ConfigureAwait(false);
        }
    }
}
