using System.Collections.Immutable;
using Microsoft.Extensions.Logging;
using Vectorizer.Abstractions.Errors;
using Vectorizer.Abstractions.Segments;
using Vectorizer.Engine.Segments;
using Vectorizer.Grains.Segments;
using Vectorizer.Grains.Storage;
using Vectorizer.Storage.Files;
using Vectorizer.Storage.Snapshots;

namespace Vectorizer.Grains.Snapshots;

/// <summary>Saves one segment.</summary>
/// <remarks>
/// The life of a snapshot, and what a crash after each step leaves behind:
/// <list type="number">
/// <item>The segment is captured between two groups of writes. Searches and writes go on. Nothing is left.</item>
/// <item>The capture is written to a directory under a name that says that it is unfinished. The next opening or save removes it.</item>
/// <item>The log is synced, so that it holds all that the snapshot does, and goes on in a new file.</item>
/// <item>The store takes the files over. An orphan, which the next opening or save removes.</item>
/// <item>The manifest names the snapshot: from here on it counts. Older snapshots and log files are still there.</item>
/// <item>What is no longer needed is removed: snapshots beyond those kept, then the log before the oldest of them. The next
/// save removes what a crash has left.</item>
/// </list>
/// Threads: any. Saves of a segment run one after the other; who asks while one waits its turn shares it.
/// </remarks>
internal sealed partial class SegmentSaver
{
    private const int KeepAttempts = 5;

    private static readonly TimeSpan s_retryAfter = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan s_keepDelay = TimeSpan.FromSeconds(2);

    private readonly SegmentKey _key;
    private readonly SegmentWriter _writer;
    private readonly NodeStorage _storage;
    private readonly ISnapshotStore _store;
    private readonly CopyManifests _manifests;
    private readonly AutoSaveOptions _options;
    private readonly SegmentInstruments _instruments;
    private readonly TimeProvider _timeProvider;
    private readonly ILogger _logger;
    private readonly CancellationTokenSource _closing = new();
    private readonly Lock _gate = new();

    private CopyManifest _manifest;
    private bool _isManifestUncertain;
    private ImmutableHashSet<long> _damaged = [];
    private UnsavedWrites _savedWrites;
    private Task<SavedSnapshot?> _running = Task.FromResult<SavedSnapshot?>(null);
    private Task<SavedSnapshot?>? _waiting;
    private long _attemptedAt;
    private string? _failure;

    /// <param name="key">Whose snapshots.</param>
    /// <param name="writer">Its writer.</param>
    /// <param name="manifest">What is saved already.</param>
    /// <param name="damaged">Sequences of the snapshots among them that cannot be read.</param>
    /// <param name="services">What a node needs to save.</param>
    /// <param name="logger">Told of saves and failures.</param>
    public SegmentSaver(
        SegmentKey key,
        SegmentWriter writer,
        CopyManifest manifest,
        ImmutableHashSet<long> damaged,
        SavingServices services,
        ILogger logger)
    {
        _key = key;
        _writer = writer;
        _manifest = manifest;
        _damaged = damaged;
        _storage = services.Storage;
        _store = services.Store;
        _manifests = services.Manifests;
        _options = services.Options;
        _instruments = services.Instruments;
        _timeProvider = services.TimeProvider;
        _logger = logger;
        _attemptedAt = _timeProvider.GetTimestamp();
    }

    /// <summary>What is saved, and how the last attempt went.</summary>
    public SnapshotStatus Status
    {
        get
        {
            lock (_gate)
            {
                SavedSnapshot? latest = _manifest.Latest;
                return new SnapshotStatus(
                    latest?.Sequence ?? 0,
                    latest?.SavedAt,
                    latest?.Bytes ?? 0,
                    _manifest.Snapshots.Length,
                    _damaged.Count,
                    _waiting is not null || !_running.IsCompleted,
                    _failure);
            }
        }
    }

    /// <summary>Snapshots that the manifest names, the newest first.</summary>
    public ImmutableArray<SavedSnapshot> Snapshots => Volatile.Read(ref _manifest).Snapshots;

    /// <summary>Whether the segment is being closed: its files may go at any time.</summary>
    public bool IsClosing => _closing.IsCancellationRequested;

    /// <summary>Whether a save is due by itself.</summary>
    public bool IsDue
    {
        get
        {
            lock (_gate)
            {
                if (_waiting is not null || !_running.IsCompleted || _closing.IsCancellationRequested)
                {
                    return false;
                }

                TimeSpan since = _timeProvider.GetElapsedTime(_attemptedAt);
                return _failure is not null
                    ? _options.Enabled && since >= s_retryAfter
                    : (_options.Enabled && !_damaged.IsEmpty)
                        || SavePolicy.IsDue(_options, _writer.AppliedWrites - _savedWrites, since, _manifest.Latest?.Bytes ?? 0);
            }
        }
    }

