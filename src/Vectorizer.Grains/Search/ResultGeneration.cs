using System.Collections.Concurrent;

namespace Vectorizer.Grains.Search;

/// <summary>The answers of a segment between two changes of what its searches see.</summary>
/// <param name="sequence">The last write that they show.</param>
internal sealed class ResultGeneration(long sequence)
{
    // Made with the first answer: most generations of a segment that is written to never have one.
    private ConcurrentDictionary<ulong, CachedResult>? _results;

    /// <summary>The last write that its answers show.</summary>
    public long Sequence => sequence;

    /// <summary>Whether it takes no more answers. Guarded by the cache's lock.</summary>
    public bool IsClosed { get; set; }

    /// <summary>Its answers by hash; an empty one until there is any.</summary>
    public ICollection<CachedResult> Results => _results?.Values ?? [];

    /// <summary>Finds an answer. Any thread, without a lock.</summary>
    public CachedResult? Find(ulong hash) => Volatile.Read(ref _results)?.GetValueOrDefault(hash);

    /// <summary>Keeps an answer; false when there is one of that hash. Under the cache's lock.</summary>
    public bool TryAdd(CachedResult result)
    {
        if (_results is null)
        {
            Volatile.Write(ref _results, new ConcurrentDictionary<ulong, CachedResult>());
        }

        return _results!.TryAdd(result.Hash, result);
    }

    /// <summary>Forgets an answer. Under the cache's lock.</summary>
    public void Remove(CachedResult result) => _results!.TryRemove(result.Hash, out _);
}
