using System.Collections.Immutable;
using System.Text;
using Microsoft.Extensions.Logging.Abstractions;
using Vectorizer.Engine.Filters;
using Vectorizer.Engine.PayloadIndexes;
using Vectorizer.Engine.Segments;
using Vectorizer.Engine.Vectors;
using Vectorizer.Storage.Files;
using Vectorizer.Storage.Formats;
using Vectorizer.Storage.Formats.V1;
using Vectorizer.Storage.Log;
using Vectorizer.Storage.Snapshots;
using Vectorizer.Storage.Tests.Snapshots;

namespace Vectorizer.Storage.Tests.Simulation;

/// <summary>A random life of a segment on a simulated disk, compared with a model after every stop.</summary>
/// <remarks>
/// Points are stored, deleted and given other payloads, in every way that operations on payloads have, with all durabilities. What the log hands
/// over is applied to an index of vectors with indexes over its payloads, which come and go, are built a step at a time, and lose dead
/// points. It is saved a step at a time. Kills and power failures come at random, also in the middle of anything; then the
/// newest snapshot is loaded, the indexes are built over it and the log behind it is replayed. One seed decides everything.
/// What happens to the log itself is the matter of <see cref="LogHistory"/>.
/// </remarks>
internal sealed class SegmentHistory : ILogConsumer
{
    private const string Root = "/data";
    private const long Collection = 1;
    private const int Steps = 120;
    private const int Ids = 12;
    private const int Values = 4;

    private static readonly ImmutableArray<VectorFieldSchema> s_fields = [SnapshotFixture.Field(2, Metric.Euclidean)];
    private static readonly ImmutableArray<PayloadIndexSchema> s_indexes =
    [
        new PayloadIndexSchema(PayloadPath.Parse("kind"), PayloadIndexKind.Integer),
        new PayloadIndexSchema(PayloadPath.Parse("rank"), PayloadIndexKind.Float),
    ];

    private readonly Random _random;
    private readonly SimulatedDisk _disk;
    private readonly IDisk _seen;
    private readonly PlantedFault _fault;
    private readonly Func<PointMutation[], PointMutation[]> _replayed;
    private readonly int _keptSnapshots;
    private readonly LogModel<ImmutableArray<SegmentStep>> _model = new(static (one, other) => one == other);
    private readonly List<(SegmentWriteRecord Record, ImmutableArray<SegmentStep> Steps, LogDurability Durability, Task<LogAcknowledgement> Task)> _waiting = [];
    private readonly HashSet<PayloadIndexSchema> _wanted = [];

    // Payloads as of the last write that was sent, acknowledged or not: what the next operation is computed from.
    private Dictionary<string, byte[]> _payloads = [];
    private TurnQueue _turns = new();
    private DataDirectory? _data;
    private LogStore? _store;
    private SegmentIndex _index = new(s_fields);
    private SegmentLog? _log;
    private GroupCommit? _commit;
    private SimulatedSaver? _saver;
    private ulong _nonce;

    private SegmentHistory(int seed, PlantedFault fault, Func<PointMutation[], PointMutation[]>? replayed)
    {
        _random = new Random(seed);
        _disk = new SimulatedDisk(_random);
        _seen = new FaultyDisk(_disk, fault);
        _fault = fault;
        _replayed = replayed ?? (static mutations => mutations);
        _keptSnapshots = _random.Next(1, 3);
    }

    /// <summary>Plays the history of a seed.</summary>
    /// <param name="seed">Decides everything.</param>
    /// <param name="fault">What the storage does wrong.</param>
    /// <param name="replayed">What the replay of a write does wrong; null for nothing.</param>
    /// <exception cref="ModelException">Something acknowledged was lost, invented or changed, or an index over payloads disagrees.</exception>
    public static void Play(int seed, PlantedFault fault = PlantedFault.None, Func<PointMutation[], PointMutation[]>? replayed = null)
    {
        SegmentHistory history = new(seed, fault, replayed);
        try
        {
            history.Play();
        }
        catch (Exception exception)
        {
            throw new ModelException($"seed {seed}: {(exception is ModelException ? "" : $"{exception.GetType().Name}: ")}{exception.Message}", exception);
        }
        finally
        {
            history.Close();
        }
    }