    /// <summary>Whether a save is worth its time when the node stops.</summary>
    public bool IsDueAtStop
    {
        get
        {
            lock (_gate)
            {
                return SavePolicy.IsDueAtStop(_options, _writer.AppliedWrites - _savedWrites);
            }
        }
    }

    /// <summary>The saves under way, to their end.</summary>
    /// <exception cref="VectorizerException">As of <see cref="SaveAsync"/>.</exception>
    public Task Running
    {
        get
        {
            lock (_gate)
            {
                return _waiting ?? _running;
            }
        }
    }

    /// <summary>Saves what is visible now, unless it is saved.</summary>
    /// <returns>The newest snapshot, which holds at least that; null for a segment without a write.</returns>
    /// <exception cref="VectorizerException">Why it could not be saved. What was saved before is as it was.</exception>
    public Task<SavedSnapshot?> SaveAsync()
    {
        lock (_gate)
        {
            return _waiting ??= RunAfterAsync(_running);
        }
    }

    /// <summary>Tells that a snapshot cannot be read. It is replaced by the next save, which is due at once.</summary>
    public void ReportDamage(long sequence)
    {
        lock (_gate)
        {
            if (_manifest.Snapshots.Any(snapshot => snapshot.Sequence == sequence))
            {
                _damaged = _damaged.Add(sequence);
            }
        }
    }

    /// <summary>Ends a save under way, and refuses further ones.</summary>
    public async Task CloseAsync()
    {
        Task running;
        lock (_gate)
        {
            _closing.Cancel();
            running = _waiting ?? _running;
        }

        await running.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    private async Task<SavedSnapshot?> RunAfterAsync(Task before)
    {
        // Not under the caller's lock.
        await before.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ForceYielding);
        lock (_gate)
        {
            _running = _waiting!;
            _waiting = null;
            _attemptedAt = _timeProvider.GetTimestamp();
        }

        try
        {
            SavedSnapshot? saved = await SaveOnceAsync().ConfigureAwait(false);
            _failure = null;
            return saved;
        }
        catch (OperationCanceledException) when (_closing.IsCancellationRequested)
        {
            throw new VectorizerException(VectorizerError.SegmentUnavailable, $"Segment {_key} is closing; it was not saved.");
        }
        catch (Exception e)
        {
            VectorizerException failure = e switch
            {
                VectorizerException known => known,
                DiskException { IsDiskFull: true } full => DiskRefusals.Full(_storage, full),

                // What a provider of grain state failed of has the whole trace in its message, and its cause a line.
                _ => new VectorizerException(
                    VectorizerError.SegmentUnavailable, $"Segment {_key} could not be saved. {e.GetBaseException().Message}"),
            };
            _failure = failure.Message;
            _instruments.SaveFailed();
            LogFailed(_logger, _key, e);
            await RemoveUnfinishedAsync().ConfigureAwait(false);
            throw failure;
        }
    }

    private async Task<SavedSnapshot?> SaveOnceAsync()
    {
        _closing.Token.ThrowIfCancellationRequested();
        long startedAt = _timeProvider.GetTimestamp();
        if (_isManifestUncertain)
        {
            Volatile.Write(ref _manifest, await _manifests.ReadAsync(_key).ConfigureAwait(false));
            _isManifestUncertain = false;
        }

        // 1. Captured.
        (SegmentCapture capture, UnsavedWrites writes) = await _writer.BeginCaptureAsync().ConfigureAwait(false);
        SnapshotId id = new(_key.CollectionId, _key.Number, capture.Sequence);
        SnapshotSummary summary = null!;
        string directory = "";
        bool isSaved = capture.Sequence == (_manifest.Latest?.Sequence ?? 0) && !_damaged.Contains(capture.Sequence);
        try
        {
            // 2. Written.
            await (isSaved ? Task.CompletedTask : _storage.Saves.RunAsync(() =>
            {
                _storage.RequireSpace();
                _storage.Data.SweepSnapshots(id.CollectionId, id.Segment);
                directory = _storage.Data.PrepareSnapshot(id.CollectionId, id.Segment, id.Sequence);
                summary = SnapshotWriter.Write(
                    _storage.Data.Disk, directory, id, _writer.Epoch, capture, () => _writer.KeysUpTo(id.Sequence), _closing.Token);
            })).ConfigureAwait(false);
        }
        finally
        {
            _writer.EndCapture(capture);
        }

        if (isSaved)
        {
            await ForgetDamagedAsync().ConfigureAwait(false);
            return _manifest.Latest;
        }

        // 3. In the log as well.
        await _writer.StartNewLogFileAsync().ConfigureAwait(false);

        // 4. In the store. Not earlier: a snapshot that could not be read may still be readable after all.
        await ForgetDamagedAsync().ConfigureAwait(false);
        await KeepAsync(id, directory).ConfigureAwait(false);

        // 5. Named.
        SavedSnapshot saved = new(
            id.Sequence, summary.Epoch, summary.Bytes, summary.Checksum, summary.Points, _timeProvider.GetUtcNow());
        await ReplaceManifestAsync([saved, .. _manifest.Snapshots.Take(_options.Keep - 1)]).ConfigureAwait(false);
        lock (_gate)
        {
            _savedWrites = writes;
        }

        // 6. Rid of what it replaces.
        await _storage.Saves.RunAsync(RemoveUnneeded).ConfigureAwait(false);
        TimeSpan took = _timeProvider.GetElapsedTime(startedAt);
        _instruments.Saved(took, summary.Bytes);
        LogSaved(_logger, _key, id.Sequence, summary.Bytes, took.TotalSeconds);
        return saved;
    }

