using Vectorizer.Grains.Snapshots;

namespace Vectorizer.Grains.Tests.Snapshots;

public sealed class SavePolicyTests
{
    private const long SnapshotBytes = 1_000_000;

    private static readonly AutoSaveOptions s_options = new();
    private static readonly TimeSpan s_soon = TimeSpan.FromSeconds(1);

    [Fact]
    public void Nothing_unsaved_is_never_due()
        => Assert.False(SavePolicy.IsDue(s_options, default, TimeSpan.FromDays(1), 0));

    [Theory]
    [InlineData(299, false)]
    [InlineData(300, true)]
    public void One_write_is_due_when_the_interval_has_passed(int seconds, bool isDue)
        => Assert.Equal(isDue, SavePolicy.IsDue(s_options, new UnsavedWrites(1, 100), TimeSpan.FromSeconds(seconds), SnapshotBytes));

    [Theory]
    [InlineData(999, SnapshotBytes, false)]
    [InlineData(1_000, SnapshotBytes - 1, false)]
    [InlineData(1_000, SnapshotBytes, true)]
    public void Many_writes_are_due_before_when_their_log_is_as_large_as_the_snapshot(long operations, long logBytes, bool isDue)
        => Assert.Equal(isDue, SavePolicy.IsDue(s_options, new UnsavedWrites(operations, logBytes), s_soon, SnapshotBytes));

    [Fact]
    public void Without_a_snapshot_enough_writes_are_due_at_once()
        => Assert.True(SavePolicy.IsDue(s_options, new UnsavedWrites(1_000, 1), s_soon, snapshotBytes: 0));

    [Theory]
    [InlineData(999, false)]
    [InlineData(1_000, true)]
    public void At_a_stop_only_what_would_take_long_to_replay_is_saved(long operations, bool isDue)
        => Assert.Equal(isDue, SavePolicy.IsDueAtStop(s_options, new UnsavedWrites(operations, 1)));

    [Fact]
    public void Switched_off_nothing_is_due()
    {
        AutoSaveOptions off = new() { Enabled = false };
        UnsavedWrites many = new(1_000_000, 10 * SnapshotBytes);

        Assert.False(SavePolicy.IsDue(off, many, TimeSpan.FromDays(1), SnapshotBytes));
        Assert.False(SavePolicy.IsDueAtStop(off, many));
    }

    [Fact]
    public void All_snapshots_of_an_import_together_are_at_most_twice_the_last_one()
    {
        const long PointBytes = 500;
        AutoSaveOptions options = new() { Interval = TimeSpan.FromDays(1) };
        long snapshot = 0;
        long written = 0;
        long saved = 0;
        for (long points = 0; points <= 2_000_000; points += 100)
        {
            if (SavePolicy.IsDue(options, new UnsavedWrites(points - saved, (points - saved) * PointBytes), s_soon, snapshot))
            {
                snapshot = points * PointBytes;
                written += snapshot;
                saved = points;
            }
        }

        Assert.InRange(written, snapshot, (2 * snapshot) + (1_000 * PointBytes));
    }
}
