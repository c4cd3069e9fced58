using System.Collections.Immutable;
using System.Text;
using Microsoft.Extensions.Logging;
using Vectorizer.Abstractions.Collections;
using Vectorizer.Abstractions.Errors;
using Vectorizer.Abstractions.Filters;
using Vectorizer.Abstractions.Listing;
using Vectorizer.Abstractions.Payloads;
using Vectorizer.Abstractions.Points;
using Vectorizer.Abstractions.Search;
using Vectorizer.Abstractions.Segments;
using Vectorizer.Engine.Filters;
using Vectorizer.Engine.Segments;
using Vectorizer.Grains.Compaction;
using Vectorizer.Grains.Filters;
using Vectorizer.Grains.Memory;
using Vectorizer.Grains.PayloadIndexes;
using Vectorizer.Grains.Payloads;
using Vectorizer.Grains.Search;
using Vectorizer.Grains.Snapshots;
using Vectorizer.Grains.Storage;
using Vectorizer.Storage.Files;
using Vectorizer.Storage.Formats;
using Vectorizer.Storage.Formats.V1;
using Vectorizer.Storage.Log;
using Vectorizer.Storage.Rows;

namespace Vectorizer.Grains.Segments;

/// <summary>One open segment of a silo: checks what is asked, and hands it to the threads that do it.</summary>
/// <remarks>
/// Threads: any. It knows nothing of grains, so that a replica or a direct reader can use it as well.
/// Ownership: it closes the index. The index frees its memory when the last reader is closed, which may be long after the
/// grain has gone.
/// </remarks>
internal sealed partial class SegmentHost
{
    private static readonly TimeSpan s_manifestRetry = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan s_roomRetry = TimeSpan.FromSeconds(5);

    private readonly SegmentKey _key;
    private readonly string _node;
    private readonly NodeStorage _storage;
    private readonly MemoryBudget _budget;
    private readonly LiveIndex _index;
    private readonly SearchExecutor _searches;
    private readonly IndexExecutor _indexes;
    private readonly IndexOptions _indexOptions;
    private readonly SavingServices _saving;
    private readonly TimeProvider _timeProvider;
    private readonly ILogger _logger;
    private readonly CancellationTokenSource _closing = new();

    private CollectionRecord _record;
    private Func<VectorizerException>? _closed;

    // Set together, by the thread that opens the segment, before it is ready.
    private SegmentRecovery? _recovery;
    private SegmentWriter? _writer;
    private SegmentSaver? _saver;
    private SegmentCompactor? _compactor;
    private SegmentRepairer? _repairer;
    private SegmentIndexer? _indexer;
    private string? _waiting;
    private bool _lacksRoom;
    private long _cutBytes;
    private string? _damage;
    private Task _opened = Task.CompletedTask;

    public SegmentHost(
        SegmentKey key,
        CollectionRecord record,
        string node,
        NodeStorage storage,
        SearchExecutor searches,
        IndexExecutor indexes,
        IndexOptions indexOptions,
        SavingServices saving,
        MemoryBudget budget,
        ResultCache cache,
        TimeProvider timeProvider,
        ILogger logger)
    {
        _key = key;
        _record = record;
        _node = node;
        _storage = storage;
        _searches = searches;
        _indexes = indexes;
        _indexOptions = indexOptions;
        _saving = saving;
        _timeProvider = timeProvider;
        _logger = logger;
        _budget = budget;
        _index = new LiveIndex(
            SegmentSchema.Of(record.Definition.Fields),
            SegmentSchema.Of(record.Definition.Compression),
            storage.Data.RowFiles(key.CollectionId, key.Number),
            budget,
            cache,
            PayloadIndexSchemas.Of(record.Definition.PayloadIndexes));
    }

    public SegmentKey Key => _key;

    /// <summary>Points that were taken and are not visible yet.</summary>
    public long PendingPoints => Volatile.Read(ref _writer)?.PendingPoints ?? 0;

