using System.Collections.Concurrent;
using System.Collections.Immutable;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Vectorizer.Abstractions.Collections;
using Vectorizer.Abstractions.Errors;
using Vectorizer.Abstractions.Search;
using Vectorizer.Abstractions.Segments;
using Vectorizer.Grains.Memory;
using Vectorizer.Grains.Search;
using Vectorizer.Grains.Snapshots;
using Vectorizer.Grains.Storage;
using Vectorizer.Storage.Files;

namespace Vectorizer.Grains.Segments;

/// <summary>The segments that are open on this silo.</summary>
/// <remarks>Threads: any. An activation opens a segment and closes it; this is where others find it.</remarks>
public sealed class SegmentRegistry : ILocalSearches
{
    private readonly ConcurrentDictionary<SegmentKey, SegmentHost> _open = new();
    private readonly Lock _deleting = new();
    private readonly string _node;
    private readonly NodeStorage _storage;
    private readonly SearchExecutor _searches;
    private readonly IndexExecutor _indexes;
    private readonly IndexOptions _indexOptions;
    private readonly SavingServices _saving;
    private readonly MemoryBudget _budget;
    private readonly ResultCache _cache;
    private readonly TimeProvider _timeProvider;
    private readonly ILogger<SegmentRegistry> _logger;

    public SegmentRegistry(
        ILocalSiloDetails silo,
        NodeStorage storage,
        SearchExecutor searches,
        IndexExecutor indexes,
        IOptions<IndexOptions> indexOptions,
        SavingServices saving,
        MemoryBudget budget,
        ResultCache cache,
        TimeProvider timeProvider,
        ILogger<SegmentRegistry> logger)
    {
        _node = silo.Name;
        _storage = storage;
        _searches = searches;
        _indexes = indexes;
        _indexOptions = indexOptions.Value;
        _saving = saving;
        _budget = budget;
        _cache = cache;
        _timeProvider = timeProvider;
        _logger = logger;
    }

    /// <summary>Those that take requests: one that is closing is no longer among them.</summary>
    internal IEnumerable<SegmentHost> OpenSegments => _open.Values.Where(static segment => !segment.IsClosing);

    /// <summary>What each open segment holds, with its collection's name, ordered by name and number.</summary>
    public ImmutableArray<(string Collection, SegmentStatus Status)> Statuses()
    {
        ImmutableArray<(string Collection, SegmentStatus Status)>.Builder statuses =
            ImmutableArray.CreateBuilder<(string Collection, SegmentStatus Status)>();
        foreach (SegmentHost segment in OpenSegments)
        {
            try
            {
                statuses.Add((segment.Record.Definition.Name, segment.Status()));
            }
            catch (VectorizerException)
            {
                // Closed in this very moment, so it is not one of the open ones.
            }
        }

        return [.. statuses.OrderBy(item => item.Collection, StringComparer.Ordinal).ThenBy(item => item.Status.Number)];
    }

    /// <inheritdoc/>
    /// <remarks>
    /// What a grain would check before it passes a search on belongs here as well: that this silo may still answer for the
    /// segment. A silo that is alone always may.
    /// </remarks>
    public Task<SearchResponse[]>? TrySearch(CollectionRecord record, SearchRequest request, CancellationToken cancellationToken)
    {
        SegmentHost[] segments = new SegmentHost[record.Definition.Segments];
        for (int number = 0; number < segments.Length; number++)
        {
            if (!_open.TryGetValue(new SegmentKey(record.Id, number), out SegmentHost? segment) || segment.IsClosing)
            {
                return null;
            }

            segments[number] = segment;
        }

        return SegmentSearch.RunAsync(
            _searches, segments, request, SegmentSearch.MaxGatheredBytes, cancellationToken);
    }

    /// <summary>Creates the files of a new segment and opens it.</summary>
    internal async Task<SegmentHost> CreateAsync(CollectionRecord record, int number)
    {
        Durabilities.Check(record.Definition.Durability, _storage.Data);
        _storage.RequireSpace();
        SegmentHost segment = Add(record, number);
        try
        {
            await segment.CreateAsync().ConfigureAwait(false);
            return segment;
        }
        catch
        {
            await CloseAsync(segment, dropped: true).ConfigureAwait(false);
            throw;
        }
    }

    /// <summary>Opens a segment that was created before. It recovers in the background.</summary>
    internal SegmentHost Open(CollectionRecord record, int number)
    {
        SegmentHost segment = Add(record, number);
        segment.Recover();
        return segment;
    }

    /// <summary>Closes a segment.</summary>
    internal async Task CloseAsync(SegmentHost segment, bool dropped)
    {
        try
        {
            await segment.CloseAsync(dropped).ConfigureAwait(false);
        }
        finally
        {
            // Not before: until a save of it has ended, nobody may delete the files of its collection.
            _open.TryRemove(KeyValuePair.Create(segment.Key, segment));
        }
    }

    /// <summary>
    /// Deletes what a segment of a dropped collection has on this node; the files once none of the collection's segments is
    /// open here any more.
    /// </summary>
    /// <remarks>
    /// Each of its segments asks for it, perhaps at the same time: one deletes, the others find nothing left. The files go
    /// last: as long as they are there, the next start tries again.
    /// </remarks>
    internal async Task DeleteFilesAsync(SegmentKey dropped)
    {
        await _saving.Manifests.ClearAsync(dropped).ConfigureAwait(false);
        if (_open.Keys.Any(key => key.CollectionId == dropped.CollectionId))
        {
            return;
        }

        await _storage.Changes.RunAsync(() =>
        {
            lock (_deleting)
            {
                _saving.Store.DeleteCollection(dropped.CollectionId);
                try
                {
                    _storage.Data.DropCollection(dropped.CollectionId);
                }
                catch (DiskException e) when (e.IsDiskFull)
                {
                    // Even another name can need space.
                    _storage.Space.GiveUp();
                    _storage.Data.DropCollection(dropped.CollectionId);
                }
            }
        }).ConfigureAwait(false);
    }

    private SegmentHost Add(CollectionRecord record, int number)
    {
        SegmentKey key = new(record.Id, number);
        SegmentHost segment = new(
            key, record, _node, _storage, _searches, _indexes, _indexOptions, _saving, _budget, _cache, _timeProvider, _logger);

        // An older activation may still be closing its segment of the same key; it then takes away its own only.
        _open[key] = segment;
        return segment;
    }
}
