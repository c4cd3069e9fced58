using System.Collections.Immutable;
using System.Diagnostics.Metrics;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Vectorizer.Abstractions.Collections;
using Vectorizer.Abstractions.Errors;
using Vectorizer.Abstractions.Filters;
using Vectorizer.Abstractions.Listing;
using Vectorizer.Abstractions.Payloads;
using Vectorizer.Abstractions.Points;
using Vectorizer.Abstractions.Search;
using Vectorizer.Abstractions.Segments;
using Vectorizer.Client.Orleans.Routing;

namespace Vectorizer.Client.Orleans;

/// <summary>Vector collections over the grains of a cluster: routes points to segments and merges what they answer.</summary>
/// <remarks>
/// One instance serves any number of callers at once. Points are read and written without the catalog: the record of a
/// collection is cached by the name or alias that was asked for. Segments refuse what an outdated record sends them; the client
/// then fetches the record anew and repeats the operation once. A switched alias or a changed name of a collection holds at
/// once for calls of the client that made the change, and within <see cref="VectorizerClientOptions.RecordLifetime"/> for others.
/// <para>
/// What is refused or fails is a <see cref="VectorizerException"/>; a cancelled token an
/// <see cref="OperationCanceledException"/>. Cancelling a write gives up waiting: what was sent may still be stored.
/// </para>
/// </remarks>
public sealed class VectorizerClient
{
    private readonly IGrainFactory _grains;
    private readonly VectorizerClientOptions _options;
    private readonly CollectionRecordCache _records;
    private readonly SegmentWrites _writes;
    private readonly SegmentReads _reads;
    private readonly ExampleReads _examples;
    private readonly SegmentSearches _searches;

    /// <param name="grains">A silo's grain factory or a cluster client.</param>
    /// <param name="options">Null for the defaults.</param>
    /// <param name="logger">Told when a record cannot be refreshed; may be null.</param>
    /// <param name="timeProvider">Null for the system's clock.</param>
    /// <param name="localSearches">Searches segments of this process without a message; null outside of a silo.</param>
    /// <param name="meters">Where the instruments are made; null for none.</param>
    /// <exception cref="ArgumentOutOfRangeException">An option is outside its range.</exception>
    public VectorizerClient(
        IGrainFactory grains,
        VectorizerClientOptions? options = null,
        ILogger<VectorizerClient>? logger = null,
        TimeProvider? timeProvider = null,
        ILocalSearches? localSearches = null,
        IMeterFactory? meters = null)
    {
        ArgumentNullException.ThrowIfNull(grains);
        _grains = grains;
        _options = options ?? new VectorizerClientOptions();
        _options.Validate();
        timeProvider ??= TimeProvider.System;
        _records = new CollectionRecordCache(
            name => Catalog.Find(name), _options, logger ?? NullLogger<VectorizerClient>.Instance, timeProvider);
        ClientInstruments instruments = new(meters);
        _writes = new SegmentWrites(grains, timeProvider, _options.Parallel, instruments);
        _reads = new SegmentReads(grains, _options.MaxAnswerBytes);
        _examples = new ExampleReads(_reads);
        _searches = new SegmentSearches(grains, localSearches, _reads, _options.MaxAnswerBytes, _options.Parallel, instruments);
    }

    private ICatalogGrain Catalog => _grains.GetGrain<ICatalogGrain>(0);

    /// <summary>Creates a collection.</summary>
    /// <exception cref="VectorizerException"><c>collection_exists</c>, <c>name_is_alias</c>, <c>invalid_argument</c>.</exception>
    public async Task<CollectionRecord> CreateCollectionAsync(
        CollectionDefinition definition, CancellationToken cancellationToken = default)
    {
        CollectionRules.Check(definition);
        CollectionRecord record = await CallFailures.TranslateAsync(Catalog.Create(definition), cancellationToken);
        _records.Put(record);
        return record;
    }

    /// <summary>The record of a collection, by its name or an alias, as the catalog has it now; or null.</summary>
    public async Task<CollectionRecord?> FindCollectionAsync(string name, CancellationToken cancellationToken = default)
    {
        CheckName(name);
        return await CallFailures.TranslateAsync(Catalog.Find(name), cancellationToken);
    }

