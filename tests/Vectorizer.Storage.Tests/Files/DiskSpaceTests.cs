using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using Vectorizer.Storage.Files;
using Vectorizer.Storage.Tests.Simulation;

namespace Vectorizer.Storage.Tests.Files;

/// <summary>A volume of a thousand bytes whose free space a test decides.</summary>
public sealed class DiskSpaceTests : IDisposable
{
    private const long Mark = 100;
    private const long Reserve = 40;

    private static readonly TimeSpan s_longEnough = TimeSpan.FromMilliseconds(100);

    private readonly FakeTimeProvider _time = new();
    private readonly Queue<Action> _behind = [];
    private readonly SimulatedDisk _disk = new(new Random(1)) { TotalBytes = 1000, FreeBytes = 900 };
    private readonly DataDirectory _data;

    public DiskSpaceTests()
    {
        _disk.CreateDirectory("/data");
        _data = DataDirectory.Open(_disk, "/data", "n1");
    }

    public void Dispose() => _data.Dispose();

    [Fact]
    public void Writes_are_refused_below_the_mark_and_taken_again_a_quarter_above_it()
    {
        DiskSpace space = New(reserve: 0);
        _disk.FreeBytes = Mark;
        Assert.False(space.IsLow);

        // Down to the mark, refused; up and down again around it, still refused: no flapping.
        foreach (long free in (long[])[Mark - 1, Mark, Mark + 1, Mark + (Mark / 4) - 1, Mark, Mark + (Mark / 4) - 1])
        {
            _disk.FreeBytes = free;
            _time.Advance(s_longEnough);
            Assert.True(space.IsLow, $"{free} bytes are free.");
        }

        _disk.FreeBytes = Mark + (Mark / 4);
        Assert.False(space.IsLow);
        _disk.FreeBytes = Mark;
        _time.Advance(s_longEnough);
        Assert.False(space.IsLow);
    }

    [Fact]
    public void The_volume_is_asked_again_only_after_a_while_or_before_a_refusal_or_after_a_full_disk()
    {
        DiskSpace space = New(reserve: 0);
        Assert.False(space.IsLow);

        _disk.FreeBytes = 0;
        _time.Advance(s_longEnough - TimeSpan.FromTicks(1));
        Assert.False(space.IsLow);
        space.MetFullDisk();
        Assert.True(space.IsLow);

        // Freed: seen at once, although no time has passed.
        _disk.FreeBytes = 900;
        Assert.False(space.IsLow);
    }

    [Fact]
    public void Without_a_mark_nothing_is_refused()
    {
        DiskSpace space = New(mark: 0);
        RunBehind();
        _disk.FreeBytes = 0;

        Assert.False(space.Status().IsLow);
    }

    [Theory]
    [InlineData(1L << 30, (1L << 30) / 20, (1L << 30) / 100)]
    [InlineData(1L << 40, 1L << 30, 64L << 20)]
    [InlineData(10L << 20, (10L << 20) / 20, 1L << 20)]
    public void Unless_set_the_sizes_follow_from_the_volume(long total, long mark, long reserve)
    {
        VolumeInfo volume = new("disk", IsVolatile: false, FreeBytes: 0, total);

        Assert.Equal((mark, reserve), (new DiskSpaceOptions().LowWaterOf(volume), new DiskSpaceOptions().ReserveOf(volume)));
    }

    [Fact]
    public void The_reserve_is_made_behind_the_writes_given_up_once_and_made_again_when_there_is_room()
    {
        DiskSpace space = New();
        Assert.False(space.Status().IsReserveIntact);
        RunBehind();
        Assert.True(space.Status().IsReserveIntact);
        Assert.Equal(Reserve, ReserveLength());

        _disk.FreeBytes = 0;
        space.GiveUp();
        space.GiveUp();
        Assert.Equal(0, ReserveLength());
        Assert.True(space.IsLow);

        // Its bytes are free now, and counted as taken: they are no room for writes.
        _disk.FreeBytes = Mark + (Mark / 4) + Reserve - 1;
        Assert.True(space.IsLow);
        Assert.Empty(_behind);

        _disk.FreeBytes++;
        Assert.False(space.IsLow);
        RunBehind();
        Assert.True(space.Status().IsReserveIntact);
        Assert.Equal(Reserve, ReserveLength());
    }

