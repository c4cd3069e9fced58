using Vectorizer.Storage.Log;

namespace Vectorizer.Storage.Tests.Simulation;

/// <summary>A scheduler without threads: the test says when a log has its turn.</summary>
internal sealed class TurnQueue : ILogScheduler
{
    private readonly Queue<GroupCommit> _ready = new();

    public int Count => _ready.Count;

    public void Schedule(GroupCommit log) => _ready.Enqueue(log);

    public bool RunOne()
    {
        if (!_ready.TryDequeue(out GroupCommit? log))
        {
            return false;
        }

        log.Run();
        return true;
    }

    public void RunAll()
    {
        while (RunOne())
        {
        }
    }
}