    /// <summary>
    /// The record of a collection, perhaps a cached one: enough to build points and queries. If they turn out not to fit
    /// a collection of the same name that was created since, the operation says so.
    /// </summary>
    /// <exception cref="VectorizerException"><c>collection_not_found</c>.</exception>
    public async ValueTask<CollectionRecord> GetRecordAsync(string name, CancellationToken cancellationToken = default)
    {
        CheckName(name);
        return (await _records.GetAsync(name, cancellationToken)).Record;
    }

    /// <summary>
    /// Resolves a name or an alias once, for a request that takes several calls: all of them concern the same collection.
    /// </summary>
    /// <exception cref="VectorizerException"><c>collection_not_found</c>.</exception>
    public async ValueTask<CollectionReference> ResolveAsync(string name, CancellationToken cancellationToken = default)
        => CollectionReference.Of(name, await GetRecordAsync(name, cancellationToken));

    /// <summary>All collections, ordered by the ordinal order of their names.</summary>
    public async Task<ImmutableArray<CollectionRecord>> ListCollectionsAsync(CancellationToken cancellationToken = default)
    {
        ImmutableArray<CollectionRecord>.Builder all = ImmutableArray.CreateBuilder<CollectionRecord>();
        while (true)
        {
            string? after = all.Count == 0 ? null : all[^1].Definition.Name;
            ImmutableArray<CollectionRecord> page = await CallFailures.TranslateAsync(
                Catalog.List(after, ICatalogGrain.MaxListed), cancellationToken);
            all.AddRange(page);
            if (page.Length < ICatalogGrain.MaxListed)
            {
                return all.ToImmutable();
            }
        }
    }

    /// <summary>
    /// Gives a collection an index over its payloads; one of another type takes the place of the one that the key has. The segments build it in
    /// the background: <see cref="GetSegmentsAsync"/> tells when it is ready.
    /// </summary>
    /// <exception cref="VectorizerException"><c>collection_not_found</c>, <c>invalid_argument</c>.</exception>
    public async Task<CollectionRecord> PutPayloadIndexAsync(
        string name, PayloadIndexDefinition index, CancellationToken cancellationToken = default)
    {
        CheckName(name);
        ArgumentNullException.ThrowIfNull(index);
        CollectionRecord record = await CallFailures.TranslateAsync(Catalog.PutPayloadIndex(name, index), cancellationToken);
        _records.Put(record);
        return record;
    }

    /// <summary>Takes an index over its payloads from a collection.</summary>
    /// <exception cref="VectorizerException"><c>collection_not_found</c>, <c>payload_index_not_found</c>.</exception>
    public async Task<CollectionRecord> DropPayloadIndexAsync(string name, string key, CancellationToken cancellationToken = default)
    {
        CheckName(name);
        ArgumentNullException.ThrowIfNull(key);
        CollectionRecord record = await CallFailures.TranslateAsync(Catalog.DropPayloadIndex(name, key), cancellationToken);
        _records.Put(record);
        return record;
    }

    /// <summary>Changes what may change in a collection, named by its own name or an alias.</summary>
    /// <exception cref="VectorizerException"><c>collection_not_found</c>, <c>invalid_argument</c>.</exception>
    public async Task<CollectionRecord> ChangeCollectionAsync(
        string name, CollectionChange change, CancellationToken cancellationToken = default)
    {
        CheckName(name);
        ArgumentNullException.ThrowIfNull(change);
        CollectionRecord record = await CallFailures.TranslateAsync(Catalog.Change(name, change), cancellationToken);
        _records.Put(record);
        return record;
    }

    /// <summary>Gives a collection another name. Its points, its internal id and its aliases stay.</summary>
    /// <param name="name">The collection's own name.</param>
    /// <param name="to">The new name.</param>
    /// <param name="cancellationToken">Gives up waiting; the rename may happen all the same, and may be repeated.</param>
    /// <exception cref="VectorizerException">
    /// <c>collection_not_found</c>, <c>collection_exists</c>, <c>name_is_alias</c>, <c>invalid_argument</c>.
    /// </exception>
    public async Task<CollectionRecord> RenameCollectionAsync(string name, string to, CancellationToken cancellationToken = default)
    {
        CheckName(name);
        CollectionRules.CheckName(to, "to");
        CollectionRecord record = await ForgettingAsync([name, to], Catalog.Rename(name, to), cancellationToken);
        _records.Put(record);
        return record;
    }

