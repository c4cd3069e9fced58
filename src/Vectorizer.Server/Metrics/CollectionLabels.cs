using System.Collections.Concurrent;

namespace Vectorizer.Server.Metrics;

/// <summary>Names of collections as values of labels: those of the first 200, and <c>other</c> for all beyond.</summary>
/// <remarks>
/// A label is given back when its collection is no longer on this node, or, while others wait for one, when it was not
/// used for an hour. Threads: <see cref="Of"/> from any, without a lock for names that have a label; <see cref="Sweep"/> from one at a time.
/// </remarks>
internal sealed class CollectionLabels(TimeProvider timeProvider)
{
    /// <summary>Labels beside <see cref="Other"/>.</summary>
    public const int Capacity = 200;

    /// <summary>The label of collections that have none of their own.</summary>
    public const string Other = "other";

    private static readonly TimeSpan s_idle = TimeSpan.FromHours(1);

    private readonly ConcurrentDictionary<string, Label> _labels = new(StringComparer.Ordinal);
    private readonly Lock _gate = new();
    private bool _hasRefused;

    /// <summary>The label of a collection.</summary>
    public string Of(string collection)
    {
        if (!_labels.TryGetValue(collection, out Label? label) && !TryAdd(collection, out label))
        {
            return Other;
        }

        // Not at each use: it would be a write to memory that all threads share.
        long now = timeProvider.GetTimestamp();
        if (now - Volatile.Read(ref label.UsedAt) > timeProvider.TimestampFrequency)
        {
            Volatile.Write(ref label.UsedAt, now);
        }

        return collection;
    }

    /// <summary>Takes labels back.</summary>
    /// <param name="onNode">Collections with a segment on this node.</param>
    /// <returns>Labels whose series must go.</returns>
    public IReadOnlyList<string> Sweep(IReadOnlySet<string> onNode)
    {
        List<string> removed = [];
        lock (_gate)
        {
            foreach ((string name, Label label) in _labels)
            {
                bool isHere = onNode.Contains(name);
                bool hasLeft = label.IsOnNode && !isHere;
                label.IsOnNode = isHere;
                bool isIdle = !isHere && _hasRefused && timeProvider.GetElapsedTime(Volatile.Read(ref label.UsedAt)) > s_idle;
                if ((hasLeft || isIdle) && _labels.TryRemove(name, out _))
                {
                    removed.Add(name);
                }
            }

            _hasRefused &= _labels.Count >= Capacity;
        }

        return removed;
    }

    private bool TryAdd(string collection, [System.Diagnostics.CodeAnalysis.NotNullWhen(true)] out Label? label)
    {
        // Full for most callers that come here: they must not wait for one another.
        label = null;
        if (_hasRefused)
        {
            return false;
        }

        lock (_gate)
        {
            if (_labels.Count >= Capacity)
            {
                _hasRefused = true;
                return false;
            }

            label = _labels.GetOrAdd(collection, static _ => new Label());
            return true;
        }
    }

    private sealed class Label
    {
        public long UsedAt;
        public bool IsOnNode;
    }
}
