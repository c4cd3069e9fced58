using System.Collections.Immutable;
using Microsoft.Extensions.Logging.Abstractions;
using Vectorizer.Storage.Files;
using Vectorizer.Storage.Formats;
using Vectorizer.Storage.Formats.V1;
using Vectorizer.Storage.Log;
using Vectorizer.Storage.Snapshots;

namespace Vectorizer.Storage.Tests.Simulation;

/// <summary>A random life of a few logs on a simulated disk, compared with a model after every stop.</summary>
/// <remarks>
/// Several logs get records with all durabilities, some of which may use the reserve of a full disk; turns, rolls, drops,
/// new epochs, failing writes and syncs, full disks, clean stops, kills and power failures come at random, the last also
/// in the middle of anything, recovery included. Meanwhile their records are saved, a step at a time, the beginnings of
/// the logs are dropped, and bits of the newest snapshot flip where an older one is kept. One seed decides everything.
/// </remarks>
internal sealed class LogHistory : ILogConsumer
{
    private const string Root = "/data";
    private const int Steps = 140;
    private const int MaxLogs = 3;

    private readonly Random _random;
    private readonly SimulatedDisk _disk;
    private readonly IDisk _seen;
    private readonly FaultyRules _rules;
    private readonly int _fixedPayload;
    private readonly int _keptSnapshots;
    private readonly PlantedFault _fault;
    private readonly Dictionary<long, LogModel<byte[]>> _models = [];
    private readonly HashSet<long> _perhapsThere = [];
    private readonly HashSet<long> _gone = [];
    private readonly Dictionary<long, OpenLog> _open = [];
    private TurnQueue _turns = new();
    private DataDirectory? _data;
    private LogStore? _store;
    private DiskSpace? _space;
    private ulong _nonce;
    private long _nextCollection = 1;
    private int _nextRecord;
    private int _failNextWrite;
    private int _failNextSync;
    private DiskError _failure;

    private LogHistory(int seed, PlantedFault fault)
    {
        _random = new Random(seed);
        _disk = new SimulatedDisk(_random) { Inject = Inject };
        _seen = new FaultyDisk(_disk, fault);
        _rules = new FaultyRules(fault);
        _fault = fault;

        // Records of one size show best what is left behind a cut.
        _fixedPayload = _random.Next(2) == 0 ? 0 : 8 * _random.Next(1, 100);
        _keptSnapshots = _random.Next(1, 3);
    }

    /// <summary>Plays the history of a seed.</summary>
    /// <exception cref="ModelException">The storage lost, invented or changed something, or refused to open.</exception>
    public static void Play(int seed, PlantedFault fault)
    {
        LogHistory history = new(seed, fault);
        try
        {
            history.Play();
        }
        catch (Exception exception) when (exception is not ModelException)
        {
            throw new ModelException($"seed {seed}: {exception.GetType().Name}: {exception.Message}", exception);
        }
        catch (ModelException exception)
        {
            throw new ModelException($"seed {seed}: {exception.Message}", exception);
        }
        finally
        {
            history._store?.Dispose();
        }
    }

    void ILogConsumer.Accept(ReadOnlySpan<LogRecord> records)
    {
        foreach (LogRecord record in records)
        {
            Record known = (Record)record;
            OpenLog log = _open[known.Collection];
            if (record.Sequence != log.LastAccepted + 1)
            {
                throw new ModelException($"sequence {record.Sequence} was handed over after {log.LastAccepted}");
            }

            log.LastAccepted = record.Sequence;
            log.Records.Add(known.Payload);
        }
    }

    private void Play()
    {
        _disk.CreateDirectory(Root);
        _disk.SyncDirectory("");
        Reopen(powerWasLost: false);
        for (int step = 0; step < Steps; step++)
        {
            try
            {
                Step();
            }
            catch (PowerFailureException)
            {
            }

            Settle();
            if (_disk.IsDown)
            {
                Restart(losesPower: true);
            }
        }

        Restart(losesPower: _random.Next(2) == 0);
        Restart(losesPower: true);
    }

    private void Step()
    {
        switch (_random.Next(115))
        {
            case >= 100:
                Save();
                break;
            case < 45:
                Write();
                break;
            case < 78:
                _turns.RunOne();
                break;
            case < 82:
                Create();
                break;
            case < 84:
                Drop();
                break;
            case < 86:
                ChangeEpoch();
                break;
            case < 89:
                _failNextSync = 1;
                _failure = DiskError.Other;
                break;
            case < 92:
                // Twice: also what may use the reserve finds no space.
                _failNextWrite = _random.Next(1, 3);
                _failure = _random.Next(4) == 0 ? DiskError.Other : DiskError.DiskFull;
                break;
            case < 94:
                Restart(losesPower: false);
                break;
            case < 96:
                Restart(losesPower: true);
                break;
            case < 98:
                _disk.PowerFailsIn = _random.Next(12);
                break;
            default:
                CloseAll();
                Restart(losesPower: _random.Next(2) == 0);
                break;
        }
    }