    [Fact]
    public void A_reserve_that_finds_no_space_takes_none_and_is_tried_again()
    {
        DiskSpace space = New();
        _disk.Inject = (operation, path) => operation == "preallocate" && path.EndsWith("reserve", StringComparison.Ordinal)
            ? DiskError.DiskFull
            : null;
        space.Status();
        RunBehind();
        Assert.False(space.Status().IsReserveIntact);
        Assert.Equal(0, ReserveLength());

        _disk.Inject = null;
        RunBehind();
        Assert.True(space.Status().IsReserveIntact);
    }

    [Fact]
    public void A_disk_that_fails_does_not_fail_those_who_ask_for_space()
    {
        DiskSpace space = New();
        _disk.Inject = (_, path) => path.EndsWith("reserve", StringComparison.Ordinal) ? DiskError.Other : null;
        space.Status();
        RunBehind();
        Assert.False(space.Status().IsReserveIntact);
        space.GiveUp();

        Assert.False(space.IsLow);
    }

    [Theory]
    [InlineData(0, false)] // Given up when the process was killed.
    [InlineData(7, false)] // Cut short while it was made.
    [InlineData(Reserve, true)]
    [InlineData(3 * Reserve, true)] // Of a larger setting: cut.
    public void Whatever_a_former_run_has_left_becomes_the_reserve(long length, bool isIntact)
    {
        using (IDiskFile file = _disk.Open("/data/reserve", DiskAccess.CreateNew))
        {
            file.Truncate(length);
        }

        DiskSpace space = New();
        Assert.Equal(isIntact, space.LastKnown.IsReserveIntact);
        space.Status();
        RunBehind();
        Assert.True(space.Status().IsReserveIntact);
        Assert.Equal(Reserve, ReserveLength());
    }

    [Fact]
    public void A_reserve_that_is_not_wanted_any_more_is_removed()
    {
        DiskSpace space = New();
        space.Status();
        RunBehind();

        space = New(reserve: 0);

        Assert.Equal(["lock", "node.json"], _disk.TryList("/data")!.Select(entry => entry.Name));
        Assert.False(space.IsSpent);
    }

    [Fact]
    public async Task On_a_real_disk_the_reserve_takes_its_space_and_gives_it_back()
    {
        const long Bytes = 2 * 1024 * 1024;
        await using MountedVolume volume = await MountedVolume.MountAsync("size=4m");
        using DataDirectory data = DataDirectory.Open(Disk.ForThisMachine(), volume.FullPath, "n1");
        long before = data.FreeBytes;
        DiskSpace space = new(
            data,
            new DiskSpaceOptions { LowWaterBytes = 0, ReserveBytes = Bytes },
            static action => action(),
            _time,
            NullLogger<DiskSpace>.Instance);

        space.Status();
        Assert.InRange(data.FreeBytes, 0, before - Bytes);
        space.GiveUp();
        Assert.Equal(before, data.FreeBytes);
    }

    private DiskSpace New(long mark = Mark, long reserve = Reserve) => new(
        _data,
        new DiskSpaceOptions { LowWaterBytes = mark, ReserveBytes = reserve },
        _behind.Enqueue,
        _time,
        NullLogger<DiskSpace>.Instance);

    private void RunBehind()
    {
        while (_behind.TryDequeue(out Action? action))
        {
            action();
        }
    }

    private long ReserveLength()
    {
        using IDiskFile file = _disk.Open("/data/reserve", DiskAccess.Read);
        return file.Length;
    }
}
