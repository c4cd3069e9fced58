using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;
using Vectorizer.Abstractions.Collections;
using Vectorizer.Abstractions.Errors;

namespace Vectorizer.Client.Orleans.Routing;

/// <summary>Collection records by the names and aliases that they were asked for, bounded in number.</summary>
/// <remarks>
/// What a name stands for may change: an alias by a switch, the name of a collection by a rename. So a record is not handed out
/// for longer than its lifetime after the catalog was asked, and from half of it on it is fetched anew in the background, so that
/// names in use need not wait for that. While the catalog cannot be reached, a collection goes on under its own name: after a
/// moment's wait the old record is handed out, so that reads and writes go on when the catalog's silo is away. An alias waits
/// for the catalog. Otherwise an outdated record does no harm, because segments refuse what is not theirs.
/// </remarks>
internal sealed partial class CollectionRecordCache(
    Func<string, Task<CollectionRecord?>> find,
    VectorizerClientOptions options,
    ILogger logger,
    TimeProvider timeProvider)
{
    // Waiting longer would make requests slow that need nothing of the catalog; a catalog that is there answers in less.
    private static readonly TimeSpan s_patience = TimeSpan.FromMilliseconds(500);

    private readonly ConcurrentDictionary<string, Entry> _entries = new(StringComparer.Ordinal);

    // Raised when names come to mean something else: an answer that was under way then may be the old one, and is not kept.
    private long _changes;

    /// <summary>Records held at the moment.</summary>
    public int Count => _entries.Count;

    /// <summary>The record of a collection, and whether it came from the cache.</summary>
    /// <exception cref="VectorizerException"><c>collection_not_found</c>; what kept the catalog from answering.</exception>
    public ValueTask<(CollectionRecord Record, bool Cached)> GetAsync(string name, CancellationToken cancellationToken)
    {
        if (!_entries.TryGetValue(name, out Entry? entry))
        {
            return FetchAsync(name, cancellationToken);
        }

        TimeSpan age = timeProvider.GetElapsedTime(entry.AskedAt);
        if (age <= options.RecordLifetime / 2)
        {
            return new((entry.Record, true));
        }

        Task refresh = BeginRefresh(name, entry);
        return age <= options.RecordLifetime || (entry.IsOverdue && entry.IsOwnName)
            ? new((entry.Record, true))
            : WaitAsync(name, entry, refresh, cancellationToken);
    }

    /// <summary>Keeps the record of a collection that was just created or changed.</summary>
    public void Put(CollectionRecord record)
    {
        Forget(record.Id);
        Keep(record.Definition.Name, record, timeProvider.GetTimestamp(), Volatile.Read(ref _changes));
    }

    /// <summary>Forgets the record of a name, unless another one has taken its place.</summary>
    public void Remove(string name, CollectionRecord record)
    {
        if (_entries.TryGetValue(name, out Entry? entry) && ReferenceEquals(entry.Record, record))
        {
            _entries.TryRemove(KeyValuePair.Create(name, entry));
        }
    }

    /// <summary>Forgets what names stand for.</summary>
    public void Forget(IEnumerable<string> names)
    {
        Interlocked.Increment(ref _changes);
        foreach (string name in names)
        {
            _entries.TryRemove(name, out _);
        }
    }

    /// <summary>Forgets a collection under all of its names.</summary>
    public void Forget(long id) => Forget(_entries.Where(entry => entry.Value.Record.Id == id).Select(entry => entry.Key));

    private async ValueTask<(CollectionRecord Record, bool Cached)> FetchAsync(string name, CancellationToken cancellationToken)
    {
        long changes = Volatile.Read(ref _changes);
        long askedAt = timeProvider.GetTimestamp();
        CollectionRecord record = await CallFailures.TranslateAsync(find(name), cancellationToken) ?? throw NotFound(name);
        Keep(name, record, askedAt, changes);
        return (record, false);
    }

    private async ValueTask<(CollectionRecord Record, bool Cached)> WaitAsync(
        string name, Entry entry, Task refresh, CancellationToken cancellationToken)
    {
        try
        {
            await (entry.IsOwnName ? refresh.WaitAsync(s_patience, timeProvider, cancellationToken) : refresh.WaitAsync(cancellationToken));
        }
        catch (Exception e) when (entry.IsOwnName && e is not OperationCanceledException)
        {
            entry.IsOverdue = true;
            return (entry.Record, true);
        }

        // What has taken the entry's place, or the failure that tells that nothing has.
        return _entries.TryGetValue(name, out Entry? fresh) && fresh != entry
            ? (fresh.Record, true)
            : await FetchAsync(name, cancellationToken);
    }

    private Task BeginRefresh(string name, Entry entry) => entry.Refresh(() => RefreshAsync(name, entry));

    private async Task RefreshAsync(string name, Entry entry)
    {
        long changes = Volatile.Read(ref _changes);
        long askedAt = timeProvider.GetTimestamp();
        try
        {
            CollectionRecord? record = await CallFailures.TranslateAsync(find(name), CancellationToken.None);
            if (record is null)
            {
                _entries.TryRemove(KeyValuePair.Create(name, entry));
            }
            else if (changes == Volatile.Read(ref _changes))
            {
                _entries.TryUpdate(name, new Entry(name, record, askedAt), entry);
            }
        }
        catch (Exception e)
        {
            // The old record stays, and the next operation tries again.
            LogRefreshFailed(logger, name, e);
            throw;
        }
    }

    private void Keep(string name, CollectionRecord record, long askedAt, long changes)
    {
        // Any entry may go: a collection in use is back with its next operation. No order of use is kept for that.
        while (_entries.Count >= options.MaxCachedRecords && !_entries.ContainsKey(name))
        {
            foreach (string other in _entries.Keys.Take(1))
            {
                _entries.TryRemove(other, out _);
            }
        }

        Entry entry = new(name, record, askedAt);
        _entries.AddOrUpdate(name, entry, (_, present) => present.AskedAt > askedAt ? present : entry);
        if (changes != Volatile.Read(ref _changes))
        {
            _entries.TryRemove(KeyValuePair.Create(name, entry));
        }
    }

    private static VectorizerException NotFound(string name)
        => new(VectorizerError.CollectionNotFound, $"There is no collection '{name}'.") { Argument = "collection" };

    [LoggerMessage(Level = LogLevel.Warning, Message = "The record of collection {Name} could not be refreshed; the cached one stays in use for a while.")]
    private static partial void LogRefreshFailed(ILogger logger, string name, Exception exception);

    private sealed class Entry(string name, CollectionRecord record, long askedAt)
    {
        private readonly Lock _gate = new();
        private Task? _refresh;

        public CollectionRecord Record { get; } = record;

        /// <summary>When the catalog was asked, which is before the time of which its answer tells.</summary>
        public long AskedAt { get; } = askedAt;

        /// <summary>Whether the name is the collection's own and no alias.</summary>
        public bool IsOwnName { get; } = record.Definition.Name == name;

        /// <summary>Whether somebody has waited in vain.</summary>
        public bool IsOverdue { get; set; }

        /// <summary>The refresh that is under way, or a new one.</summary>
        public Task Refresh(Func<Task> begin)
        {
            lock (_gate)
            {
                return _refresh = _refresh is { IsCompleted: false } underWay ? underWay : Observed(begin());
            }
        }

        /// <summary>Perhaps nobody waits for it.</summary>
        private static Task Observed(Task refresh)
        {
            _ = refresh.ContinueWith(
                static task => task.Exception,
                CancellationToken.None,
                TaskContinuationOptions.OnlyOnFaulted | TaskContinuationOptions.ExecuteSynchronously,
                TaskScheduler.Default);
            return refresh;
        }
    }
}