    /// <summary>Bytes of its log; 0 until it is open.</summary>
    public long LogBytes => Volatile.Read(ref _writer)?.LogBytes ?? 0;

    /// <summary>Answers of its searches that are kept.</summary>
    public SegmentResults Results => _index.Results;

    /// <summary>The last write that searches which begin now show.</summary>
    public long VisibleSequence => _index.Current.VisibleSequence;

    /// <summary>Whether it has been told to close.</summary>
    public bool IsClosing => Volatile.Read(ref _closed) is not null;

    /// <summary>The record of the collection as this segment knows it.</summary>
    public CollectionRecord Record => Volatile.Read(ref _record);

    /// <summary>What it can do at the moment.</summary>
    public SegmentState State => Volatile.Read(ref _damage) is not null ? SegmentState.Quarantined
        : Volatile.Read(ref _writer) is not { } writer ? SegmentState.Recovering
        : writer.SealReason is null ? SegmentState.Ready : SegmentState.Sealed;

    /// <summary>Creates the files of a new segment; when the task has ended they are on the disk.</summary>
    /// <exception cref="VectorizerException">The disk has refused them.</exception>
    public Task CreateAsync() => _opened = _storage.Changes.RunAsync(() =>
    {
        try
        {
            _storage.Data.CreateLogDirectory(_key.CollectionId, _key.Number);
            SegmentLog log = SegmentLog.Create(_storage.Logs, Identity, LogDirectory);
            StartWriting(log, new IdempotencyWindow(), default, CopyManifest.Empty, []);
        }
        catch (LogDiskFullException e)
        {
            throw DiskRefusals.Full(_storage, e);
        }
        catch (DiskException e)
        {
            throw DiskRefusals.NotCreated(_storage, e);
        }
    });

    /// <summary>Opens the files of a segment that was created before, in the background.</summary>
    public void Recover()
    {
        if (_opened.IsCompleted)
        {
            _opened = RecoverAsync();
        }
    }

    /// <summary>The snapshots of the segment, once it is open.</summary>
    public SegmentSaver? Saver => Volatile.Read(ref _writer) is { SealReason: null } ? _saver : null;

    /// <summary>What gives back the memory of its dead points, once it is open.</summary>
    public SegmentCompactor? Compactor => Volatile.Read(ref _writer) is null ? null : _compactor;

    /// <summary>What lets the memory of its dead points be used again, once it is open.</summary>
    public SegmentRepairer? Repairer => Volatile.Read(ref _writer) is null ? null : _repairer;

    /// <summary>What gives it the indexes over payloads that its collection has, once it is open.</summary>
    public SegmentIndexer? Indexer => Volatile.Read(ref _writer) is null ? null : _indexer;

    /// <summary>Saves what is visible now; when the time is up, the save goes on.</summary>
    public async Task<SnapshotStatus> SaveAsync(ReadOptions options)
    {
        OpenRecord();
        SearchRules.CheckTimeout(options.Timeout);
        SegmentSaver saver = _saver!;
        try
        {
            await saver.SaveAsync().WaitAsync(options.Timeout, _timeProvider).ConfigureAwait(false);
        }
        catch (TimeoutException)
        {
            // The status says that it goes on.
        }

        return saver.Status;
    }

    /// <summary>Takes a changed record, unless a later one is known.</summary>
    public void Accept(CollectionRecord record)
    {
        if (record.Version > Record.Version)
        {
            Volatile.Write(ref _record, record);
            Indexer?.BeginIfDue();
        }
    }

    public Task<WriteResult> UpsertAsync(PointBatch points, WriteOptions options)
    {
        CollectionRecord record = OpenRecord();
        PointRules.Check(points, record.Definition.Fields);
        WriteRules.Check(options, points.Count);
        CheckSlots(points.Ids, record);
        long bytes = points.Ids.TotalBytes + points.Payloads.TotalBytes + ((long)sizeof(float) * points.Values.Length);
        return WriteAsync(PointMutations.Upserts(points, record.Definition.Fields), bytes, options);
    }

