using Vectorizer.Engine.Vectors;
using Vectorizer.Storage.Files;
using Vectorizer.Storage.Rows;

namespace Vectorizer.Storage.Tests.Rows;

/// <summary>Row files on real file systems. What the disk gives back wrong, or not at all, must be told and never believed.</summary>
public sealed class RowFileTests
{
    private const int Dimension = 24;

    private static readonly DiskException s_broken = new("read", "x", DiskError.Other, "EIO");

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    [InlineData(384)]
    [InlineData(4_096)]
    [InlineData(65_536)]
    public void Rows_written_by_several_threads_in_any_order_are_read_as_they_were(int dimension)
    {
        const int count = 300;
        foreach (IDisk disk in (IDisk[])[Disk.ForThisMachine(), new PortableDisk(), new ShownDisk(new PortableDisk()) { CanPreallocate = false }])
        {
            using TemporaryDirectory directory = new();
            using IRowFile rows = new RowFiles(disk, directory.FullPath).Create(dimension);
            int[] order = [.. Enumerable.Range(0, count)];
            new Random(1).Shuffle(order);
            Parallel.ForEach(order, ordinal =>
            {
                rows.EnsureCapacity(ordinal + 1);
                rows.Write(ordinal, Row(ordinal, dimension));
            });

            Parallel.For(0, count, ordinal =>
            {
                float[] read = new float[dimension];
                rows.Read(ordinal, read);
                Assert.Equal(Row(ordinal, dimension), read);
            });
        }
    }

    [Fact]
    public void A_row_file_has_no_name_and_its_space_is_free_when_it_is_closed()
    {
        using TemporaryDirectory directory = new();
        RowFiles files = new(Disk.ForThisMachine(), directory.FullPath);
        IRowFile empty = files.Create(Dimension);
        IRowFile rows = files.Create(Dimension);
        Assert.Equal(0, files.Bytes);

        rows.EnsureCapacity(10_000);
        rows.Write(9_999, Row(1));
        Assert.Empty(Directory.EnumerateFileSystemEntries(directory.FullPath));
        Assert.InRange(files.Bytes, 10_000 * Dimension * sizeof(float), 3_000_000);

        rows.Dispose();
        rows.Dispose();
        empty.Dispose();
        Assert.Equal(0, files.Bytes);
    }

    [Fact]
    public void A_name_that_a_crash_has_left_is_removed_and_nothing_else_is()
    {
        using TemporaryDirectory directory = new();
        using DataDirectory data = DataDirectory.Open(Disk.ForThisMachine(), directory.Combine("data"), "node");
        data.CreateLogDirectory(7, 0);
        string segment = Path.GetDirectoryName(data.LogDirectory(7, 0))!;
        File.WriteAllText(Path.Combine(segment, "left.rows"), "");

        Assert.Equal(1, data.SweepRowFiles(7, 0));
        Assert.Equal(0, data.SweepRowFiles(7, 0));
        Assert.Equal(0, data.SweepRowFiles(8, 0));
        Assert.Equal([data.LogDirectory(7, 0)], Directory.EnumerateFileSystemEntries(segment));
    }

    [Fact]
    public async Task A_full_disk_is_found_when_room_is_made_and_what_was_there_stays_readable()
    {
        await using MountedVolume volume = await MountedVolume.MountAsync("size=3m");
        RowFiles files = new(Disk.ForThisMachine(), volume.FullPath);
        using IRowFile rows = files.Create(Dimension);
        rows.EnsureCapacity(10_000);
        rows.Write(3, Row(3));
        long before = files.Bytes;

        RowFileException full = Assert.Throws<RowFileException>(() => rows.EnsureCapacity(1_000_000));
        Assert.True(full.IsDiskFull, full.Message);
        Assert.Contains("ENOSPC", full.Message, StringComparison.Ordinal);
        Assert.Equal(before, files.Bytes);
        float[] read = new float[Dimension];
        rows.Read(3, read);
        Assert.Equal(Row(3), read);

        // Less than a step is left, but enough.
        rows.EnsureCapacity(24_000);
        rows.Write(23_999, Row(4));
        rows.Read(23_999, read);
        Assert.Equal(Row(4), read);
    }

