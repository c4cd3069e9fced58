using Vectorizer.Engine.Segments;
using Vectorizer.Engine.Vectors;
using Vectorizer.Storage.Files;
using Vectorizer.Storage.Snapshots;
using Vectorizer.Storage.Tests.Simulation;

namespace Vectorizer.Storage.Tests.Snapshots;

/// <summary>Snapshots come and go whole, whatever stops the node between two steps.</summary>
public sealed class FileSnapshotStoreTests
{
    private const long Collection = 7;
    private const int Segment = 3;
    private const string Snapshots = "/data/segments/7/3/snapshots";

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public void A_kept_snapshot_can_be_opened_and_is_listed_by_its_sequence()
    {
        SimulatedDisk disk = NewDisk();
        using DataDirectory data = Open(disk);
        FileSnapshotStore store = new(data);
        Assert.False(data.HasSnapshots(Collection, Segment));
        Assert.Empty(store.List(Collection, Segment));
        foreach (long sequence in new long[] { 11, 2 })
        {
            store.Keep(Id(sequence), Save(data, sequence), Cancellation);
        }

        Assert.Equal([2, 11], store.List(Collection, Segment));
        Assert.True(data.HasSnapshots(Collection, Segment));
        Assert.Equal(11, Read(store, 11));

        store.Delete(Id(11));
        Assert.Equal([2], store.List(Collection, Segment));
        Assert.True(Assert.Throws<SnapshotStoreException>(() => store.Open(Id(11), SnapshotWriter.FileName)).IsMissing);
        store.Delete(Id(11));
        Assert.Single(disk.TryList(Snapshots)!);
    }

    [Fact]
    public void A_snapshot_replaces_an_orphan_of_its_name()
    {
        SimulatedDisk disk = NewDisk();
        using DataDirectory data = Open(disk);
        FileSnapshotStore store = new(data);
        store.Keep(Id(5), Save(data, 5, epoch: 1), Cancellation);

        store.Keep(Id(5), Save(data, 5, epoch: 2), Cancellation);

        Assert.Equal(2, Read(store, 5, epoch: true));
        Assert.Single(disk.TryList(Snapshots)!);
    }

    [Fact]
    public void Names_that_are_no_sequence_are_not_listed()
    {
        SimulatedDisk disk = NewDisk();
        using DataDirectory data = Open(disk);
        FileSnapshotStore store = new(data);
        store.Keep(Id(5), Save(data, 5), Cancellation);
        foreach (string name in new[] { "6", "x", "00000000000000000007.unfinished", "00000000000000000008.deleted.unfinished", "-0000000000000000009" })
        {
            disk.CreateDirectory($"{Snapshots}/{name}");
        }

        Assert.Equal([5], store.List(Collection, Segment));
        Assert.Equal(2, data.SweepSnapshots(Collection, Segment));
        Assert.Equal([5], store.List(Collection, Segment));
    }

    /// <summary>After a power failure anywhere, what was reported as kept is there and whole, and no half snapshot has a name.</summary>
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_stop_at_any_change_of_the_disk_leaves_whole_snapshots_and_what_sweeping_removes(bool losesPower)
    {
        for (int stopAt = 0; stopAt < 80; stopAt++)
        {
            SimulatedDisk disk = NewDisk(stopAt);
            List<long> kept = [];
            HashSet<long> perhapsGone = [];
            DataDirectory data = Open(disk);
            disk.PowerFailsIn = stopAt;
            try
            {
                FileSnapshotStore store = new(data);
                for (long sequence = 1; sequence <= 3; sequence++)
                {
                    store.Keep(Id(sequence), Save(data, sequence), Cancellation);
                    kept.Add(sequence);
                    if (sequence > 1)
                    {
                        perhapsGone.Add(sequence - 1);
                        store.Delete(Id(sequence - 1));
                    }
                }
            }
            catch (PowerFailureException)
            {
            }

            if (losesPower || disk.IsDown)
            {
                disk.LosePower();
            }
            else
            {
                disk.Kill();
            }

            disk.PowerFailsIn = null;
            using DataDirectory again = Open(disk);
            FileSnapshotStore found = new(again);
            again.SweepSnapshots(Collection, Segment);
            Assert.All(found.List(Collection, Segment), sequence => Assert.Equal(sequence, Read(found, sequence)));
            Assert.Empty(kept.Except(perhapsGone).Except(found.List(Collection, Segment)));
            Assert.DoesNotContain(
                disk.TryList(Snapshots) ?? [], entry => entry.Name.EndsWith(".unfinished", StringComparison.Ordinal));
        }
    }