    public Task<WriteResult> DeleteAsync(ByteStrings ids, WriteOptions options)
    {
        CollectionRecord record = OpenRecord();
        PointRules.CheckIds(ids);
        WriteRules.Check(options, ids.Count);
        CheckSlots(ids, record);
        return WriteAsync(PointMutations.Deletes(ids), ids.TotalBytes, options);
    }

    /// <summary>Gives points other payloads. Those that do not exist, or have the payload already, stay as they are.</summary>
    public async Task<WriteResult> ChangePayloadsAsync(ByteStrings ids, PayloadChange change, WriteOptions options)
    {
        CollectionRecord record = OpenRecord();
        PayloadRules.Check(change);
        PointRules.CheckIds(ids);
        WriteRules.Check(options, ids.Count);
        WriteRules.CheckNoConditions(options);
        CheckSlots(ids, record);
        Durability durability = DurabilityOf(options);
        (string? Key, ulong Fingerprint) request = (options.IdempotencyKey, RequestFingerprint.Of(ids, change));
        if (request.Key is { } key && _writer!.TryFindAnswer(key, request.Fingerprint, out Task<WriteResult>? answer))
        {
            return await answer.ConfigureAwait(false);
        }

        long startedAt = _timeProvider.GetTimestamp();
        ComputedWrite write = new(_writer!, OpenReader, _searches, new PayloadRevision(change, filter: null), _timeProvider);
        long sequence = await _searches.RunAsync(
            token =>
            {
                using SegmentReader reader = OpenReader();
                HashSet<string> seen = new(ids.Count, StringComparer.Ordinal);
                for (int i = 0; i < ids.Count; i++)
                {
                    token.ThrowIfCancellationRequested();
                    if (seen.Add(Encoding.UTF8.GetString(ids[i].Span)) && reader.TryFind(ids[i].Span, out int ordinal))
                    {
                        write.Add(reader, ordinal, ids[i], token);
                    }
                }

                return reader.Sequence;
            },
            options.Timeout,
            CancellationToken.None).ConfigureAwait(false);
        return await write.StoreAsync(request, durability, () => options.Timeout - _timeProvider.GetElapsedTime(startedAt)).ConfigureAwait(false)
            ?? new WriteResult(_key.Number, sequence, durability, Affected: 0);
    }

    /// <summary>Gives the points that match a filter other payloads.</summary>
    public Task<WriteResult> ChangePayloadsAsync(Filter filter, PayloadChange change, WriteOptions options)
    {
        PayloadRules.Check(change);
        return WriteMatchingAsync(filter, matches => new PayloadRevision(change, matches), options);
    }

    /// <summary>Deletes the points that match a filter.</summary>
    public Task<WriteResult> DeleteAsync(Filter filter, WriteOptions options)
        => WriteMatchingAsync(filter, static matches => new PointDeletion(matches), options);

    /// <summary>Searches this segment alone, for an answer that fits into a message.</summary>
    public async Task<SearchResponse> SearchAsync(SearchRequest request, CancellationToken cancellationToken)
        => (await SegmentSearch.RunAsync(
            _searches, [this], request, PointReader.MaxAnswerBytes, cancellationToken).ConfigureAwait(false))[0];

    public Task<PointSlice> GetAsync(
        ByteStrings ids, PointParts parts, ReadOptions options, CancellationToken cancellationToken)
    {
        CollectionRecord record = OpenRecord();
        PointRules.CheckIds(ids);
        CheckSlots(ids, record);
        return ReadAsync(record, options, (points, token) => points.Get(ids, parts, token), cancellationToken);
    }

    public Task<PointPage> ListAsync(
        ByteStrings? after, int limit, PointParts parts, ReadOptions options, CancellationToken cancellationToken)
    {
        CollectionRecord record = OpenRecord();
        VectorizerException.ThrowIfOutside("limit", limit, 1, PointRules.MaxListLimit);
        if (after is not null && after.Count != 1)
        {
            throw VectorizerException.InvalidArgument("after", $"A list starts behind one id, not {after.Count}.");
        }

        return ReadAsync(
            record,
            options,
            (points, token) => points.List(after is null ? default : after[0].Span, limit, parts, token),
            cancellationToken);
    }

