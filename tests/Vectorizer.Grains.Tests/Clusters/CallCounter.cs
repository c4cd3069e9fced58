using System.Collections.Concurrent;

namespace Vectorizer.Grains.Tests.Clusters;

/// <summary>Counts the grain calls that a silo served.</summary>
public sealed class CallCounter
{
    private readonly ConcurrentDictionary<(string Grain, string Method), int> _calls = new();

    public int Of(string grain, string method) => _calls.GetValueOrDefault((grain, method));

    public void Count(string grain, string method) => _calls.AddOrUpdate((grain, method), 1, (_, count) => count + 1);
}