    /// <summary>Hands the files to the store. One that is far away may fail for a moment, and goes on where it was.</summary>
    private async Task KeepAsync(SnapshotId id, string directory)
    {
        for (int attempt = 1; ; attempt++)
        {
            try
            {
                await _storage.Saves.RunAsync(() => _store.Keep(id, directory, _closing.Token)).ConfigureAwait(false);
                return;
            }
            catch (SnapshotStoreException e) when (attempt < KeepAttempts)
            {
                LogKeepRepeated(_logger, _key, attempt, e);
                await Task.Delay(s_keepDelay * attempt, _timeProvider, _closing.Token).ConfigureAwait(false);
            }
        }
    }

    /// <summary>
    /// Takes damaged snapshots out of the manifest, if a sound one or the whole log is behind them. The new snapshot may
    /// need the name of a damaged one.
    /// </summary>
    private async Task ForgetDamagedAsync()
    {
        ImmutableHashSet<long> damaged = _damaged;
        if (damaged.IsEmpty)
        {
            return;
        }

        await ReplaceManifestAsync([.. _manifest.Snapshots.Where(snapshot => !damaged.Contains(snapshot.Sequence))]).ConfigureAwait(false);
        lock (_gate)
        {
            _damaged = _damaged.Except(damaged);
        }
    }

    private async Task ReplaceManifestAsync(ImmutableArray<SavedSnapshot> snapshots)
    {
        // Until the answer is there: perhaps it is stored all the same.
        _isManifestUncertain = true;
        Volatile.Write(ref _manifest, await _manifests.ReplaceAsync(_key, _manifest, snapshots).ConfigureAwait(false));
        _isManifestUncertain = false;
    }

    /// <summary>Gives back the space of a save that has failed, most of all if it was the last there was.</summary>
    private async Task RemoveUnfinishedAsync()
    {
        try
        {
            await _storage.Saves.RunAsync(() => _storage.Data.SweepSnapshots(_key.CollectionId, _key.Number)).ConfigureAwait(false);
        }
        catch (DiskException e)
        {
            LogUnfinishedLeft(_logger, _key, e);
        }
    }

    private void RemoveUnneeded()
    {
        foreach (long orphan in _store.List(_key.CollectionId, _key.Number).Except(_manifest.Snapshots.Select(kept => kept.Sequence)))
        {
            _store.Delete(new SnapshotId(_key.CollectionId, _key.Number, orphan));
        }

        // Not before all that may be kept are there: with the log from the beginning, the first one may be damaged as well.
        if (_manifest.Snapshots.Length == _options.Keep)
        {
            _writer.DropLogUpTo(_manifest.Snapshots[^1].Sequence);
        }
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "Segment {Segment} was saved up to sequence {Sequence}: {Bytes} bytes in {Seconds:0.00} s.")]
    private static partial void LogSaved(ILogger logger, SegmentKey segment, long sequence, long bytes, double seconds);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Segment {Segment} could not be saved. What was saved before is as it was.")]
    private static partial void LogFailed(ILogger logger, SegmentKey segment, Exception exception);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The store did not take the snapshot of segment {Segment} at attempt {Attempt}. This is tried again.")]
    private static partial void LogKeepRepeated(ILogger logger, SegmentKey segment, int attempt, Exception exception);

    [LoggerMessage(Level = LogLevel.Warning, Message = "What the failed save of segment {Segment} has left could not be removed. The next save removes it.")]
    private static partial void LogUnfinishedLeft(ILogger logger, SegmentKey segment, Exception exception);
}
