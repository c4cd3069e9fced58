using System.Diagnostics;
using System.Globalization;
using Vectorizer.Storage.Files;
using Vectorizer.Storage.Tests.Simulation;

namespace Vectorizer.Storage.Tests.Files;

/// <summary>Which directories are taken, which are refused, and with which words.</summary>
public sealed class DataDirectoryTests
{
    private readonly IDisk _disk = Disk.ForThisMachine();

    [Fact]
    public void A_new_directory_keeps_its_identity()
    {
        using TemporaryDirectory parent = new();
        string path = parent.Combine("data");
        NodeIdentity first;
        using (DataDirectory data = DataDirectory.Open(_disk, path, "n1"))
        {
            first = data.Identity;
            Assert.False(data.IsVolatile);
            Assert.InRange(data.FreeBytes, 1, long.MaxValue);
        }

        using DataDirectory again = DataDirectory.Open(_disk, path, "n1", first.ClusterId);
        Assert.Equal(first, again.Identity);
    }

    [Fact]
    public void A_directory_of_another_node_or_cluster_is_refused()
    {
        using TemporaryDirectory directory = new();
        DataDirectory.Open(_disk, directory.FullPath, "n1", "c1").Dispose();

        AssertRefused(directory.FullPath, DataDirectoryFault.OtherNode, "n1", node: "n2");
        Assert.Equal(
            DataDirectoryFault.OtherNode,
            Assert.Throws<DataDirectoryException>(() => DataDirectory.Open(_disk, directory.FullPath, "n1", "c2")).Fault);
    }

    [Fact]
    public void A_directory_whose_parent_is_missing_is_not_made()
    {
        using TemporaryDirectory directory = new();
        AssertRefused(directory.Combine("mount/data"), DataDirectoryFault.Missing, "not mounted");
        Assert.False(Directory.Exists(directory.Combine("mount")));
    }

    [Theory]
    [InlineData("""{"product":"vectorizer","version":2,"node":"n","cluster_id":"c","new":1}""", DataDirectoryFault.TooNew)]
    [InlineData("""{"product":"vectorizer","version":0,"node":"n","cluster_id":"c"}""", DataDirectoryFault.TooOld)]
    [InlineData("""{"product":"other","version":1}""", DataDirectoryFault.Foreign)]
    [InlineData("""{"product":"vectorizer","version":1,"node":"n","cluster_id":"c","new":1}""", DataDirectoryFault.Damaged)]
    [InlineData("""{"product":"vectorizer","version":1,"node":"n"}""", DataDirectoryFault.Damaged)]
    [InlineData("""{"product":"vectorizer"}""", DataDirectoryFault.Damaged)]
    [InlineData("""{"product":"vectorizer","vers""", DataDirectoryFault.Damaged)]
    [InlineData("", DataDirectoryFault.Damaged)]
    public void A_description_that_is_not_of_this_version_is_refused_and_left_alone(string text, DataDirectoryFault fault)
    {
        using TemporaryDirectory directory = new();
        File.WriteAllText(directory.Combine("node.json"), text);

        AssertRefused(directory.FullPath, fault, "node.json");
        Assert.Equal(text, File.ReadAllText(directory.Combine("node.json")));
    }

    [Fact]
    public void A_directory_with_data_but_no_description_is_not_taken_for_a_new_one()
    {
        using TemporaryDirectory directory = new();
        Directory.CreateDirectory(directory.Combine("segments"));
        AssertRefused(directory.FullPath, DataDirectoryFault.Foreign, "segments");
    }

    [Fact]
    public void What_a_first_start_left_that_was_killed_is_no_obstacle()
    {
        using TemporaryDirectory directory = new();
        foreach (string name in (string[])["lock", "node.json.new", "self-test", "self-test.new"])
        {
            File.WriteAllText(directory.Combine(name), "x");
        }

        DataDirectory.Open(_disk, directory.FullPath, "n1").Dispose();
        Assert.Equal(["lock", "node.json"], _disk.TryList(directory.FullPath)!.Select(entry => entry.Name));
    }