    void ILogConsumer.Accept(ReadOnlySpan<LogRecord> records)
    {
        SegmentWrite[] group = new SegmentWrite[records.Length];
        for (int i = 0; i < records.Length; i++)
        {
            group[i] = new SegmentWrite(records[i].Sequence, ((SegmentWriteRecord)records[i]).Mutations);
        }

        _index.Apply(group, new int[group.Length], SnapshotFixture.OneByOne);
    }

    private void Play()
    {
        _disk.CreateDirectory(Root);
        _disk.SyncDirectory("");
        using (DataDirectory data = DataDirectory.Open(_disk, Root, "node"))
        {
            data.CreateLogDirectory(Collection, 0);
            OpenStore(data);
            SegmentLog.Create(_store!, LogIdentity.OfSegment(Collection, 0), data.LogDirectory(Collection, 0)).Dispose();
        }

        Restart(losesPower: true);
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
        switch (_random.Next(100))
        {
            case < 40:
                Write();
                break;
            case < 62:
                _turns.RunOne();
                break;
            case < 78:
                _saver!.Advance(_index.VisibleSequence, _index.Capture);
                break;
            case < 82:
                ChangeIndexes();
                break;
            case < 87:
                _index.BuildPayloadIndexes(SnapshotFixture.OneByOne);
                break;
            case < 91:
                _index.Repair(SnapshotFixture.OneByOne);
                break;
            case < 94:
                Restart(losesPower: false);
                break;
            case < 97:
                Restart(losesPower: true);
                break;
            default:
                _disk.PowerFailsIn = _random.Next(12);
                break;
        }
    }

    private void Write()
    {
        if (_commit!.Seal is not null)
        {
            return;
        }

        string[] ids = [.. Enumerable.Range(0, _random.Next(1, 5)).Select(_ => $"p{_random.Next(Ids)}").Distinct()];
        ImmutableArray<SegmentStep> steps = _random.Next(10) switch
        {
            < 4 => [.. ids.Select(id => SegmentStep.Upsert(id, _random))],
            < 9 => [.. ids.Where(_payloads.ContainsKey).Select(id => SegmentStep.Revise(id, _payloads[id], _random))],
            _ => [.. ids.Select(SegmentStep.Delete)],
        };
        if (steps.IsEmpty)
        {
            return;
        }

        foreach (SegmentStep step in steps)
        {
            if (step.Mutation.IsDelete)
            {
                _payloads.Remove(step.Id);
            }
            else
            {
                _payloads[step.Id] = step.Mutation.Payload.ToArray();
            }
        }

        LogDurability durability = (LogDurability)_random.Next((int)LogDurability.Fsync + 1);
        SegmentWriteRecord record = new(steps.Select(step => step.Mutation).ToArray());
        _waiting.Add((record, steps, durability, _commit.Enqueue(record, durability)));
    }

    private void ChangeIndexes()
    {
        PayloadIndexSchema schema = s_indexes[_random.Next(s_indexes.Length)];
        if (_wanted.Add(schema))
        {
            _index.AttachPayloadIndex(schema);
        }
        else
        {
            _wanted.Remove(schema);
            _index.DropPayloadIndex(schema.Path);
        }
    }

    /// <summary>Takes what has its place in the log into the model, and what was acknowledged of it.</summary>
    private void Settle()
    {
        foreach ((SegmentWriteRecord record, ImmutableArray<SegmentStep> steps, LogDurability asked, Task<LogAcknowledgement> task) in _waiting)
        {
            if (record.Sequence > 0)
            {
                _model.Place(record.Sequence, steps);
            }

            if (task.IsCompletedSuccessfully)
            {
                if (task.Result.Durability < asked)
                {
                    throw new ModelException($"{task.Result} for a write that asked for {asked}");
                }

                _model.Acknowledge(task.Result.Sequence, task.Result.Durability);
            }
        }

        _waiting.RemoveAll(write => write.Task.IsCompleted);
    }

