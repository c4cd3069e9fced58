using System.Collections.Immutable;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Orleans.Placement;
using Vectorizer.Abstractions.Collections;
using Vectorizer.Abstractions.Errors;
using Vectorizer.Grains.PayloadIndexes;
using Vectorizer.Grains.Snapshots;

namespace Vectorizer.Grains.Collections;

/// <summary>Decides which collections there are, and which names stand for them.</summary>
/// <remarks>
/// Creating, changing, renaming, dropping and changes of aliases run one at a time, to the end. Order of a creation: first the files of the segments,
/// then the record in the catalog's log, which makes the collection exist; a crash in between leaves files that the next
/// start removes. Order of a drop: first the record, then the files, so that a crash leaves the same.
/// </remarks>
[GrainType("vectorizer.catalog"), KeepAlive, Immovable]
internal sealed partial class CatalogGrain(
    SavingServices saving, IOptions<CatalogOptions> options, TimeProvider timeProvider, ILogger<CatalogGrain> logger) : Grain, ICatalogGrain
{
    private static readonly TimeSpan s_closeInterval = TimeSpan.FromSeconds(5);

    private readonly CatalogStore _store = new(saving.Storage, saving.Store, saving.Manifests.ClearAsync, saving.Instruments, logger);

    // Collections that are gone but whose segments have not all been closed.
    private readonly Dictionary<long, CollectionRecord> _closing = [];
    private IGrainTimer? _closeTimer;

    // The collection whose segments are being created; they find its record through its grain.
    private CollectionRecord? _creating;

    private CatalogState State => _store.Damage is { } damage
        ? throw new VectorizerException(VectorizerError.SegmentUnavailable, damage)
        : _store.State;

    public override Task OnActivateAsync(CancellationToken cancellationToken) => _store.OpenAsync();

    public override Task OnDeactivateAsync(DeactivationReason reason, CancellationToken cancellationToken)
        => _store.CloseAsync().WaitAsync(cancellationToken);

    public async Task<CollectionRecord> Create(CollectionDefinition definition)
    {
        CollectionRules.Check(definition);
        if (State.TryFind(definition.Name, out _))
        {
            throw new VectorizerException(
                VectorizerError.CollectionExists, $"There is a collection '{definition.Name}' already.")
            {
                Argument = "name",
            };
        }

        RefuseAlias(definition.Name, "name", "Choose another name for the collection, or delete the alias first.");
        if (State.Count >= options.Value.MaxCollections)
        {
            throw VectorizerException.InvalidArgument(
                "name", $"There are {options.Value.MaxCollections} collections, the most that may be. Drop one first.");
        }

        ThrowIfSealed();
        DateTimeOffset now = timeProvider.GetUtcNow();

        // Not simply the next number: a collection that was never wholly created has left no trace of its id, and no new
        // collection may meet its files.
        long id = Math.Max(State.LastId + 1, now.ToUnixTimeMilliseconds());
        CollectionRecord record = new(id, definition, SlotMap.Even(definition.Segments), Version: 1, now);
        _creating = record;
        try
        {
            await Collection(record).Create(record);
            await _store.CreateAsync(record);
        }
        catch (VectorizerException e) when (e.Code == VectorizerError.Indeterminate)
        {
            // The log may hold it: then the next start needs its files.
            LogCreateFailed(logger, definition.Name, id, e);
            throw;
        }
        catch (Exception e)
        {
            LogCreateFailed(logger, definition.Name, id, e);
            await CloseAsync(record);
            throw;
        }
        finally
        {
            _creating = null;
        }

        LogCreated(logger, definition.Name, id, definition.Segments);
        return record;
    }

    public Task<CollectionRecord?> Find(string name)
        => Task.FromResult(State.TryResolve(name, out CollectionRecord? record) ? record : null);

    public Task<CollectionRecord?> FindById(long id) => Task.FromResult(
        _creating?.Id == id ? _creating : State.TryFind(id, out CollectionRecord? record) ? record : null);

    public Task<ImmutableArray<CollectionRecord>> List(string? after, int limit)
    {
        VectorizerException.ThrowIfOutside("limit", limit, 1, ICatalogGrain.MaxListed);
        return Task.FromResult(State.List(after, limit));
    }

    public Task<ImmutableArray<CollectionAlias>> ListAliases(string? after, int limit)
    {
        VectorizerException.ThrowIfOutside("limit", limit, 1, ICatalogGrain.MaxListed);
        return Task.FromResult(State.ListAliases(after, limit));
    }

    public Task<ImmutableArray<string>> AliasesOf(long id) => Task.FromResult(State.AliasesOf(id));

    public async Task<CollectionRecord> Change(string name, CollectionChange change)
    {
        CollectionRecord record = State.TryResolve(name, out CollectionRecord? found) ? found : throw NotFound(name);
        CollectionRules.Check(change, record.Definition);
        return await ChangeAsync(record, record.Definition.With(change));
    }

    public async Task<CollectionRecord> PutPayloadIndex(string name, PayloadIndexDefinition index)
    {
        CollectionRecord record = State.TryResolve(name, out CollectionRecord? found) ? found : throw NotFound(name);
        CollectionRules.Check(index, record.Definition);

        PayloadIndexSchemas.RequireOneWay(index.Key);
        ImmutableArray<PayloadIndexDefinition> indexes = record.Definition.PayloadIndexes;
        return indexes.Contains(index)
            ? record
            : await ChangeAsync(
                record, record.Definition with { PayloadIndexes = [.. indexes.Where(other => other.Key != index.Key), index] });
    }

    public async Task<CollectionRecord> DropPayloadIndex(string name, string key)
    {
        CollectionRecord record = State.TryResolve(name, out CollectionRecord? found) ? found : throw NotFound(name);
        ImmutableArray<PayloadIndexDefinition> rest = record.Definition.PayloadIndexes.RemoveAll(index => index.Key == key);
        return rest.Length < record.Definition.PayloadIndexes.Length
            ? await ChangeAsync(record, record.Definition with { PayloadIndexes = rest })
            : throw new VectorizerException(
                VectorizerError.PayloadIndexNotFound, $"Collection '{name}' has no index of '{key}' over its payloads.")
            {
                Argument = "key",
            };
    }

    private async Task<CollectionRecord> ChangeAsync(CollectionRecord record, CollectionDefinition definition)
    {
        CollectionRecord changed = record with { Definition = definition, Version = record.Version + 1 };
        ThrowIfSealed();
        await _store.ChangeAsync(changed);
        await TellSegmentsAsync(changed, "change");
        return changed;
    }

    public async Task<CollectionRecord> Rename(string name, string to)
    {
        CollectionRules.CheckName(to, "to");
        RefuseAlias(name, "collection", "Rename the collection by its own name, or the alias by a change of aliases.");
        if (!State.TryFind(name, out CollectionRecord? record))
        {
            // The caller may have missed the answer of the first time, and so may segments have missed the record.
            record = State.WasRenamed(name, to, out CollectionRecord? renamed) ? renamed : throw NotFound(name);
            await TellSegmentsAsync(record, "new name");
            return record;
        }

        if (name == to)
        {
            return record;
        }

        if (State.TryFind(to, out _))
        {
            throw new VectorizerException(VectorizerError.CollectionExists, $"There is a collection '{to}' already.") { Argument = "to" };
        }

        RefuseAlias(to, "to", "Choose another name for the collection, or delete the alias first.");
        CollectionRecord changed = record with { Definition = record.Definition with { Name = to }, Version = record.Version + 1 };
        ThrowIfSealed();
        await _store.RenameAsync(changed);
        LogRenamed(logger, name, record.Id, to);
        await TellSegmentsAsync(changed, "new name");
        return changed;
    }

    public async Task<ImmutableArray<string>> Drop(string name)
    {
        RefuseAlias(name, "collection", "Delete the collection by its own name; the alias alone goes by a change of aliases.");
        CollectionRecord record = State.TryFind(name, out CollectionRecord? found) ? found : throw NotFound(name);
        if (record.Definition.DeletionProtection)
        {
            throw new VectorizerException(
                VectorizerError.DeletionProtected,
                $"Collection '{name}' is protected from deletion. Change its 'deletion_protection' to false first.")
            {
                Argument = "collection",
            };
        }

        ThrowIfSealed();
        ImmutableArray<string> aliases = State.AliasesOf(record.Id);
        await _store.DropAsync(record);
        LogDropped(logger, name, record.Id);
        await CloseAsync(record);
        return aliases;
    }

    public async Task ChangeAliases(ImmutableArray<AliasAction> actions)
    {
        AliasRules.Check(actions);
        ImmutableArray<(string Alias, long Id)> changes = AliasChanges.Of(State, actions);
        ThrowIfSealed();
        if (changes.IsEmpty)
        {
            return;
        }

        await _store.ChangeAliasesAsync(changes);
        foreach ((string alias, long id) in changes)
        {
            if (id == 0)
            {
                LogAliasDeleted(logger, alias);
            }
            else
            {
                LogAliasSet(logger, alias, id);
            }
        }
    }

    /// <summary>Hands a record to the segments, which work by the old one until they have it.</summary>
    private async Task TellSegmentsAsync(CollectionRecord record, string what)
    {
        try
        {
            await Collection(record).Accept(record);
        }
        catch (Exception e)
        {
            // A segment that missed this works by the old record until the next change. The caller must hear of that.
            LogChangeMissed(logger, record.Definition.Name, record.Id, e);
            throw new VectorizerException(
                VectorizerError.SegmentUnavailable,
                $"The {what} of collection '{record.Definition.Name}' is recorded, but not all of its segments know of it. Repeat it.")
            {
                RetryAfter = TimeSpan.FromSeconds(1),
            };
        }
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

    private void RefuseAlias(string name, string argument, string remedy)
    {
        if (State.Aliases.TryGetValue(name, out long id) && State.TryFind(id, out CollectionRecord? record))
        {
            throw new VectorizerException(
                VectorizerError.NameIsAlias, $"'{name}' is an alias of collection '{record.Definition.Name}'. {remedy}")
            {
                Argument = argument,
            };
        }
    }

    private static VectorizerException NotFound(string name)
        => new(VectorizerError.CollectionNotFound, $"There is no collection '{name}'.") { Argument = "collection" };

    private void ThrowIfSealed()
    {
        if (_store.SealReason is { } reason)
        {
            throw new VectorizerException(
                VectorizerError.SegmentUnavailable,
                $"The catalog takes no changes until the node is restarted; nothing was changed. {reason}");
        }
    }

    private ICollectionGrain Collection(CollectionRecord record) => GrainFactory.GetGrain<ICollectionGrain>(record.Id);

    [LoggerMessage(Level = LogLevel.Information, Message = "Collection {Name} was created with the id {Id} and {Segments} segments.")]
    private static partial void LogCreated(ILogger logger, string name, long id, int segments);

    [LoggerMessage(Level = LogLevel.Information, Message = "Collection {Name} with the id {Id} was renamed to {To}.")]
    private static partial void LogRenamed(ILogger logger, string name, long id, string to);

    [LoggerMessage(Level = LogLevel.Information, Message = "Alias {Alias} stands for the collection with the id {Id} now.")]
    private static partial void LogAliasSet(ILogger logger, string alias, long id);

    [LoggerMessage(Level = LogLevel.Information, Message = "Alias {Alias} was deleted.")]
    private static partial void LogAliasDeleted(ILogger logger, string alias);

    [LoggerMessage(Level = LogLevel.Information, Message = "Collection {Name} with the id {Id} was dropped.")]
    private static partial void LogDropped(ILogger logger, string name, long id);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Collection {Name} with the id {Id} could not be created.")]
    private static partial void LogCreateFailed(ILogger logger, string name, long id, Exception exception);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Not all segments of collection {Name} with the id {Id} know of its change.")]
    private static partial void LogChangeMissed(ILogger logger, string name, long id, Exception exception);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Collection {Name} with the id {Id} is dropped, but not all of its segments could be closed. This is tried again.")]
    private static partial void LogCloseFailed(ILogger logger, string name, long id, Exception exception);
}
