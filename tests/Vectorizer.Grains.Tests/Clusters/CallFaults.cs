using System.Collections.Concurrent;

namespace Vectorizer.Grains.Tests.Clusters;

/// <summary>Grain calls that fail before they reach their grain.</summary>
public sealed class CallFaults
{
    private readonly ConcurrentQueue<(string Grain, string Method)> _faults = new();

    /// <summary>Lets the next call of a method fail.</summary>
    public void FailNext(string grain, string method) => _faults.Enqueue((grain, method));

    public void ThrowIfAny(string grain, string method)
    {
        if (_faults.TryPeek(out (string Grain, string Method) fault)
            && fault == (grain, method)
            && _faults.TryDequeue(out _))
        {
            throw new InvalidOperationException($"{grain}.{method} fails because a test says so.");
        }
    }
}