    private void Restart(bool losesPower)
    {
        // Whoever still waits is never answered. What has its sequence may be found; the rest was never given one.
        Settle();
        _waiting.Clear();
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

            _disk.PowerFailsIn = _random.Next(6) == 0 ? _random.Next(60) : null;
            try
            {
                Reopen(powerWasLost);
                _disk.PowerFailsIn = null;
                return;
            }
            catch (PowerFailureException)
            {
                powerWasLost = true;
            }
        }
    }

    private void Reopen(bool powerWasLost)
    {
        Close();
        _turns = new TurnQueue();
        _data = DataDirectory.Open(_seen, Root, "node");
        OpenStore(_data);
        (SegmentIndex? loaded, ImmutableHashSet<long> damaged) = SimulatedSaver.Load(_data, Collection, _fault, Load);
        _index = loaded ?? new SegmentIndex(s_fields);
        foreach (PayloadIndexSchema schema in _wanted)
        {
            _index.AttachPayloadIndex(schema);
        }

        while (_index.BuildPayloadIndexes(SnapshotFixture.OneByOne))
        {
        }

        LogRecovery recovery = new(_store!, NullLogger<LogRecovery>.Instance);
        RecoveredLog recovered = recovery.Open(
            LogIdentity.OfSegment(Collection, 0), _data.LogDirectory(Collection, 0), after: _index.VisibleSequence, Replay);
        _log = recovered.Log;
        if (_log.LastSequence != _index.VisibleSequence)
        {
            throw new ModelException($"write {_index.VisibleSequence} is visible, and the log ends with {_log.LastSequence}");
        }

        _model.Reopened((int)_log.LastSequence, powerWasLost);
        Dictionary<string, SegmentPoint> expected = Points();
        SegmentCheck.Compare(_index, expected, Values);
        _payloads = Payloads();
        DiskSpace space = new(
            _data,
            new DiskSpaceOptions { LowWaterBytes = 0, ReserveBytes = 0 },
            static action => action(),
            TimeProvider.System,
            NullLogger<DiskSpace>.Instance);
        _commit = new GroupCommit(_log, this, _turns, new GroupCommitOptions(), space);
        _saver = new SimulatedSaver(_data, Collection, _log, _commit, _keptSnapshots, _fault, () => ++_nonce) { Damaged = damaged };
    }

    private void Replay(in LogEntry entry)
    {
        PointMutation[] mutations = _replayed(SegmentWriteFormat.Read(entry.Payload, out _));
        _index.Apply([new SegmentWrite(entry.Header.Sequence, mutations)], new int[1], SnapshotFixture.OneByOne);
    }

    private SegmentIndex Load(string directory, SnapshotSummary? named)
    {
        using SnapshotReader reader = SnapshotReader.Open(
            new LocalSnapshotFile(_data!.Disk.Open($"{directory}/{SnapshotWriter.FileName}", DiskAccess.Read)));
        return named is not null && reader.Summary != named
            ? throw new CorruptDataException(reader.Path, 0, "it is not the file that the manifest names")
            : reader.Load(reader.Fields, [], null, null, null, SnapshotFixture.OneByOne, TestContext.Current.CancellationToken);
    }

    /// <summary>The points after all writes of the model.</summary>
    private Dictionary<string, SegmentPoint> Points()
    {
        Dictionary<string, SegmentPoint> points = [];
        for (int i = 0; i < _model.Records.Count; i++)
        {
            foreach (SegmentStep step in _model.Records[i])
            {
                if (step.After(points.GetValueOrDefault(step.Id)) is { } after)
                {
                    points[step.Id] = after with { Sequence = i + 1 };
                }
                else
                {
                    points.Remove(step.Id);
                }
            }
        }

        return points;
    }

    private Dictionary<string, byte[]> Payloads()
    {
        using SegmentReader reader = _index.OpenReader();
        Dictionary<string, byte[]> payloads = [];
        foreach (int ordinal in reader.List(default, Ids, out _))
        {
            payloads.Add(Encoding.UTF8.GetString(reader.Id(ordinal)), reader.Payload(ordinal).ToArray());
        }

        return payloads;
    }

    private void OpenStore(DataDirectory data) => _store = new LogStore(
        data.Disk,
        new LogOptions { RollBytes = 6 * 1024, FirstPreallocationBytes = 1024, MaxPreallocationBytes = 4096, MaxOpenFiles = 2 },
        new FaultyRules(_fault),
        () => ++_nonce);

    private void Close()
    {
        _saver?.Abandon();
        _store?.Dispose();
        _index.Dispose();
    }
}
