using System.Collections.Immutable;
using Microsoft.Extensions.Logging.Abstractions;
using Vectorizer.Storage.Files;
using Vectorizer.Storage.Formats;
using Vectorizer.Storage.Formats.V1;
using Vectorizer.Storage.Log;
using Vectorizer.Storage.Snapshots;

namespace Vectorizer.Storage.Tests.Simulation;

/// <summary>
/// One log that is saved again and again, and stopped at every change of the disk and between every two steps of a save.
/// The random histories do the same among much else; here each stop is met for certain.
/// </summary>
public sealed class SaveStopTests : ILogConsumer
{
    private const string Root = "/data";
    private const long Collection = 5;
    private const int StepsOfASave = 8;
    private readonly List<byte[]> _handedOver = [];

    void ILogConsumer.Accept(ReadOnlySpan<LogRecord> records)
    {
        foreach (LogRecord record in records)
        {
            byte[] payload = new byte[record.PayloadLength];
            record.WritePayload(payload);
            _handedOver.Add(payload);
        }
    }

    [Theory]
    [InlineData(1, true)]
    [InlineData(2, true)]
    [InlineData(1, false)]
    [InlineData(2, false)]
    public void A_stop_between_any_two_steps_loses_nothing_that_was_acknowledged(int keep, bool losesPower)
    {
        for (int steps = 0; steps <= 4 * StepsOfASave; steps++)
        {
            SimulatedDisk disk = NewDisk(steps);
            Live(disk, keep, steps);
            Stop(disk, losesPower);
            Assert.Equal(RecordsAfter(steps), Reopen(disk));
        }
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void A_power_failure_at_any_change_of_the_disk_loses_nothing_that_was_acknowledged(int keep)
    {
        int stops = 0;
        bool wasStopped = true;
        for (int changes = 0; wasStopped; changes++)
        {
            SimulatedDisk disk = NewDisk(changes);
            int before = Live(disk, keep, steps: StepsOfASave * 2);
            disk.PowerFailsIn = changes;
            try
            {
                Live(disk, keep, steps: StepsOfASave * 2);
                wasStopped = false;
            }
            catch (PowerFailureException)
            {
                stops++;
            }

            int acknowledged = Math.Max(before, _handedOver.Count);
            Stop(disk, losesPower: true);
            Assert.True(Reopen(disk) >= acknowledged, $"after {changes} changes of the disk");
        }

        Assert.True(stops > 40, $"{stops} stops");
    }

    [Fact]
    public void With_two_snapshots_kept_a_newest_one_that_is_damaged_anywhere_loses_nothing_and_is_replaced()
    {
        long length = DamageNewest(new SimulatedDisk(new Random(1)), offset: null);
        for (long offset = 0; offset < length; offset += 7)
        {
            SimulatedDisk disk = new(new Random(1));
            DamageNewest(disk, offset);
            int before = Reopen(disk);
            Assert.Equal(RecordsAfter(4 * StepsOfASave), before);

            // The next save forgets it, and there are two sound ones again.
            int after = Live(disk, keep: 2, steps: StepsOfASave);
            Stop(disk, losesPower: true);
            using DataDirectory data = DataDirectory.Open(disk, Root, "node");
            ImmutableArray<SnapshotSummary> named = SavedManifest.Read(data, Collection);
            Assert.Equal(2, named.Length);
            Assert.All(named, one => RecordSnapshot.Load(disk, SimulatedSaver.PathOf(data, one), one));
            Assert.True(after > before);
        }
    }

    [Fact]
    public void With_one_snapshot_kept_its_damage_is_found_and_nothing_is_made_up()
    {
        SimulatedDisk disk = new(new Random(1));
        disk.CreateDirectory(Root);
        disk.SyncDirectory("");
        Live(disk, keep: 1, steps: 2 * StepsOfASave);
        Flip(disk, offset: 200);

        Assert.Throws<CorruptDataException>(() => Reopen(disk));
    }

    private static SimulatedDisk NewDisk(int seed)
    {
        SimulatedDisk disk = new(new Random(seed));
        disk.CreateDirectory(Root);
        disk.SyncDirectory("");
        return disk;
    }

    private static int RecordsAfter(int steps) => 3 * ((steps / StepsOfASave) + 1);

    private static void Stop(SimulatedDisk disk, bool losesPower)
    {
        disk.PowerFailsIn = null;
        if (losesPower)
        {
            disk.LosePower();
        }
        else
        {
            disk.Kill();
        }
    }

    /// <summary>A life of a node: opens the log, writes three records before each save, and makes so many steps.</summary>
    /// <returns>Records acknowledged as synced.</returns>
    private int Live(SimulatedDisk disk, int keep, int steps)
    {
        disk.Kill();
        using DataDirectory data = DataDirectory.Open(disk, Root, "node");
        using LogStore store = new(disk, new LogOptions { RollBytes = 4096 });
        TurnQueue turns = new();
        (SegmentLog log, ImmutableHashSet<long> damaged) = Open(data, store);
        GroupCommit commit = new(log, this, turns, new GroupCommitOptions());
        ulong nonce = 0;
        SimulatedSaver saver = new(data, Collection, log, commit, keep, PlantedFault.None, () => ++nonce) { Damaged = damaged };
        for (int step = 0; step <= steps; step++)
        {
            if (step % StepsOfASave == 0)
            {
                for (int i = 0; i < 3; i++)
                {
                    byte[] payload = new byte[100];
                    payload[0] = (byte)_handedOver.Count;
                    _ = commit.Enqueue(new EncodedRecord(LogRecordKind.SegmentWrite, payload), LogDurability.Fsync);
                    RunAll(disk, turns);
                }
            }

            if (step < steps)
            {
                saver.Advance(_handedOver.Count, () => RecordSnapshot.Capture(_handedOver));
                RunAll(disk, turns);
            }
        }

        return _handedOver.Count;
    }

    /// <summary>A log tells its writers of a power failure, not whoever gives it its turn.</summary>
    private static void RunAll(SimulatedDisk disk, TurnQueue turns)
    {
        turns.RunAll();
        if (disk.IsDown)
        {
            throw new PowerFailureException();
        }
    }

    /// <returns>Records that snapshot and log hold together; each is checked.</returns>
    private int Reopen(SimulatedDisk disk)
    {
        using DataDirectory data = DataDirectory.Open(disk, Root, "node");
        using LogStore store = new(disk, new LogOptions { RollBytes = 4096 });
        Open(data, store).Log.Dispose();
        Assert.All(Enumerable.Range(0, _handedOver.Count), i => Assert.Equal((byte)i, _handedOver[i][0]));
        disk.Kill();
        return _handedOver.Count;
    }

    private (SegmentLog Log, ImmutableHashSet<long> Damaged) Open(DataDirectory data, LogStore store)
    {
        _handedOver.Clear();
        string directory = data.LogDirectory(Collection, 0);
        LogIdentity identity = LogIdentity.OfSegment(Collection, 0);
        if (data.Disk.TryList(directory) is not { Count: > 0 })
        {
            data.CreateLogDirectory(Collection, 0);
            return (SegmentLog.Create(store, identity, directory), []);
        }

        (List<byte[]>? loaded, ImmutableHashSet<long> damaged) = SimulatedSaver.Load(
            data, Collection, PlantedFault.None, (directory, named) => RecordSnapshot.Load(data.Disk, directory, named));
        List<byte[]> records = loaded ?? [];
        _handedOver.AddRange(records);
        RecoveredLog recovered = new LogRecovery(store, NullLogger<LogRecovery>.Instance)
            .Open(identity, directory, records.Count, (in LogEntry entry) => _handedOver.Add(entry.Payload.ToArray()));
        return (recovered.Log, damaged);
    }

    /// <returns>Bytes of the newest snapshot.</returns>
    private long DamageNewest(SimulatedDisk disk, long? offset)
    {
        disk.CreateDirectory(Root);
        disk.SyncDirectory("");
        Live(disk, keep: 2, steps: 4 * StepsOfASave);
        return Flip(disk, offset);
    }

    private static long Flip(SimulatedDisk disk, long? offset)
    {
        disk.Kill();
        using DataDirectory data = DataDirectory.Open(disk, Root, "node");
        SnapshotSummary newest = SavedManifest.Read(data, Collection)[0];
        using IDiskFile file = disk.Open($"{SimulatedSaver.PathOf(data, newest)}/{SnapshotWriter.FileName}", DiskAccess.Write);
        if (offset is { } place)
        {
            byte[] one = new byte[1];
            file.Read(place, one);
            one[0] ^= 0x10;
            file.Write(place, one);
            file.Sync();
        }

        return file.Length;
    }
}