    private void Write()
    {
        if (_open.Count == 0)
        {
            return;
        }

        (long collection, OpenLog log) = _open.ElementAt(_random.Next(_open.Count));
        for (int count = _random.Next(1, 5); count > 0 && log.Commit.Seal is null; count--)
        {
            byte[] payload = new byte[_fixedPayload > 0 ? _fixedPayload : _random.Next(8, 1500)];
            _random.NextBytes(payload);
            BitConverter.TryWriteBytes(payload, _nextRecord++);
            Record record = new(collection, payload, mayUseReserve: _random.Next(3) == 0);
            LogDurability durability = _random.Next(5) switch
            {
                0 => LogDurability.Memory,
                1 => LogDurability.Os,
                _ => LogDurability.Fsync,
            };
            log.Waiting.Add((record, durability, log.Commit.Enqueue(record, durability)));
        }
    }

    /// <summary>Takes the outcome of finished writes into the model.</summary>
    private void Settle()
    {
        foreach ((long collection, OpenLog log) in _open)
        {
            LogModel<byte[]> model = _models[collection];
            List<(Record Record, LogDurability Durability, Task<LogAcknowledgement> Task)> finished =
                [.. log.Waiting.Where(write => write.Task.IsCompleted)];
            log.Waiting.RemoveAll(write => write.Task.IsCompleted);
            foreach ((Record record, LogDurability asked, Task<LogAcknowledgement> task) in finished)
            {
                if (task.IsCompletedSuccessfully)
                {
                    LogAcknowledgement acknowledgement = task.Result;
                    if (acknowledgement.Durability < asked || acknowledgement.Sequence > log.LastAccepted)
                    {
                        throw new ModelException($"{acknowledgement} for a write that asked for {asked}");
                    }

                    model.Place(acknowledgement.Sequence, record.Payload);
                    model.Acknowledge(acknowledgement.Sequence, acknowledgement.Durability);
                }
                else if (task.Exception!.InnerException is LogDiskFullException)
                {
                    model.Refuse(record.Sequence);
                }
                else if (record.Sequence > 0)
                {
                    model.Place(record.Sequence, record.Payload);
                }
            }
        }
    }

    private void Create()
    {
        if (_models.Count >= MaxLogs)
        {
            return;
        }

        long collection = _nextCollection++;
        _perhapsThere.Add(collection);
        LogIdentity identity = LogIdentity.OfSegment(collection, 0);
        try
        {
            _data!.CreateLogDirectory(collection, 0);
            Add(collection, SegmentLog.Create(_store!, identity, _data.LogDirectory(collection, 0)), [], []);
        }
        catch (IOException exception) when (exception is DiskException or LogDiskFullException or LogSealedException)
        {
            return;
        }

        _models.Add(collection, new LogModel<byte[]>(static (one, other) => one.AsSpan().SequenceEqual(other)));
        _perhapsThere.Remove(collection);
    }

    private void Save()
    {
        if (_open.Count == 0)
        {
            return;
        }

        OpenLog log = _open.ElementAt(_random.Next(_open.Count)).Value;
        for (int steps = _random.Next(1, 6); steps > 0; steps--)
        {
            log.Saver.Advance(log.Records.Count, () => RecordSnapshot.Capture(log.Records));
        }
    }

    private void Drop()
    {
        if (_open.Count == 0)
        {
            return;
        }

        (long collection, OpenLog log) = _open.ElementAt(_random.Next(_open.Count));
        _open.Remove(collection);
        _models.Remove(collection);
        _perhapsThere.Add(collection);
        log.Log.Dispose();
        _data!.DropCollection(collection);
        _perhapsThere.Remove(collection);
        _gone.Add(collection);
    }

    private void ChangeEpoch()
    {
        if (_open.Count == 0)
        {
            return;
        }

        OpenLog log = _open.ElementAt(_random.Next(_open.Count)).Value;
        log.Log.StartEpoch(log.Log.Epoch + _random.Next(1, 3));
        try
        {
            log.Log.StartEpoch(log.Log.Epoch - 1);
        }
        catch (LogEpochException)
        {
            return;
        }

        throw new ModelException("an epoch that was over could write again");
    }

    private void CloseAll()
    {
        foreach (OpenLog log in _open.Values)
        {
            _ = log.Commit.CloseAsync();
        }

        _turns.RunAll();
        Settle();
    }

    private void Restart(bool losesPower)
    {
        // Whoever still waits is never answered; a write in a queue was never given a sequence.
        Settle();
        bool powerWasLost = losesPower || _disk.IsDown;
        while (true)
        {
            if (powerWasLost)
            {
                _disk.LosePower();
            }
            else
            {
                _disk.Kill();
            }

            _failNextSync = _failNextWrite = 0;
            _disk.PowerFailsIn = null;
            if (_keptSnapshots == 2 && _random.Next(3) == 0)
            {
                FlipABit();
            }

            if (_random.Next(6) == 0)
            {
                _disk.PowerFailsIn = _random.Next(60);
            }

            try
            {
                Reopen(powerWasLost);
                return;
            }
            catch (PowerFailureException)
            {
                powerWasLost = true;
            }
        }
    }

