using System.Collections.Immutable;
using Microsoft.Extensions.Logging;
using Vectorizer.Abstractions.Collections;
using Vectorizer.Abstractions.Errors;
using Vectorizer.Abstractions.Segments;
using Vectorizer.Grains.Segments;
using Vectorizer.Grains.Storage;
using Vectorizer.Storage.Formats;
using Vectorizer.Storage.Formats.V1;
using Vectorizer.Storage.Log;
using Vectorizer.Storage.Snapshots;
using Vectorizer.Storage.Verification;

namespace Vectorizer.Grains.Collections;

/// <summary>The catalog's state and the log that it is rebuilt from.</summary>
/// <remarks>
/// Each operation is logged and synced first and changes the state afterwards. Threads: one caller at a time for the
/// operations; <see cref="State"/> belongs to the catalog's grain.
/// </remarks>
internal sealed partial class CatalogStore : ILogConsumer
{
    private readonly NodeStorage _storage;
    private readonly ISnapshotStore _snapshots;
    private readonly Func<SegmentKey, Task> _clearManifest;
    private readonly SegmentInstruments _instruments;
    private readonly ILogger _logger;

    // Collections that the log says were dropped: what is left of their files is garbage.
    private readonly HashSet<long> _dropped = [];

    // Collections of which nothing is needed any more.
    private readonly List<long> _orphans = [];
    private GroupCommit? _commit;

    /// <param name="storage">Where the log is.</param>
    /// <param name="snapshots">Where snapshots of collections are.</param>
    /// <param name="clearManifest">Removes what the storage of grain state says of the snapshots of a segment.</param>
    /// <param name="instruments">Count the damage.</param>
    /// <param name="logger">Told of what is removed and of what is wrong.</param>
    public CatalogStore(
        NodeStorage storage, ISnapshotStore snapshots, Func<SegmentKey, Task> clearManifest, SegmentInstruments instruments, ILogger logger)
    {
        _instruments = instruments;
        _storage = storage;
        _snapshots = snapshots;
        _clearManifest = clearManifest;
        _logger = logger;
    }

    /// <summary>All collections.</summary>
    public CatalogState State { get; } = new();

    /// <summary>Why there is no catalog, or null.</summary>
    public string? Damage { get; private set; }

    /// <summary>Why the catalog takes no changes, or null.</summary>
    public string? SealReason => _commit?.Seal?.Reason;

    /// <summary>
    /// Rebuilds the state from the log, and removes what collections have left that were dropped or never wholly created.
    /// A damaged log does not throw: it is told by <see cref="Damage"/>.
    /// </summary>
    public async Task OpenAsync()
    {
        try
        {
            await _storage.Changes.RunAsync(Open);
            foreach (long id in _orphans)
            {
                await RemoveAsync(id);
            }
        }
        catch (Exception e) when (e is CorruptDataException or FormatMismatchException or InvalidDataException or IOException)
        {
            Damage = $"The catalog of collections cannot be read: {e.Message} Its files are kept as they are. Check them with "
                + "'vectorizer verify', and restore the data directory from a backup.";
            if (e is CorruptDataException or FormatMismatchException or InvalidDataException)
            {
                _instruments.Damaged(SegmentInstruments.Catalog);
            }

            LogDamaged(_logger, e);
        }
    }

    /// <summary>Logs that a collection was created.</summary>
    /// <exception cref="VectorizerException"><c>insufficient_storage</c>: it was not. <c>indeterminate</c>: perhaps.</exception>
    public async Task CreateAsync(CollectionRecord record)
    {
        await LogAsync(EncodedRecord.Created(record.ToCatalog()));
        State.Created(record);
    }

    /// <summary>Logs that a collection was changed.</summary>
    /// <inheritdoc cref="CreateAsync" path="/exception"/>
    public async Task ChangeAsync(CollectionRecord record)
    {
        await LogAsync(EncodedRecord.Changed(record.ToCatalog()));
        State.Changed(record);
    }

    /// <summary>Logs that a collection was given another name.</summary>
    /// <inheritdoc cref="CreateAsync" path="/exception"/>
    public async Task RenameAsync(CollectionRecord record)
    {
        await LogAsync(EncodedRecord.Renamed(record.ToCatalog()));
        State.Changed(record);
    }

    /// <summary>Logs what becomes of aliases, all of it in one record.</summary>
    /// <param name="changes">At least one alias and the id of its collection, 0 for none.</param>
    /// <inheritdoc cref="CreateAsync" path="/exception"/>
    public async Task ChangeAliasesAsync(ImmutableArray<(string Alias, long Id)> changes)
    {
        await LogAsync(EncodedRecord.Aliases([.. changes.Select(change => new CatalogAlias(change.Alias, change.Id))]));
        State.AliasesChanged(changes);
    }

    /// <summary>Logs that a collection was dropped, and with it its aliases.</summary>
    /// <inheritdoc cref="CreateAsync" path="/exception"/>
    public async Task DropAsync(CollectionRecord record)
    {
        await LogAsync(EncodedRecord.Dropped(new CatalogDrop(record.Id, record.Version + 1)));
        State.Dropped(record.Id);
    }