    /// <summary>A page of points that match a filter.</summary>
    public Task<ScrollPage> ScrollAsync(ScrollRequest request, CancellationToken cancellationToken)
    {
        CollectionRecord record = OpenRecord();
        ListingRules.Check(request, record.Definition.Fields);
        FilterExpression? filter = FilterCompiler.Compile(request.Filter, record.Definition.Fields);
        return ReadAsync(
            record, new ReadOptions(request.Timeout), (points, token) => points.Scroll(request, filter, token), cancellationToken);
    }

    /// <summary>How many points match a filter.</summary>
    public Task<PointCount> CountAsync(Filter? filter, bool exact, ReadOptions options, CancellationToken cancellationToken)
    {
        CollectionRecord record = OpenRecord();
        FilterRules.Check(filter, record.Definition.Fields);
        SearchRules.CheckTimeout(options.Timeout);
        return _searches.RunAsync(
            token =>
            {
                using SegmentReader reader = OpenReader();
                return PointCounts.Count(reader, FilterCompiler.Compile(filter, record.Definition.Fields), exact, token);
            },
            options.Timeout,
            cancellationToken);
    }

    /// <summary>Which values points have at a key.</summary>
    public Task<FacetCounts> FacetAsync(FacetRequest request, CancellationToken cancellationToken)
    {
        CollectionRecord record = OpenRecord();
        ListingRules.Check(request, record.Definition.Fields);
        FilterExpression? filter = FilterCompiler.Compile(request.Filter, record.Definition.Fields);
        return _searches.RunAsync(
            token =>
            {
                using SegmentReader reader = OpenReader();
                return PointCounts.Facet(reader, request, filter, token);
            },
            request.Timeout,
            cancellationToken);
    }

    public SegmentStatus Status()
    {
        // The reader keeps the memory that is counted here from being freed.
        using SegmentReader reader = OpenReader();
        SegmentIndex index = _index.Current;
        SegmentMemoryUse memory = index.MemoryUse;
        SegmentState state = State;
        return new SegmentStatus(
            _key.Number,
            _node,
            state,
            state switch
            {
                SegmentState.Sealed => _writer!.SealReason,
                SegmentState.Quarantined => _damage,
                SegmentState.Recovering => _waiting ?? "Its snapshot is being loaded and its log replayed; wait until it is done.",
                _ => null,
            },
            index.PointCount,
            index.DeletedCount,
            index.VisibleSequence,
            new SegmentMemory(
                memory.Vectors,
                memory.Links,
                memory.Points,
                memory.Payloads,
                Volatile.Read(ref _writer)?.PendingBytes ?? 0,
                memory.UncompressedPayloads,
                memory.Codes,
                _index.Files.Bytes,
                memory.PayloadIndexes),
            state == SegmentState.Recovering ? Volatile.Read(ref _recovery)?.Progress ?? 0 : null,
            _cutBytes,
            Volatile.Read(ref _writer) is null ? null : _saver!.Status,
            Volatile.Read(ref _writer) is null ? null : _compactor!.Requantizing,
            LogBytes + (Volatile.Read(ref _writer) is null ? 0 : _saver!.Snapshots.Sum(snapshot => snapshot.Bytes)),
            index.FreeCount,
            Volatile.Read(ref _writer) is null ? default : _indexer!.Status);
    }

    /// <summary>
    /// Closes the segment: what comes from now on is refused, writes on their way end, then the log is closed. Searches
    /// that run go on.
    /// </summary>
    /// <param name="dropped">Whether its collection is gone, or only the segment leaves this node.</param>
    public async Task CloseAsync(bool dropped)
    {
        Func<VectorizerException> refusal = dropped ? NotFound : Away;
        if (Interlocked.CompareExchange(ref _closed, refusal, null) is not null)
        {
            return;
        }

        await _closing.CancelAsync().ConfigureAwait(false);
        await _opened.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (_writer is { } writer)
        {
            await _saver!.CloseAsync().ConfigureAwait(false);
            await _compactor!.CloseAsync().ConfigureAwait(false);
            await _repairer!.CloseAsync().ConfigureAwait(false);
            await _indexer!.CloseAsync().ConfigureAwait(false);
            await writer.CloseAsync(refusal).ConfigureAwait(false);
        }

        _index.Dispose();
        _closing.Dispose();
    }

