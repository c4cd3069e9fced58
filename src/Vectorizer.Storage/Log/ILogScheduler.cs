namespace Vectorizer.Storage.Log;

/// <summary>Runs logs that have something to write.</summary>
public interface ILogScheduler
{
    /// <summary>Calls <see cref="GroupCommit.Run"/> once, later, on a thread of its own. Not asked again until that has begun.</summary>
    void Schedule(GroupCommit log);
}