    /// <summary>Drops a collection with all of its points and its aliases.</summary>
    /// <param name="name">The collection's own name.</param>
    /// <param name="cancellationToken">Gives up waiting; the collection may be dropped all the same.</param>
    /// <returns>The aliases that went with it.</returns>
    /// <exception cref="VectorizerException">
    /// <c>collection_not_found</c>, <c>name_is_alias</c>, <c>deletion_protected</c>.
    /// </exception>
    public async Task<ImmutableArray<string>> DropCollectionAsync(string name, CancellationToken cancellationToken = default)
    {
        CheckName(name);
        ImmutableArray<string> aliases = await ForgettingAsync([name], Catalog.Drop(name), cancellationToken);
        if (aliases.IsDefaultOrEmpty)
        {
            return [];
        }

        _records.Forget(aliases);
        return aliases;
    }

    /// <summary>Takes the steps of a change of aliases in their order, all or none: no call of any client sees a part of them.</summary>
    /// <exception cref="VectorizerException">
    /// <c>collection_not_found</c>, <c>collection_exists</c>, <c>alias_not_found</c>, <c>name_is_alias</c>, <c>invalid_argument</c>:
    /// nothing was changed.
    /// </exception>
    public async Task ChangeAliasesAsync(ImmutableArray<AliasAction> actions, CancellationToken cancellationToken = default)
    {
        AliasRules.Check(actions);
        string[] touched = [.. actions.SelectMany<AliasAction, string>(action => action switch
        {
            CreateAlias create => [create.Name],
            DeleteAlias delete => [delete.Name],
            RenameAlias rename => [rename.From, rename.To],
            _ => [],
        })];
        await ForgettingAsync(touched, CallFailures.ResultlessAsync(Catalog.ChangeAliases(actions)), cancellationToken);
    }

    /// <summary>All aliases, ordered by the ordinal order of their names.</summary>
    public async Task<ImmutableArray<CollectionAlias>> ListAliasesAsync(CancellationToken cancellationToken = default)
    {
        ImmutableArray<CollectionAlias>.Builder all = ImmutableArray.CreateBuilder<CollectionAlias>();
        while (true)
        {
            string? after = all.Count == 0 ? null : all[^1].Alias;
            ImmutableArray<CollectionAlias> page = await CallFailures.TranslateAsync(
                Catalog.ListAliases(after, ICatalogGrain.MaxListed), cancellationToken);
            all.AddRange(page);
            if (page.Length < ICatalogGrain.MaxListed)
            {
                return all.ToImmutable();
            }
        }
    }