    /// <summary>Says that a segment's collection does not exist, or not any more.</summary>
    public static VectorizerException NotFound(SegmentKey key)
        => new(VectorizerError.CollectionNotFound, $"There is no collection with segment {key}.");

    private LogIdentity Identity => LogIdentity.OfSegment(_key.CollectionId, _key.Number);

    private string LogDirectory => _storage.Data.LogDirectory(_key.CollectionId, _key.Number);

    private async Task RecoverAsync()
    {
        try
        {
            bool hasRoom;
            do
            {
                CopyManifest manifest = await ReadManifestAsync().ConfigureAwait(false);
                hasRoom = true;
                await _storage.Recoveries.RunAsync(() => hasRoom = TryRecover(manifest)).ConfigureAwait(false);
                await (hasRoom ? Task.CompletedTask : Task.Delay(s_roomRetry, _timeProvider, _closing.Token)).ConfigureAwait(false);
            }
            while (!hasRoom);
        }
        catch (OperationCanceledException)
        {
            // The segment is being closed: whoever closes it waits for this to end.
        }
    }

    /// <summary>
    /// Reads the manifest, again and again while its storage cannot: that a storage is away does not mean that nothing was saved.
    /// </summary>
    private async Task<CopyManifest> ReadManifestAsync()
    {
        while (true)
        {
            try
            {
                CopyManifest manifest = await _saving.Manifests.ReadAsync(_key).ConfigureAwait(false);
                _waiting = null;
                return manifest;
            }
            catch (VectorizerException e)
            {
                if (_waiting is null)
                {
                    LogManifestUnread(_logger, _key, e);
                }

                _waiting = $"{e.Message} This is tried again until it succeeds.";
                await Task.Delay(s_manifestRetry, _timeProvider, _closing.Token).ConfigureAwait(false);
            }
        }
    }

    /// <summary>Opens the segment, or quarantines it. False when only its rows found no room on the disk: that may come.</summary>
    private bool TryRecover(CopyManifest manifest)
    {
        long startedAt = _timeProvider.GetTimestamp();
        IdempotencyWindow idempotency = new();
        SegmentRecovery recovery = new(
            _key,
            _index,
            Record.Definition.Fields,
            PayloadIndexSchemas.Of(Record.Definition.PayloadIndexes),
            idempotency,
            _indexes,
            _budget,
            _saving,
            _logger,
            _closing.Token);
        Volatile.Write(ref _recovery, recovery);
        try
        {
            _storage.Data.SweepSnapshots(_key.CollectionId, _key.Number);
            _storage.Data.SweepRowFiles(_key.CollectionId, _key.Number);
            recovery.LoadSnapshot(manifest.Snapshots);
            TimeSpan loaded = _timeProvider.GetElapsedTime(startedAt);
            (SegmentLog log, LogRecoveryReport report) = recovery.ReplayLog(_storage.Recovery, Identity, LogDirectory);
            _cutBytes = report.CutBytes;
            StartWriting(log, idempotency, recovery.Replayed, manifest, recovery.DamagedSnapshots);
            _saving.Instruments.Recovered(_timeProvider.GetElapsedTime(startedAt), report.Records);
            LogRecovered(
                _logger,
                _key,
                recovery.SnapshotSequence,
                loaded.TotalSeconds,
                recovery.Replayed.Operations,
                (_timeProvider.GetElapsedTime(startedAt) - loaded).TotalSeconds,
                _index.Current.PointCount);
            return true;
        }
        catch (OperationCanceledException)
        {
            throw;
        }
        catch (RowFileException e)
        {
            if (!_lacksRoom)
            {
                // Once, however long it lasts: the status goes on telling it.
                _lacksRoom = true;
                LogNoRoomForRows(_logger, _key, e);
            }

            _waiting = $"{e.Message} This is tried again until it succeeds. Free space there, or check the disk.";
            _index.Clear(
                SegmentSchema.Of(Record.Definition.Fields), PayloadIndexSchemas.Of(Record.Definition.PayloadIndexes));
            return false;
        }
        catch (Exception e)
        {
            // Whatever it is, it concerns this segment only: the others and the node go on.
            bool isDamage = e is CorruptDataException or FormatMismatchException;
            if (isDamage)
            {
                _saving.Instruments.Damaged(SegmentInstruments.Log);
            }

            string advice = isDamage
                ? "Check them with 'vectorizer verify', and restore this segment from a backup, or drop the collection."
                : "Restart the node to try again.";
            Volatile.Write(ref _damage, $"{e.Message} {recovery.SnapshotDamage}The files are kept as they are. {advice}");
            LogQuarantined(_logger, _key, e);
            return true;
        }
    }