    /// <summary>Syncs and closes the log.</summary>
    public Task CloseAsync() => _commit?.CloseAsync() ?? Task.CompletedTask;

    // The state follows when the record's task has ended; nothing is to be done as it passes.
    void ILogConsumer.Accept(ReadOnlySpan<LogRecord> records)
    {
    }

    private void Open()
    {
        _storage.Data.SweepDropped();
        SegmentLog log = CatalogLog.Open(_storage.Data, _storage.Logs, _storage.Recovery, Replay).Log;
        log.StartEpoch(log.Epoch + 1);
        foreach (long id in _storage.Data.CollectionsOnDisk().Where(id => !State.TryFind(id, out _)))
        {
            Judge(id);
        }

        _commit = _storage.Commit(log, this, new GroupCommitOptions());
    }

    /// <summary>
    /// Finds out whether to remove the files of a collection that is not in the catalog: they are garbage if the catalog says that it was dropped or if it
    /// never held a point. Anything else may be all that a damaged catalog has left of it, and is kept.
    /// </summary>
    private void Judge(long id)
    {
        if (!_dropped.Contains(id) && HoldsRecords(id))
        {
            LogUnknown(_logger, id);
            return;
        }

        _orphans.Add(id);
    }

    /// <summary>Removes what is left of a collection. Its directory goes last: while it is there, the next start tries again.</summary>
    private async Task RemoveAsync(long id)
    {
        LogOrphan(_logger, id);
        try
        {
            foreach (int segment in _storage.Data.SegmentsOnDisk(id))
            {
                await _clearManifest(new SegmentKey(id, segment));
            }

            await _storage.Changes.RunAsync(() =>
            {
                _snapshots.DeleteCollection(id);
                _storage.Data.DropCollection(id);
            });
        }
        catch (Exception e) when (e is VectorizerException or SnapshotStoreException)
        {
            LogOrphanLeft(_logger, id, e);
        }
    }

    private bool HoldsRecords(long id)
    {
        LogVerifier verifier = new(_storage.Data.Disk);
        int faults = _storage.Data.SegmentsOnDisk(id).Sum(
            segment => verifier.VerifyLog(LogIdentity.OfSegment(id, segment), _storage.Data.LogDirectory(id, segment))
                .Count(fault => fault.IsDamage && !fault.What.Contains("has no file", StringComparison.Ordinal)));
        return verifier.Records > 0
            || faults > 0
            || _storage.Data.SegmentsOnDisk(id).Any(segment => _storage.Data.HasSnapshots(id, segment));
    }

    private void Replay(in LogEntry entry)
    {
        switch (entry.Header.Kind)
        {
            case LogRecordKind.CollectionCreated:
                State.Created(CatalogRecordFormat.ReadCollection(entry.Payload).ToRecord());
                break;
            case LogRecordKind.CollectionChanged or LogRecordKind.CollectionRenamed:
                State.Changed(CatalogRecordFormat.ReadCollection(entry.Payload).ToRecord());
                break;
            case LogRecordKind.AliasesChanged:
                State.AliasesChanged([.. AliasRecordFormat.Read(entry.Payload).Select(alias => (alias.Name, alias.CollectionId))]);
                break;
            case LogRecordKind.CollectionDropped:
                long id = CatalogRecordFormat.ReadDrop(entry.Payload).Id;
                State.Dropped(id);
                _dropped.Add(id);
                break;
            default:
                throw new FormatMismatchException(
                    entry.File,
                    FormatMismatch.TooNew,
                    $"the record at offset {entry.Offset} is of the unknown kind {entry.Header.Kind}");
        }
    }

    private async Task LogAsync(EncodedRecord record)
    {
        try
        {
            LogDurability durability = _storage.Data.IsVolatile ? LogDurability.Os : LogDurability.Fsync;
            await _commit!.Enqueue(record, durability);
        }
        catch (LogDiskFullException e)
        {
            throw DiskRefusals.Full(_storage, e);
        }
        catch (LogSealedException e)
        {
            throw new VectorizerException(
                VectorizerError.Indeterminate,
                $"The change may or may not be stored; the catalog takes no changes until a restart. {e.Reason}");
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "What is left of collection {Id} could not all be removed. The next start tries again.")]
    private static partial void LogOrphanLeft(ILogger logger, long id, Exception exception);

    [LoggerMessage(Level = LogLevel.Error, Message = "The catalog's log cannot be read. Its files are kept; no collection is available.")]
    private static partial void LogDamaged(ILogger logger, Exception exception);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Collection {Id} has files but was dropped or never wholly created: they are removed.")]
    private static partial void LogOrphan(ILogger logger, long id);

    [LoggerMessage(Level = LogLevel.Error, Message = "Collection {Id} has points on the disk but is not in the catalog, which may have lost it. Its files are kept.")]
    private static partial void LogUnknown(ILogger logger, long id);
}