    [Fact]
    public async Task Row_files_take_what_is_left_of_the_disk_and_no_more_where_space_cannot_be_reserved()
    {
        await using MountedVolume volume = await MountedVolume.MountAsync("size=3m");
        RowFiles files = new(new ShownDisk(Disk.ForThisMachine()) { CanPreallocate = false }, volume.FullPath);
        using IRowFile rows = files.Create(Dimension);
        rows.EnsureCapacity(20_000);
        Assert.True(Assert.Throws<RowFileException>(() => rows.EnsureCapacity(1_000_000)).IsDiskFull);

        // What the attempt had taken is free again.
        rows.EnsureCapacity(24_000);
    }

    [Fact]
    public void A_row_that_is_not_what_was_written_is_told()
    {
        using TemporaryDirectory directory = new();
        ShownDisk disk = new(Disk.ForThisMachine());
        using IRowFile rows = new RowFiles(disk, directory.FullPath).Create(Dimension);
        rows.EnsureCapacity(10);
        for (int ordinal = 0; ordinal < 3; ordinal++)
        {
            rows.Write(ordinal, Row(ordinal));
        }

        // Each byte of the row and of its checksum.
        int record = RowFile.RecordBytesOf(Dimension);
        for (int i = 0; i < (Dimension + 1) * sizeof(float); i++)
        {
            byte[] bytes = new byte[1];
            disk.Newest.Read(record + i, bytes);
            disk.Newest.Write(record + i, [(byte)(bytes[0] ^ 0x10)]);
            Assert.Contains("checksum", Assert.Throws<RowFileException>(() => rows.Read(1, new float[Dimension])).Message, StringComparison.Ordinal);
            disk.Newest.Write(record + i, bytes);
        }

        rows.Read(1, new float[Dimension]);

        // A write that was lost, and one that went to the place of another row.
        Assert.Throws<RowFileException>(() => rows.Read(5, new float[Dimension]));
        byte[] other = new byte[record];
        disk.Newest.Read(0, other);
        disk.Newest.Write(2 * record, other);
        Assert.Throws<RowFileException>(() => rows.Read(2, new float[Dimension]));

        disk.Newest.Truncate(record + 10);
        Assert.Contains("cut short", Assert.Throws<RowFileException>(() => rows.Read(1, new float[Dimension])).Message, StringComparison.Ordinal);
        rows.Read(0, new float[Dimension]);
    }

    [Fact]
    public void A_failing_disk_is_told_and_the_file_goes_on_when_it_works_again()
    {
        using TemporaryDirectory directory = new();
        ShownDisk disk = new(Disk.ForThisMachine());
        using IRowFile rows = new RowFiles(disk, directory.FullPath).Create(Dimension);
        rows.EnsureCapacity(1);
        rows.Write(0, Row(0));
        disk.Before = _ => throw s_broken;
        Assert.Contains("EIO", Assert.Throws<RowFileException>(() => rows.Read(0, new float[Dimension])).Message, StringComparison.Ordinal);
        Assert.Throws<RowFileException>(() => rows.Write(0, Row(0)));
        Assert.False(Assert.Throws<RowFileException>(() => rows.EnsureCapacity(1_000_000)).IsDiskFull);

        disk.Before = _ => { };
        float[] read = new float[Dimension];
        rows.Read(0, read);
        Assert.Equal(Row(0), read);
        rows.EnsureCapacity(1_000_000);
    }

    [Fact]
    public void A_row_without_room_or_of_another_length_is_a_fault_of_the_caller()
    {
        using TemporaryDirectory directory = new();
        using IRowFile rows = new RowFiles(Disk.ForThisMachine(), directory.FullPath).Create(Dimension);
        Assert.Throws<ArgumentOutOfRangeException>(() => rows.Write(0, Row(0)));
        rows.EnsureCapacity(1);
        Assert.Throws<ArgumentOutOfRangeException>(() => rows.Write(-1, Row(0)));
        Assert.Throws<ArgumentOutOfRangeException>(() => rows.Write(0, Row(0)[1..]));
        Assert.Throws<ArgumentOutOfRangeException>(() => rows.Read(0, new float[Dimension + 1]));
        Assert.Throws<ArgumentOutOfRangeException>(() => rows.Read(1_000_000, new float[Dimension]));
        rows.Dispose();
        Assert.Throws<ObjectDisposedException>(() => rows.EnsureCapacity(1_000_000));
    }

    private static float[] Row(int ordinal, int dimension = Dimension)
    {
        Random random = new(ordinal);
        return [.. Enumerable.Range(0, dimension).Select(_ => random.NextSingle())];
    }
}