    private void StartWriting(
        SegmentLog log, IdempotencyWindow idempotency, UnsavedWrites replayed, CopyManifest manifest, ImmutableHashSet<long> damaged)
    {
        // Every opening is a leadership of its own, so that records tell which of them wrote them.
        log.StartEpoch(log.Epoch + 1);
        SegmentWriter writer = new(
            _key, _index, log, _storage, _indexes, _indexOptions, idempotency, replayed, _timeProvider, _logger);
        _saver = new SegmentSaver(_key, writer, manifest, damaged, _saving, _logger);
        _compactor = new SegmentCompactor(
            _key,
            _index,
            writer,
            () => SegmentSchema.Of(Record.Definition.Fields),
            _indexes,
            _budget,
            _storage,
            _saving.Instruments,
            _timeProvider,
            _logger);
        _repairer = new SegmentRepairer(_key, _index, writer, _saving.Instruments, _timeProvider, _logger);
        _indexer = new SegmentIndexer(
            _key,
            _index,
            writer,
            () => PayloadIndexSchemas.Of(Record.Definition.PayloadIndexes),
            _saving.Instruments,
            _timeProvider,
            _logger);
        Volatile.Write(ref _writer, writer);
    }

    private Task<WriteResult> WriteMatchingAsync(Filter filter, Func<FilterExpression?, IPointChange> changeOf, WriteOptions options)
    {
        CollectionRecord record = OpenRecord();
        ArgumentNullException.ThrowIfNull(filter);
        FilterRules.Check(filter, record.Definition.Fields);
        WriteRules.Check(options, points: 0);
        WriteRules.CheckNoConditions(options);
        WriteRules.CheckNoKey(options);
        FilterExpression? matches = FilterCompiler.Compile(filter, record.Definition.Fields);
        MatchingWrite write = new(_key, _index, _writer!, OpenReader, _searches, matches, changeOf(matches), _timeProvider, _closing.Token);
        return write.RunAsync(DurabilityOf(options), options.Timeout);
    }

    private Durability DurabilityOf(WriteOptions options)
    {
        Durability durability = options.Durability ?? Record.Definition.Durability;
        Durabilities.Check(durability, _storage.Data);
        return durability;
    }

    private async Task<WriteResult> WriteAsync(PointMutation[] mutations, long bytes, WriteOptions options)
    {
        Durability durability = DurabilityOf(options);
        Task<WriteResult> write = _writer!.WriteAsync(mutations, bytes, options, durability);
        try
        {
            return await write.WaitAsync(options.Timeout, _timeProvider).ConfigureAwait(false);
        }
        catch (TimeoutException)
        {
            throw new VectorizerException(
                VectorizerError.Indeterminate,
                $"The write was not done within {options.Timeout}. It goes on, and may or may not be stored in the end.");
        }
    }