    /// <summary>Damages the newest snapshot of a log for which there is another way back.</summary>
    private void FlipABit()
    {
        using DataDirectory data = DataDirectory.Open(_disk, Root, "node");
        foreach (long collection in _models.Keys)
        {
            if (SavedManifest.Read(data, collection) is not [var newest, _] named
                || named.Any(one => !IsSound(data, one)))
            {
                continue;
            }

            using IDiskFile file = _disk.Open($"{SimulatedSaver.PathOf(data, newest)}/{SnapshotWriter.FileName}", DiskAccess.Write);
            long offset = _random.NextInt64(file.Length);
            byte[] one = new byte[1];
            file.Read(offset, one);
            one[0] ^= (byte)(1 << _random.Next(8));
            file.Write(offset, one);
            file.Sync();
        }
    }

    private static bool IsSound(DataDirectory data, SnapshotSummary named)
    {
        try
        {
            RecordSnapshot.Load(data.Disk, SimulatedSaver.PathOf(data, named), named);
            return true;
        }
        catch (IOException exception) when (exception is CorruptDataException or FormatMismatchException)
        {
            return false;
        }
    }

    private void Reopen(bool powerWasLost)
    {
        _store?.Dispose();
        _open.Clear();
        _turns = new TurnQueue();
        _data = DataDirectory.Open(_seen, Root, "node");
        _space = new DiskSpace(
            _data,
            new DiskSpaceOptions { LowWaterBytes = 0, ReserveBytes = 3000 },
            static action => action(),
            TimeProvider.System,
            NullLogger<DiskSpace>.Instance);
        _space.Status();
        _store = new LogStore(
            _seen,
            new LogOptions { RollBytes = 6 * 1024, FirstPreallocationBytes = 1024, MaxPreallocationBytes = 4096, MaxOpenFiles = 2 },
            _rules,
            () => ++_nonce);
        LogRecovery recovery = new(_store, NullLogger<LogRecovery>.Instance);
        _data.SweepDropped();
        foreach (long collection in _data.CollectionsOnDisk())
        {
            if (_gone.Contains(collection))
            {
                throw new ModelException($"the dropped collection {collection} is back");
            }

            if (_perhapsThere.Contains(collection))
            {
                _data.DropCollection(collection);
                _gone.Add(collection);
                _perhapsThere.Remove(collection);
            }
        }

        foreach ((long collection, LogModel<byte[]> model) in _models)
        {
            (List<byte[]>? loaded, ImmutableHashSet<long> damaged) = SimulatedSaver.Load(_data, collection, _fault, LoadRecords);
            List<byte[]> found = loaded ?? [];
            RecoveredLog recovered = recovery.Open(
                LogIdentity.OfSegment(collection, 0),
                _data.LogDirectory(collection, 0),
                after: found.Count,
                (in LogEntry entry) => found.Add(entry.Payload.ToArray()));
            if (recovered.Log.LastSequence != found.Count)
            {
                throw new ModelException($"{found.Count} records end with sequence {recovered.Log.LastSequence}");
            }

            model.Reopened(found, powerWasLost);
            Add(collection, recovered.Log, found, damaged);
        }
    }

    private List<byte[]> LoadRecords(string directory, SnapshotSummary? named)
        => RecordSnapshot.Load(_data!.Disk, directory, named);

    private void Add(long collection, SegmentLog log, List<byte[]> records, ImmutableHashSet<long> damaged)
    {
        GroupCommit commit = new(log, this, _turns, new GroupCommitOptions(), _space);
        SimulatedSaver saver = new(_data!, collection, log, commit, _keptSnapshots, _fault, () => ++_nonce) { Damaged = damaged };
        _open[collection] = new OpenLog(log, commit, saver, records) { LastAccepted = log.LastSequence };
    }

    private DiskError? Inject(string operation, string path)
    {
        bool fails = operation switch
        {
            "sync" when path.EndsWith(".log", StringComparison.Ordinal) => _failNextSync-- == 1,
            "write" when path.EndsWith(".log", StringComparison.Ordinal) => _failNextWrite-- > 0,
            _ => false,
        };
        return fails ? _failure : null;
    }

    private sealed class OpenLog(SegmentLog log, GroupCommit commit, SimulatedSaver saver, List<byte[]> records)
    {
        public SegmentLog Log => log;

        public GroupCommit Commit => commit;

        public SimulatedSaver Saver => saver;

        /// <summary>What the log has handed over, since its beginning.</summary>
        public List<byte[]> Records => records;

        public long LastAccepted { get; set; }

        public List<(Record Record, LogDurability Durability, Task<LogAcknowledgement> Task)> Waiting { get; } = [];
    }

    private sealed class Record(long collection, byte[] payload, bool mayUseReserve)
        : EncodedRecord(LogRecordKind.SegmentWrite, payload)
    {
        public override bool MayUseReserve => mayUseReserve;

        public long Collection => collection;

        public byte[] Payload => payload;
    }
}
