using System.Collections.Immutable;
using Microsoft.Extensions.Logging;
using Orleans.Placement;
using Vectorizer.Abstractions.Collections;
using Vectorizer.Abstractions.Errors;

namespace Vectorizer.Grains.Collections;

/// <summary>Decides which collections there are.</summary>
/// <remarks>
/// Creating, changing and dropping run one at a time, to the end. The record comes first and the segments follow: a
/// segment finds its record through the collection's grain, so it opens by itself whenever it is called, and a dropped
/// collection whose segments could not be reached is closed later.
/// </remarks>
[GrainType("vectorizer.catalog"), KeepAlive, Immovable]
internal sealed partial class CatalogGrain(TimeProvider timeProvider, ILogger<CatalogGrain> logger) : Grain, ICatalogGrain
{
    private static readonly TimeSpan s_closeInterval = TimeSpan.FromSeconds(5);

    private readonly CatalogState _state = new();

    // Collections that are gone but whose segments have not all been closed.
    private readonly Dictionary<long, CollectionRecord> _closing = [];
    private IGrainTimer? _closeTimer;

    public async Task<CollectionRecord> Create(CollectionDefinition definition)
    {
        CollectionRules.Check(definition);
        if (_state.TryFind(definition.Name, out _))
        {
            throw new VectorizerException(
                VectorizerError.CollectionExists, $"There is a collection '{definition.Name}' already.")
            {
                Argument = "name",
            };
        }

        if (_state.Count >= CollectionRules.MaxCollections)
        {
            throw VectorizerException.InvalidArgument(
                "name", $"There are {CollectionRules.MaxCollections} collections, the most that may be. Drop one first.");
        }

        DateTimeOffset now = timeProvider.GetUtcNow();

        // Not simply the next number: the state ends with its silo while segments elsewhere may live on, and no new
        // collection may meet the points of an old one.
        long id = Math.Max(_state.LastId + 1, now.ToUnixTimeMilliseconds());
        CollectionRecord record = new(id, definition, SlotMap.Even(definition.Segments), Version: 1, now);
        _state.Created(record);
        try
        {
            await Collection(record).Accept(record);
        }
        catch (Exception e)
        {
            LogOpenFailed(logger, definition.Name, id, e);
            _state.Dropped(id);
            await CloseAsync(record);
            throw;
        }

        LogCreated(logger, definition.Name, id, definition.Segments);
        return record;
    }

    public Task<CollectionRecord?> Find(string name)
        => Task.FromResult(_state.TryFind(name, out CollectionRecord? record) ? record : null);

    public Task<CollectionRecord?> FindById(long id)
        => Task.FromResult(_state.TryFind(id, out CollectionRecord? record) ? record : null);

    public Task<ImmutableArray<CollectionRecord>> List(string? after, int limit)
    {
        VectorizerException.ThrowIfOutside("limit", limit, 1, ICatalogGrain.MaxListed);
        return Task.FromResult(_state.List(after, limit));
    }

    public async Task<CollectionRecord> Change(string name, CollectionChange change)
    {
        CollectionRecord record = Existing(name);
        CollectionRules.Check(change, record.Definition);
        CollectionRecord changed = record with
        {
            Definition = record.Definition.With(change),
            Version = record.Version + 1,
        };
        _state.Changed(changed);

        // A segment that misses this hears of it with the next change, and works by the old record until then.
        await Collection(changed).Accept(changed);
        return changed;
    }

    public async Task Drop(string name)
    {
        CollectionRecord record = Existing(name);
        _state.Dropped(record.Id);
        LogDropped(logger, name, record.Id);
        await CloseAsync(record);
    }

    /// <summary>Closes the segments of a collection that is gone, or tries again later.</summary>
    private async Task CloseAsync(CollectionRecord record)
    {
        try
        {
            await Collection(record).Drop(record);
            _closing.Remove(record.Id);
        }
        catch (Exception e)
        {
            // The collection is gone all the same. What its segments hold in memory must not stay for ever.
            LogCloseFailed(logger, record.Definition.Name, record.Id, e);
            _closing[record.Id] = record;
            _closeTimer ??= this.RegisterGrainTimer(CloseRestAsync, s_closeInterval, s_closeInterval);
        }
    }

    private async Task CloseRestAsync(CancellationToken cancellationToken)
    {
        foreach (CollectionRecord record in _closing.Values.ToArray())
        {
            await CloseAsync(record);
        }

        if (_closing.Count == 0)
        {
            _closeTimer?.Dispose();
            _closeTimer = null;
        }
    }

    private CollectionRecord Existing(string name) => _state.TryFind(name, out CollectionRecord? record)
        ? record
        : throw new VectorizerException(VectorizerError.CollectionNotFound, $"There is no collection '{name}'.")
        {
            Argument = "collection",
        };

    private ICollectionGrain Collection(CollectionRecord record) => GrainFactory.GetGrain<ICollectionGrain>(record.Id);

    [LoggerMessage(Level = LogLevel.Information, Message = "Collection {Name} was created with the id {Id} and {Segments} segments.")]
    private static partial void LogCreated(ILogger logger, string name, long id, int segments);

    [LoggerMessage(Level = LogLevel.Information, Message = "Collection {Name} with the id {Id} was dropped.")]
    private static partial void LogDropped(ILogger logger, string name, long id);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Collection {Name} with the id {Id} could not be opened and is not created.")]
    private static partial void LogOpenFailed(ILogger logger, string name, long id, Exception exception);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Collection {Name} with the id {Id} is dropped, but not all of its segments could be closed. This is tried again.")]
    private static partial void LogCloseFailed(ILogger logger, string name, long id, Exception exception);
}