    /// <summary>The aliases of a collection, in their ordinal order.</summary>
    /// <param name="record">The collection.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public Task<ImmutableArray<string>> GetAliasesAsync(CollectionRecord record, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(record);
        return CallFailures.TranslateAsync(Catalog.AliasesOf(record.Id), cancellationToken);
    }

    /// <summary>What each segment of a collection holds and in which state it is, in order of segment number.</summary>
    /// <exception cref="VectorizerException"><c>collection_not_found</c>.</exception>
    public Task<ImmutableArray<SegmentStatus>> GetSegmentsAsync(
        CollectionReference collection, CancellationToken cancellationToken = default)
        => WithRecordAsync(
            collection,
            record => CallFailures.TranslateAsync(
                _grains.GetGrain<ICollectionGrain>(record.Id).Segments(), cancellationToken),
            cancellationToken);

    /// <summary>Saves every segment of a collection as it is visible now, in order of segment number.</summary>
    /// <param name="collection">Name or alias of the collection.</param>
    /// <param name="timeout">
    /// How long to wait, the client's <see cref="VectorizerClientOptions.WriteTimeout"/> unless set. The saves go on when it is
    /// over; <see cref="SnapshotStatus.IsSaving"/> then tells so.
    /// </param>
    /// <param name="cancellationToken">Gives up waiting.</param>
    /// <exception cref="VectorizerException">
    /// <c>collection_not_found</c>, <c>segment_unavailable</c>, <c>insufficient_storage</c>: what was saved before is as it was.
    /// </exception>
    public Task<ImmutableArray<SnapshotStatus>> SaveAsync(
        CollectionReference collection, TimeSpan? timeout = null, CancellationToken cancellationToken = default)
        => WithRecordAsync(
            collection,
            record => CallFailures.TranslateAsync(
                _grains.GetGrain<ICollectionGrain>(record.Id).Save(new ReadOptions(timeout ?? _options.WriteTimeout)), cancellationToken),
            cancellationToken);

    /// <summary>Inserts points or replaces those with the same id. Of two points with one id the later one wins.</summary>
    /// <param name="collection">Name or alias of the collection.</param>
    /// <param name="points">The points; all are checked before any is sent.</param>
    /// <param name="options">
    /// Durability, idempotency key, conditions; null for the collection's durability and
    /// <see cref="VectorizerClientOptions.WriteTimeout"/>.
    /// </param>
    /// <param name="cancellationToken">Gives up waiting.</param>
    /// <returns>The outcome per segment. Not atomic over segments, nor beyond 1 MiB within one.</returns>
    /// <exception cref="VectorizerException"><c>collection_not_found</c>, <c>invalid_argument</c>: nothing was stored.</exception>
    public Task<CollectionWriteResult> UpsertAsync(
        CollectionReference collection, PointBatch points, WriteOptions? options = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(points);
        return WithRecordAsync(
            collection,
            record => _writes.UpsertAsync(record, points, options ?? new WriteOptions(_options.WriteTimeout), cancellationToken),
            cancellationToken);
    }

    /// <summary>Deletes points by id. Ids that do not exist are not an error.</summary>
    /// <inheritdoc cref="UpsertAsync" path="/exception"/>
    public Task<CollectionWriteResult> DeleteAsync(
        CollectionReference collection, ByteStrings ids, WriteOptions? options = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(ids);
        return WithRecordAsync(
            collection,
            record => _writes.DeleteAsync(record, ids, options ?? new WriteOptions(_options.WriteTimeout), cancellationToken),
            cancellationToken);
    }

    /// <summary>Deletes the points that match a filter, in batches: an error leaves those deleted that were met before.</summary>
    /// <inheritdoc cref="UpsertAsync" path="/exception"/>
    public Task<CollectionWriteResult> DeleteAsync(
        CollectionReference collection, Filter filter, WriteOptions? options = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(filter);
        return WithRecordAsync(
            collection,
            record => _writes.DeleteAsync(record, filter, options ?? new WriteOptions(_options.WriteTimeout), cancellationToken),
            cancellationToken);
    }

    /// <summary>
    /// Gives points other payloads; their vectors stay. Ids that do not exist are not an error. Counted are the points whose payload
    /// is another one afterwards.
    /// </summary>
    /// <inheritdoc cref="UpsertAsync" path="/exception"/>
    public Task<CollectionWriteResult> ChangePayloadsAsync(
        CollectionReference collection, ByteStrings ids, PayloadChange change, WriteOptions? options = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(ids);
        return WithRecordAsync(
            collection,
            record => _writes.ChangePayloadsAsync(
                record, ids, change, options ?? new WriteOptions(_options.WriteTimeout), cancellationToken),
            cancellationToken);
    }

    /// <summary>Gives the points that match a filter other payloads, in batches: an error leaves those changed that were met before.</summary>
    /// <inheritdoc cref="UpsertAsync" path="/exception"/>
    public Task<CollectionWriteResult> ChangePayloadsAsync(
        CollectionReference collection, Filter filter, PayloadChange change, WriteOptions? options = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(filter);
        return WithRecordAsync(
            collection,
            record => _writes.ChangePayloadsAsync(
                record, filter, change, options ?? new WriteOptions(_options.WriteTimeout), cancellationToken),
            cancellationToken);
    }

    /// <summary>The points with these ids, in the order of the ids; those that do not exist are left out.</summary>
    /// <exception cref="VectorizerException">
    /// <c>collection_not_found</c>, <c>invalid_argument</c>, <c>overloaded</c>, <c>deadline_exceeded</c>, <c>segment_unavailable</c>.
    /// </exception>
    public Task<PointBatch> GetAsync(
        CollectionReference collection,
        ByteStrings ids,
        PointParts parts = PointParts.Payload | PointParts.Vectors,
        TimeSpan? timeout = null,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(ids);
        return WithRecordAsync(
            collection,
            record => _reads.GetAsync(record, ids, parts, ReadOptions(timeout), "ids", cancellationToken),
            cancellationToken);
    }

    /// <summary>Points of a collection, page by page. Points written meanwhile may or may not be listed.</summary>
    /// <param name="collection">Name or alias of the collection.</param>
    /// <param name="cursor"><see cref="PointListPage.NextCursor"/> of the page before; null for the first one.</param>
    /// <param name="limit">Points wanted, 1..1,000.</param>
    /// <param name="parts">What the points carry besides their id.</param>
    /// <param name="timeout">Time allowed; null for <see cref="VectorizerClientOptions.ReadTimeout"/>.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <inheritdoc cref="GetAsync" path="/exception"/>
    public Task<PointListPage> ListAsync(
        CollectionReference collection,
        string? cursor = null,
        int limit = 100,
        PointParts parts = PointParts.Payload,
        TimeSpan? timeout = null,
        CancellationToken cancellationToken = default)
        => WithRecordAsync(
            collection,
            record => _reads.ListAsync(
                record, new ScrollRequest(null, limit, parts, timeout ?? _options.ReadTimeout), cursor, cancellationToken),
            cancellationToken);

    /// <summary>
    /// Points that match a filter, page by page. Points that are not written to meanwhile are all listed, each once; others may or may
    /// not be.
    /// </summary>
    /// <inheritdoc cref="GetAsync" path="/exception"/>
    public Task<PointListPage> ScrollAsync(CollectionReference collection, ScrollQuery query, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(query);
        ScrollRequest request = new(
            query.Filter, query.Limit, query.Parts, query.Timeout ?? _options.ReadTimeout, OrderBy: query.OrderBy);
        return WithRecordAsync(
            collection, record => _reads.ListAsync(record, request, query.Cursor, cancellationToken), cancellationToken);
    }

    /// <summary>How many points match a filter.</summary>
    /// <param name="collection">Name of the collection.</param>
    /// <param name="filter">The filter; null for all points.</param>
    /// <param name="exact">Whether every point is looked at; otherwise the number may be estimated from a sample.</param>
    /// <param name="timeout">Time allowed; null for <see cref="VectorizerClientOptions.ReadTimeout"/>.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <inheritdoc cref="GetAsync" path="/exception"/>
    public Task<PointCount> CountAsync(
        CollectionReference collection, Filter? filter = null, bool exact = true, TimeSpan? timeout = null, CancellationToken cancellationToken = default)
        => WithRecordAsync(
            collection, record => _reads.CountAsync(record, filter, exact, ReadOptions(timeout), cancellationToken), cancellationToken);

    /// <summary>The values that most points have at a key, the most frequent first.</summary>
    /// <inheritdoc cref="GetAsync" path="/exception"/>
    public Task<FacetCounts> FacetAsync(CollectionReference collection, FacetQuery query, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(query);
        FacetRequest request = new(query.Key, query.Filter, query.Limit, query.Timeout ?? _options.ReadTimeout);
        return WithRecordAsync(
            collection, record => _reads.FacetAsync(record, request, query.Exact, cancellationToken), cancellationToken);
    }

    /// <summary>Finds the points nearest to each query vector.</summary>
    /// <inheritdoc cref="GetAsync" path="/exception"/>
    public Task<SearchResult> SearchAsync(
        CollectionReference collection, SearchQuery query, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(query);
        return WithRecordAsync(
            collection,
            record => _searches.SearchAsync(record, query, query.Timeout ?? _options.ReadTimeout, cancellationToken),
            cancellationToken);
    }

    /// <summary>Finds what is like some examples and unlike others.</summary>
    /// <param name="collection">Name or alias of the collection.</param>
    /// <param name="recommendation">The examples.</param>
    /// <param name="options">What else the search is to do; null for nothing. Its vectors are those of the examples.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="VectorizerException">
    /// <c>invalid_argument</c>, with the example at fault, which may be no point of the collection; else as <see cref="GetAsync"/>.
    /// </exception>
    public async Task<SearchResult> RecommendAsync(
        CollectionReference collection,
        Recommendation recommendation,
        SearchQuery? options = null,
        CancellationToken cancellationToken = default)
        => await SearchAsync(collection, await PrepareAsync(collection, recommendation, options, cancellationToken), cancellationToken);

    /// <summary>The search that examples ask for, with the vectors that those of them have now that are points.</summary>
    /// <inheritdoc cref="RecommendAsync" path="/param"/>
    /// <inheritdoc cref="RecommendAsync" path="/exception"/>
    public Task<SearchQuery> PrepareAsync(
        CollectionReference collection,
        Recommendation recommendation,
        SearchQuery? options = null,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(recommendation);
        options ??= new SearchQuery { Vectors = VectorBlock.Empty };
        return WithRecordAsync(
            collection,
            record => _examples.PrepareAsync(record, recommendation, options, ReadOptions(options.Timeout), cancellationToken),
            cancellationToken);
    }

    /// <summary>Runs an operation with the record known, and once more with a fresh one if that was outdated.</summary>
    private async Task<T> WithRecordAsync<T>(
        CollectionReference collection, Func<CollectionRecord, Task<T>> operation, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(collection);
        CheckName(collection.Name);
        (CollectionRecord record, bool cached) = collection.Known is { } known
            ? (known, true)
            : await _records.GetAsync(collection.Name, cancellationToken);
        VectorizerException failure;
        try
        {
            T answer = await operation(record);
            collection.Settle(record);
            return answer;
        }
        catch (VectorizerException e) when (
            e.Code is VectorizerError.CollectionNotFound or VectorizerError.StaleRecord
            // What does not fit the cached record may fit a collection that was created under the same name since.
            || (e.Code == VectorizerError.InvalidArgument && cached))
        {
            failure = e;
        }

        _records.Remove(collection.Name, record);
        CollectionRecord fresh = await RefreshAsync(collection, record, cancellationToken);
        if (failure.Code == VectorizerError.InvalidArgument && fresh.Id == record.Id && fresh.Version == record.Version)
        {
            throw failure;
        }

        T second = await operation(fresh);
        collection.Settle(fresh);
        return second;
    }

    /// <summary>
    /// The record as the catalog has it now: of the same collection, or of the one that has its name now if the request has not
    /// seen anything of the former.
    /// </summary>
    private async Task<CollectionRecord> RefreshAsync(
        CollectionReference collection, CollectionRecord record, CancellationToken cancellationToken)
    {
        if (await CallFailures.TranslateAsync(Catalog.FindById(record.Id), cancellationToken) is { } same)
        {
            return collection.TryMove(same) ? same : throw CollectionReference.Replaced(collection.Name);
        }

        (CollectionRecord other, _) = await _records.GetAsync(collection.Name, cancellationToken);
        return collection.TryMove(other) ? other : throw CollectionReference.Replaced(collection.Name);
    }

    /// <summary>
    /// Forgets what names stood for when a change of that has ended. Also when it failed, since it may have happened, and when
    /// nobody waits any more.
    /// </summary>
    private async Task<T> ForgettingAsync<T>(string[] names, Task<T> change, CancellationToken cancellationToken)
    {
        return await CallFailures.TranslateAsync(ForgetAfterAsync(), cancellationToken);

        async Task<T> ForgetAfterAsync()
        {
            try
            {
                return await change;
            }
            finally
            {
                _records.Forget(names);
            }
        }
    }

    private ReadOptions ReadOptions(TimeSpan? timeout) => new(timeout ?? _options.ReadTimeout);

    private static void CheckName(string name)
    {
        if (string.IsNullOrEmpty(name))
        {
            throw VectorizerException.InvalidArgument("collection", "The name of the collection is empty.");
        }
    }
}
