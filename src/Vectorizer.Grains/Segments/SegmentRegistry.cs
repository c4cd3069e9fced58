using System.Collections.Concurrent;
using System.Collections.Immutable;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Vectorizer.Abstractions.Collections;
using Vectorizer.Abstractions.Errors;
using Vectorizer.Abstractions.Segments;
using Vectorizer.Grains.Search;

namespace Vectorizer.Grains.Segments;

/// <summary>The segments that are open on this silo.</summary>
/// <remarks>Threads: any. An activation opens a segment and closes it; this is where others find it.</remarks>
public sealed class SegmentRegistry
{
    private readonly ConcurrentDictionary<SegmentKey, SegmentHost> _open = new();
    private readonly string _node;
    private readonly SearchExecutor _searches;
    private readonly IndexExecutor _indexes;
    private readonly IndexOptions _indexOptions;
    private readonly TimeProvider _timeProvider;
    private readonly ILogger<SegmentRegistry> _logger;

    public SegmentRegistry(
        ILocalSiloDetails silo,
        SearchExecutor searches,
        IndexExecutor indexes,
        IOptions<IndexOptions> indexOptions,
        TimeProvider timeProvider,
        ILogger<SegmentRegistry> logger)
    {
        _node = silo.Name;
        _searches = searches;
        _indexes = indexes;
        _indexOptions = indexOptions.Value;
        _timeProvider = timeProvider;
        _logger = logger;
    }

    /// <summary>What each open segment holds, with its collection's name, ordered by name and number.</summary>
    public ImmutableArray<(string Collection, SegmentStatus Status)> Statuses()
    {
        ImmutableArray<(string Collection, SegmentStatus Status)>.Builder statuses =
            ImmutableArray.CreateBuilder<(string Collection, SegmentStatus Status)>();
        foreach (SegmentHost segment in _open.Values)
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

    internal SegmentHost Open(CollectionRecord record, int number)
    {
        SegmentKey key = new(record.Id, number);
        SegmentHost segment = new(
            key, record, _node, _searches, _indexes, _indexOptions, new MemorySegmentLog(), _timeProvider, _logger);

        // An older activation may still be closing its segment of the same key; it then takes away its own only.
        _open[key] = segment;
        return segment;
    }

    internal async Task CloseAsync(SegmentHost segment, bool dropped)
    {
        _open.TryRemove(KeyValuePair.Create(segment.Key, segment));
        await segment.CloseAsync(dropped).ConfigureAwait(false);
    }
}