    [Fact]
    public async Task A_second_process_is_refused_until_the_first_is_killed()
    {
        using TemporaryDirectory directory = new();
        using Process holder = OtherProcess.Start(OtherProcess.ThisProgram, "hold", directory.FullPath);
        Assert.Equal("holding", await holder.StandardOutput.ReadLineAsync(TestContext.Current.CancellationToken));

        AssertRefused(directory.FullPath, DataDirectoryFault.InUse, holder.Id.ToString(CultureInfo.InvariantCulture), node: "node");

        holder.Kill();
        await holder.WaitForExitAsync(TestContext.Current.CancellationToken);
        DataDirectory.Open(_disk, directory.FullPath, "node").Dispose();
    }

    [Fact]
    public async Task A_volume_in_memory_is_seen_and_a_read_only_one_is_refused()
    {
        await using MountedVolume volume = await MountedVolume.MountAsync("size=1m");
        using (DataDirectory data = DataDirectory.Open(_disk, volume.FullPath, "n1"))
        {
            Assert.True(data.IsVolatile);
            Assert.Equal("tmpfs", data.VolumeType);
        }

        await volume.RemountAsync("ro");
        AssertRefused(volume.FullPath, DataDirectoryFault.ReadOnly, "EROFS");
    }

    [Theory]
    [InlineData(DiskError.NotPermitted, DataDirectoryFault.NotPermitted)]
    [InlineData(DiskError.DiskFull, DataDirectoryFault.DiskFull)]
    [InlineData(DiskError.Other, DataDirectoryFault.Failed)]
    public void An_error_of_the_disk_is_explained(DiskError error, DataDirectoryFault fault)
    {
        SimulatedDisk disk = new(new Random(1)) { Inject = (operation, _) => operation == "create" ? error : null };
        disk.CreateDirectory("/data");
        Assert.Equal(fault, Assert.Throws<DataDirectoryException>(() => DataDirectory.Open(disk, "/data", "n1")).Fault);
    }

    [Fact]
    public void A_full_disk_that_holds_data_is_opened()
    {
        SimulatedDisk disk = new(new Random(1));
        disk.CreateDirectory("/data");
        DataDirectory.Open(disk, "/data", "n1").Dispose();
        disk.Inject = (operation, _) => operation is "write" or "preallocate" ? DiskError.DiskFull : null;

        using DataDirectory data = DataDirectory.Open(disk, "/data", "n1");

        Assert.Equal("n1", data.Identity.Node);
        Assert.Equal(["lock", "node.json"], disk.TryList("/data")!.Select(entry => entry.Name));
    }

    [Fact]
    public void A_directory_with_nothing_but_a_reserve_is_not_foreign()
    {
        SimulatedDisk disk = new(new Random(1));
        disk.CreateDirectory("/data");
        disk.Open("/data/reserve", DiskAccess.CreateNew).Dispose();

        DataDirectory.Open(disk, "/data", "n1").Dispose();
    }

    [Fact]
    public void Dropping_removes_everything_and_a_drop_cut_short_is_finished_later()
    {
        SimulatedDisk disk = new(new Random(1));
        disk.CreateDirectory("/data");
        disk.SyncDirectory("");
        using DataDirectory data = DataDirectory.Open(disk, "/data", "n1");
        data.CreateLogDirectory(5, 0);
        data.CreateLogDirectory(5, 1);
        data.CreateLogDirectory(6, 0);
        disk.Open(Path.Combine(data.LogDirectory(5, 1), "f"), DiskAccess.CreateNew).Dispose();
        Assert.Equal([5, 6], data.CollectionsOnDisk());
        Assert.Equal([0, 1], data.SegmentsOnDisk(5));

        disk.Inject = (operation, _) => operation == "delete" ? DiskError.Other : null;
        Assert.Throws<DiskException>(() => data.DropCollection(5));
        disk.Inject = null;
        Assert.Equal([6], data.CollectionsOnDisk());
        Assert.Equal(1, data.SweepDropped());
        Assert.Equal(0, data.SweepDropped());
        Assert.Equal([new DiskEntry("6", true)], disk.TryList("/data/segments")!);

        data.DropCollection(6);
        data.DropCollection(6);
        Assert.Empty(data.CollectionsOnDisk());
    }

    private void AssertRefused(string path, DataDirectoryFault fault, string says, string node = "n1")
    {
        DataDirectoryException refused = Assert.Throws<DataDirectoryException>(() => DataDirectory.Open(_disk, path, node));
        Assert.Equal(fault, refused.Fault);
        Assert.Contains(says, refused.Message, StringComparison.Ordinal);
    }
}