    [Fact]
    public void A_directory_of_snapshots_that_a_killed_node_had_not_synced_is_synced_by_the_next_save()
    {
        SimulatedDisk disk = NewDisk();
        DataDirectory data = Open(disk);
        data.CreateLogDirectory(Collection, Segment);

        // Killed before it could sync the name; the system still has it.
        disk.CreateDirectory(Snapshots);
        disk.Kill();
        data = Open(disk);
        new FileSnapshotStore(data).Keep(Id(1), Save(data, 1), Cancellation);
        disk.LosePower();

        using DataDirectory again = Open(disk);
        Assert.Equal(1, Read(new FileSnapshotStore(again), 1));
    }

    [Theory]
    [InlineData("rename")]
    [InlineData("sync directory")]
    public void A_failure_while_a_snapshot_is_kept_is_told(string operation)
    {
        SimulatedDisk disk = NewDisk();
        using DataDirectory data = Open(disk);
        string directory = Save(data, 1);
        disk.Inject = (asked, _) => asked == operation ? DiskError.Other : null;

        Assert.Throws<DiskException>(() => new FileSnapshotStore(data).Keep(Id(1), directory, Cancellation));
    }

    [Fact]
    public void Dropping_a_collection_removes_its_snapshots()
    {
        SimulatedDisk disk = NewDisk();
        using DataDirectory data = Open(disk);
        FileSnapshotStore store = new(data);
        store.Keep(Id(1), Save(data, 1), Cancellation);

        store.DeleteCollection(Collection);
        data.DropCollection(Collection);

        Assert.Empty(store.List(Collection, Segment));
    }

    private static SimulatedDisk NewDisk(int seed = 1)
    {
        SimulatedDisk disk = new(new Random(seed));
        disk.CreateDirectory("/data");
        disk.SyncDirectory("");
        return disk;
    }

    private static DataDirectory Open(SimulatedDisk disk) => DataDirectory.Open(disk, "/data", "n1");

    private static SnapshotId Id(long sequence) => new(Collection, Segment, sequence);

    /// <summary>Writes a snapshot of a segment with one point for each write.</summary>
    private static string Save(DataDirectory data, long sequence, long epoch = 1)
    {
        using SegmentIndex index = new([SnapshotFixture.Field(2, Metric.Dot)]);
        for (long write = 1; write <= sequence; write++)
        {
            SnapshotFixture.Apply(index, write, SnapshotFixture.Upsert($"p{write}", 1, [write, 1], ""));
        }

        using SegmentCapture capture = index.Capture();
        string directory = data.PrepareSnapshot(Collection, Segment, sequence);
        SnapshotWriter.Write(data.Disk, directory, Id(sequence), epoch, capture, () => [], Cancellation);
        return directory;
    }

    /// <returns>Points in the snapshot, or its epoch.</returns>
    private static long Read(FileSnapshotStore store, long sequence, bool epoch = false)
    {
        using SnapshotReader reader = SnapshotReader.Open(store.Open(Id(sequence), SnapshotWriter.FileName));
        using SegmentIndex index = reader.Load(reader.Fields, [], null, null, null, SnapshotFixture.OneByOne, Cancellation);
        return epoch ? reader.Summary.Epoch : index.PointCount;
    }
}