    private Task<T> ReadAsync<T>(
        CollectionRecord record,
        ReadOptions options,
        Func<PointReader, CancellationToken, T> read,
        CancellationToken cancellationToken)
    {
        SearchRules.CheckTimeout(options.Timeout);
        return OrUnreadable(_searches.RunAsync(
            token =>
            {
                using SegmentReader reader = OpenReader();
                return read(new PointReader(reader, record.Definition.Fields), token);
            },
            options.Timeout,
            cancellationToken));
    }

    /// <summary>Says to the caller that rows which are kept on disk cannot be read. The segment goes on.</summary>
    private async Task<T> OrUnreadable<T>(Task<T> reading)
    {
        try
        {
            return await reading.ConfigureAwait(false);
        }
        catch (RowFileException e)
        {
            throw DiskRefusals.Unreadable(_key, e);
        }
    }

    /// <summary>The record, if the segment can be read and asked to write.</summary>
    /// <exception cref="VectorizerException">Why it cannot.</exception>
    public CollectionRecord OpenRecord()
    {
        if (_closed is { } refusal)
        {
            throw refusal();
        }

        return State switch
        {
            SegmentState.Recovering => throw new VectorizerException(
                VectorizerError.SegmentUnavailable,
                $"Segment {_key} is recovering: {Volatile.Read(ref _recovery)?.Progress ?? 0:P0} of its log has been replayed.")
            {
                RetryAfter = TimeSpan.FromSeconds(1),
            },
            SegmentState.Quarantined => throw new VectorizerException(
                VectorizerError.SegmentUnavailable, $"Segment {_key} is quarantined. {_damage}"),
            _ => Record,
        };
    }

    /// <summary>A reader of what is visible now.</summary>
    /// <exception cref="VectorizerException">The segment has been closed.</exception>
    public SegmentReader OpenReader()
    {
        // Asked again: the segment may have been closed while the search was queued.
        if (_closed is { } refusal)
        {
            throw refusal();
        }

        try
        {
            return _index.OpenReader();
        }
        catch (ObjectDisposedException)
        {
            throw (_closed ?? Away)();
        }
    }

    /// <summary>A point in the wrong segment would never be found again.</summary>
    private void CheckSlots(ByteStrings ids, CollectionRecord record)
    {
        for (int i = 0; i < ids.Count; i++)
        {
            if (record.Slots.SegmentOf(ids[i].Span) != _key.Number)
            {
                throw new VectorizerException(
                    VectorizerError.StaleRecord,
                    $"Id number {i} belongs to segment {record.Slots.SegmentOf(ids[i].Span)} and was sent to {_key.Number}.");
            }
        }
    }

    private VectorizerException NotFound() => NotFound(_key);

    private VectorizerException Away() => new(
        VectorizerError.SegmentUnavailable, $"Segment {_key} is leaving node {_node}.")
    {
        RetryAfter = TimeSpan.FromSeconds(1),
    };

    [LoggerMessage(Level = LogLevel.Information, Message = "Segment {Segment} is open again with {Points} points: snapshot {Snapshot} loaded in {LoadSeconds:0.00} s, then {Operations} operations replayed in {ReplaySeconds:0.00} s.")]
    private static partial void LogRecovered(
        ILogger logger, SegmentKey segment, long snapshot, double loadSeconds, long operations, double replaySeconds, int points);

    [LoggerMessage(Level = LogLevel.Warning, Message = "What is saved of segment {Segment} cannot be told. It is not opened until it can.")]
    private static partial void LogManifestUnread(ILogger logger, SegmentKey segment, Exception exception);

    [LoggerMessage(Level = LogLevel.Error, Message = "Segment {Segment} is not open: its rows find no room on the disk. This is tried again.")]
    private static partial void LogNoRoomForRows(ILogger logger, SegmentKey segment, Exception exception);

    [LoggerMessage(Level = LogLevel.Error, Message = "Segment {Segment} is quarantined: it cannot be read, its files are kept.")]
    private static partial void LogQuarantined(ILogger logger, SegmentKey segment, Exception exception);
}
