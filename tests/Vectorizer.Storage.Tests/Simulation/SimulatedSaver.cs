using System.Collections.Immutable;
using Vectorizer.Engine.Segments;
using Vectorizer.Storage.Files;
using Vectorizer.Storage.Formats;
using Vectorizer.Storage.Log;
using Vectorizer.Storage.Snapshots;

namespace Vectorizer.Storage.Tests.Simulation;

/// <summary>Saves the records of one log, a step at a time, so that a node can be stopped between any two of them.</summary>
/// <remarks>
/// The steps are those of a node: damaged snapshots are forgotten, the records captured and written; the log synced and
/// continued in a new file; the snapshot kept; the manifest replaced; other snapshots and then the log before the oldest
/// snapshot removed.
/// </remarks>
internal sealed class SimulatedSaver
{
    private readonly DataDirectory _data;
    private readonly FileSnapshotStore _store;
    private readonly GroupCommit _commit;
    private readonly SegmentLog _log;
    private readonly PlantedFault _fault;
    private readonly int _keep;
    private readonly Func<ulong> _nextNonce;
    private readonly long _collection;
    private ImmutableArray<SnapshotSummary> _manifest;
    private SegmentCapture? _capture;
    private Task? _newFile;
    private string _directory = "";
    private SnapshotSummary? _saved;
    private int _step;

    public SimulatedSaver(DataDirectory data, long collection, SegmentLog log, GroupCommit commit, int keep, PlantedFault fault, Func<ulong> nextNonce)
    {
        _data = data;
        _store = new FileSnapshotStore(data);
        _collection = collection;
        _log = log;
        _commit = commit;
        _keep = keep;
        _fault = fault;
        _nextNonce = nextNonce;
        _manifest = SavedManifest.Read(data, collection);
    }

    /// <summary>Snapshots that could not be read when the log was opened.</summary>
    public ImmutableHashSet<long> Damaged { get; set; } = [];

    /// <summary>Goes one step further, or begins a new save.</summary>
    /// <param name="sequence">Of the last record that was handed over.</param>
    /// <param name="capture">Fixes what was handed over so far.</param>
    public void Advance(long sequence, Func<SegmentCapture> capture)
    {
        switch (_step)
        {
            case 0:
                ForgetDamaged();
                if (sequence == 0 || sequence == (_manifest is [var newest, ..] ? newest.Snapshot.Sequence : 0))
                {
                    return;
                }

                _capture = capture();
                break;
            case 1:
                Write();
                break;
            case 2:
                _newFile = _fault == PlantedFault.PublishBeforeTheLogIsSynced ? Task.CompletedTask : _commit.StartNewFileAsync();
                break;
            case 3 when !_newFile!.IsCompleted:
                return;
            case 3 when !_newFile!.IsCompletedSuccessfully:
                _step = 0;
                return;
            case 4:
                _store.Keep(_saved!.Snapshot, _directory, CancellationToken.None);
                break;
            case 5:
                Publish();
                break;
            case 6:
                RemoveOthers();
                break;
            case 7:
                DropLog();
                _step = 0;
                return;
        }

        _step++;
    }

    /// <summary>Lets go of what a save under way has fixed: the node has stopped.</summary>
    public void Abandon() => _capture?.Dispose();

    /// <summary>Loads the newest snapshot that is sound.</summary>
    /// <param name="data">Where.</param>
    /// <param name="collection">Whose.</param>
    /// <param name="fault">What it does wrong.</param>
    /// <param name="load">Loads from a directory what the manifest names, or whatever is there.</param>
    /// <returns>What was loaded, null for nothing, and the sequences of the snapshots that are damaged.</returns>
    public static (T? Loaded, ImmutableHashSet<long> Damaged) Load<T>(
        DataDirectory data, long collection, PlantedFault fault, Func<string, SnapshotSummary?, T> load)
        where T : class
    {
        string directory = data.SnapshotDirectory(collection, 0);
        if (fault == PlantedFault.TakeAnUnfinishedSnapshot
            && (data.Disk.TryList(directory) ?? []).LastOrDefault(entry => entry.Name.EndsWith(".unfinished", StringComparison.Ordinal)) is { Name: { } name }
            && TryLoad(load, $"{directory}/{name}", null) is { } unfinished)
        {
            return (unfinished, []);
        }

        data.SweepSnapshots(collection, 0);
        ImmutableHashSet<long> damaged = [];
        foreach (SnapshotSummary named in SavedManifest.Read(data, collection))
        {
            if (TryLoad(load, PathOf(data, named), named) is { } loaded)
            {
                return (loaded, damaged);
            }

            damaged = damaged.Add(named.Snapshot.Sequence);
        }

        return (null, damaged);
    }

    /// <summary>The file of a snapshot.</summary>
    public static string PathOf(DataDirectory data, SnapshotSummary named)
        => $"{data.SnapshotDirectory(named.Snapshot.CollectionId, 0)}/{named.Snapshot.Sequence:D20}";

    private static T? TryLoad<T>(Func<string, SnapshotSummary?, T> load, string directory, SnapshotSummary? named)
        where T : class
    {
        try
        {
            return load(directory, named);
        }
        catch (IOException exception) when (exception is CorruptDataException or FormatMismatchException or DiskException { Error: DiskError.NotFound })
        {
            return null;
        }
    }

    private void ForgetDamaged()
    {
        if (!Damaged.IsEmpty)
        {
            _manifest = [.. _manifest.Where(named => !Damaged.Contains(named.Snapshot.Sequence))];
            SavedManifest.Replace(_data, _collection, _manifest);
            Damaged = [];
        }
    }

    private void Write()
    {
        using SegmentCapture capture = _capture!;
        _directory = _data.PrepareSnapshot(_collection, 0, capture.Sequence);
        _saved = SnapshotWriter.Write(
            _data.Disk,
            _directory,
            new SnapshotId(_collection, 0, capture.Sequence),
            _log.Epoch,
            _nextNonce(),
            capture,
            () => [],
            CancellationToken.None);
    }

    private void Publish()
    {
        if (_fault == PlantedFault.DropTheLogBeforeTheManifest)
        {
            _log.DropUpTo(_saved!.Snapshot.Sequence);
        }

        _manifest = [_saved!, .. _manifest.Take(_keep - 1)];
        SavedManifest.Replace(_data, _collection, _manifest);
    }

    private void RemoveOthers()
    {
        foreach (long orphan in _store.List(_collection, 0).Except(_manifest.Select(kept => kept.Snapshot.Sequence)))
        {
            _store.Delete(new SnapshotId(_collection, 0, orphan));
        }
    }

    private void DropLog()
    {
        if (_manifest.Length == _keep)
        {
            SnapshotSummary upTo = _fault == PlantedFault.DropTheLogBeyondTheOldestSnapshot ? _manifest[0] : _manifest[^1];
            _log.DropUpTo(upTo.Snapshot.Sequence);
        }
    }
}
