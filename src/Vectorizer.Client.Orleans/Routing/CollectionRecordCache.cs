using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;
using Vectorizer.Abstractions.Collections;
using Vectorizer.Abstractions.Errors;

namespace Vectorizer.Client.Orleans.Routing;

/// <summary>Collection records by name, bounded in number.</summary>
/// <remarks>
/// A record past its lifetime is handed out once more while it is fetched anew in the background: reads and writes go on
/// even when the catalog's silo is away. An outdated record does no harm, because segments refuse what is not theirs.
/// </remarks>
internal sealed partial class CollectionRecordCache(
    Func<string, Task<CollectionRecord?>> find,
    VectorizerClientOptions options,
    ILogger logger,
    TimeProvider timeProvider)
{
    private readonly ConcurrentDictionary<string, Entry> _entries = new(StringComparer.Ordinal);

    /// <summary>Records held at the moment.</summary>
    public int Count => _entries.Count;

    /// <summary>The record of a collection, and whether it came from the cache.</summary>
    /// <exception cref="VectorizerException"><c>collection_not_found</c>.</exception>
    public async ValueTask<(CollectionRecord Record, bool Cached)> GetAsync(string name, CancellationToken cancellationToken)
    {
        if (_entries.TryGetValue(name, out Entry? entry))
        {
            if (timeProvider.GetElapsedTime(entry.FetchedAt) > options.RecordLifetime && entry.TryBeginRefresh())
            {
                _ = RefreshAsync(name, entry);
            }

            return (entry.Record, true);
        }

        CollectionRecord? record = await CallFailures.TranslateAsync(find(name), cancellationToken);
        if (record is null)
        {
            throw new VectorizerException(VectorizerError.CollectionNotFound, $"There is no collection '{name}'.")
            {
                Argument = "collection",
            };
        }

        Put(record);
        return (record, false);
    }

    /// <summary>Keeps a record that was just fetched.</summary>
    public void Put(CollectionRecord record)
    {
        // Any entry may go: a collection in use is back with its next operation. No order of use is kept for that.
        while (_entries.Count >= options.MaxCachedRecords && !_entries.ContainsKey(record.Definition.Name))
        {
            foreach (string name in _entries.Keys.Take(1))
            {
                _entries.TryRemove(name, out _);
            }
        }

        _entries[record.Definition.Name] = new Entry(record, timeProvider.GetTimestamp());
    }

    /// <summary>Forgets a record, unless another one has taken its place.</summary>
    public void Remove(CollectionRecord record)
    {
        if (_entries.TryGetValue(record.Definition.Name, out Entry? entry) && ReferenceEquals(entry.Record, record))
        {
            _entries.TryRemove(KeyValuePair.Create(record.Definition.Name, entry));
        }
    }

    /// <summary>Forgets the record of a name.</summary>
    public void Remove(string name) => _entries.TryRemove(name, out _);

    private async Task RefreshAsync(string name, Entry entry)
    {
        try
        {
            CollectionRecord? record = await find(name);
            if (record is null)
            {
                _entries.TryRemove(KeyValuePair.Create(name, entry));
            }
            else
            {
                _entries.TryUpdate(name, new Entry(record, timeProvider.GetTimestamp()), entry);
            }
        }
        catch (Exception e)
        {
            // Nobody waits for this refresh. The old record stays in use, and the next operation tries again.
            LogRefreshFailed(logger, name, e);
            entry.EndRefresh();
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "The record of collection {Name} could not be refreshed; the cached one stays in use.")]
    private static partial void LogRefreshFailed(ILogger logger, string name, Exception exception);

    private sealed class Entry(CollectionRecord record, long fetchedAt)
    {
        private int _refreshing;

        public CollectionRecord Record { get; } = record;

        public long FetchedAt { get; } = fetchedAt;

        public bool TryBeginRefresh() => Interlocked.Exchange(ref _refreshing, 1) == 0;

        public void EndRefresh() => Volatile.Write(ref _refreshing, 0);
    }
}
