using Vectorizer.Engine.Segments;
using Vectorizer.Storage.Files;
using Vectorizer.Storage.Log;
using Vectorizer.Storage.Tests.Simulation;

namespace Vectorizer.Storage.Tests.Log;

/// <summary>Who waits for what, who shares a sync, and who is told what when one fails.</summary>
public sealed class GroupCommitTests : ILogConsumer
{
    private readonly List<long> _accepted = [];
    private readonly TurnQueue _turns = new();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    void ILogConsumer.Accept(ReadOnlySpan<LogRecord> records)
    {
        foreach (LogRecord record in records)
        {
            _accepted.Add(record.Sequence);
        }
    }

    /// <summary>
    /// A sync is held up until 31 more writers wait, so the count does not hang on the speed of a machine: each of the
    /// rounds costs one sync, and the first one more.
    /// </summary>
    [Fact]
    public async Task Thirty_two_writers_share_their_syncs()
    {
        const int Writers = 32;
        const int Rounds = 20;
        using LogFixture fixture = new();
        SegmentLog log = fixture.Create();
        using LogScheduler scheduler = new();
        GroupCommit commit = new(log, this, scheduler, new GroupCommitOptions());
        using SemaphoreSlim enqueued = new(0);
        int before = fixture.Disk.Syncs;
        bool isFirst = true;
        fixture.Disk.Inject = (operation, _) =>
        {
            if (operation == "sync")
            {
                // While this sync lasts, all writers that it does not serve come to wait for the next one.
                for (int i = 0; i < (isFirst ? Writers : 0); i++)
                {
                    enqueued.Wait(Cancellation);
                }

                isFirst = false;
            }

            return null;
        };

        for (int round = 0; round < Rounds; round++)
        {
            // One write opens the round and is held in its sync; the others queue behind it.
            isFirst = true;
            Task<LogAcknowledgement>[] tasks = new Task<LogAcknowledgement>[Writers];
            for (int i = 0; i < Writers; i++)
            {
                tasks[i] = commit.Enqueue(LogFixture.Record(i), LogDurability.Fsync);
                enqueued.Release();
            }

            LogAcknowledgement[] acknowledged = await Task.WhenAll(tasks);
            Assert.All(acknowledged, one => Assert.Equal(LogDurability.Fsync, one.Durability));
            Assert.Equal(Enumerable.Range((round * Writers) + 1, Writers).Select(i => (long)i), acknowledged.Select(one => one.Sequence));
        }

        Assert.InRange(fixture.Disk.Syncs - before, Rounds, 0.2 * Writers * Rounds);
        await commit.CloseAsync();
        Assert.Equal(Enumerable.Range(1, Writers * Rounds).Select(i => (long)i), _accepted);
    }

    [Fact]
    public async Task A_slow_sync_of_one_log_holds_up_no_other()
    {
        using LogFixture fixture = new();
        SegmentLog slowLog = fixture.Create();
        fixture.Disk.CreateDirectory("/other");
        SegmentLog otherLog = SegmentLog.Create(fixture.Store, LogFixture.Identity, "/other");
        using ManualResetEventSlim release = new();
        fixture.Disk.Inject = (operation, path) =>
        {
            if (operation == "sync" && path == LogFixture.FirstFile)
            {
                release.Wait(Cancellation);
            }

            return null;
        };
        using LogScheduler scheduler = new(threads: 2);
        GroupCommit slow = new(slowLog, this, scheduler, new GroupCommitOptions());
        GroupCommit other = new(otherLog, new Ignoring(), scheduler, new GroupCommitOptions());

        Task<LogAcknowledgement> held = slow.Enqueue(LogFixture.Record(1), LogDurability.Fsync);
        for (int i = 1; i <= 100; i++)
        {
            Assert.Equal(i, (await other.Enqueue(LogFixture.Record(i), LogDurability.Fsync)).Sequence);
        }

        Assert.False(held.IsCompleted);
        release.Set();
        Assert.Equal(1, (await held).Sequence);
        await Task.WhenAll(slow.CloseAsync(), other.CloseAsync());
    }

    [Fact]
    public async Task Each_write_is_acknowledged_as_far_as_it_got_and_none_overtakes_another()
    {
        using LogFixture fixture = new();
        GroupCommit commit = New(fixture.Create());
        LogDurability[] asked =
            [LogDurability.Memory, LogDurability.Os, LogDurability.Memory, LogDurability.Fsync, LogDurability.Memory, LogDurability.Os];
        Task<LogAcknowledgement>[] tasks = [.. asked.Select((durability, i) => commit.Enqueue(LogFixture.Record(i), durability))];
        Assert.DoesNotContain(tasks, task => task.IsCompleted);

        _turns.RunAll();

        Assert.Equal(
            [LogDurability.Memory, LogDurability.Os, LogDurability.Os, LogDurability.Fsync, LogDurability.Fsync, LogDurability.Fsync],
            (await Task.WhenAll(tasks)).Select(one => one.Durability));
        Assert.Equal([1, 2, 3, 4, 5, 6], _accepted);
        Assert.Equal(6, commit.HandedOverSequence);
    }

    [Fact]
    public void Without_a_write_that_asks_for_it_there_is_no_sync()
    {
        using LogFixture fixture = new();
        GroupCommit commit = New(fixture.Create());
        int before = fixture.Disk.Syncs;
        _ = commit.Enqueue(LogFixture.Record(1), LogDurability.Memory);
        _ = commit.Enqueue(LogFixture.Record(2), LogDurability.Os);
        _turns.RunAll();

        Assert.Equal(before, fixture.Disk.Syncs);
        Assert.Equal([1, 2], fixture.Reopen().Numbers);
    }

    [Fact]
    public async Task A_failed_sync_fails_whoever_waited_for_it_and_later_writes_are_refused_at_once()
    {
        using LogFixture fixture = new();
        GroupCommit commit = New(fixture.Create());
        fixture.Disk.Inject = (operation, _) => operation == "sync" ? DiskError.Other : null;
        Task<LogAcknowledgement> handedOver = commit.Enqueue(LogFixture.Record(1), LogDurability.Os);
        Task<LogAcknowledgement> synced = commit.Enqueue(LogFixture.Record(2), LogDurability.Fsync);
        _turns.RunAll();

        Assert.Equal(LogDurability.Os, (await handedOver).Durability);
        Assert.IsType<LogSealedException>(synced.Exception!.InnerException);
        Assert.Equal([1], _accepted);
        AssertRefused<LogSealedException>(commit, LogFixture.Record(3), LogDurability.Memory);
        Assert.NotNull(commit.Seal);
    }

    [Fact]
    public async Task Writes_refused_by_a_full_disk_leave_no_gap_and_those_kept_in_memory_are_written_later()
    {
        using LogFixture fixture = new();
        GroupCommit commit = New(fixture.Create());
        fixture.Disk.Inject = (operation, _) => operation == "write" ? DiskError.DiskFull : null;
        Task<LogAcknowledgement> inMemory = commit.Enqueue(LogFixture.Record(1), LogDurability.Memory);
        Task<LogAcknowledgement> refused = commit.Enqueue(LogFixture.Record(2), LogDurability.Fsync);
        _turns.RunAll();
        Assert.Equal(1, (await inMemory).Sequence);
        Assert.IsType<LogDiskFullException>(refused.Exception!.InnerException);

        // As long as there is a backlog, memory alone is not enough.
        Task<LogAcknowledgement> alsoRefused = commit.Enqueue(LogFixture.Record(3), LogDurability.Memory);
        _turns.RunAll();
        Assert.IsType<LogDiskFullException>(alsoRefused.Exception!.InnerException);

        fixture.Disk.Inject = null;
        Task<LogAcknowledgement> taken = commit.Enqueue(LogFixture.Record(4), LogDurability.Fsync);
        _turns.RunAll();
        Assert.Equal(2, (await taken).Sequence);
        Assert.Equal([1, 2], _accepted);
        Assert.Equal([1, 4], fixture.Reopen().Numbers);
    }

    [Fact]
    public async Task A_full_queue_refuses_a_write_and_keeps_nothing_of_it()
    {
        using LogFixture fixture = new();
        SegmentLog log = fixture.Create();
        GroupCommit byCount = new(log, this, _turns, new GroupCommitOptions { MaxQueuedRecords = 2 });
        _ = byCount.Enqueue(LogFixture.Record(1), LogDurability.Os);
        _ = byCount.Enqueue(LogFixture.Record(2), LogDurability.Os);
        AssertRefused<LogQueueFullException>(byCount, LogFixture.Record(3), LogDurability.Os);
        _turns.RunAll();
        Assert.Equal([1, 2], _accepted);

        GroupCommit byBytes = new(log, new Ignoring(), _turns, new GroupCommitOptions { MaxQueuedBytes = 500 });
        Task<LogAcknowledgement> large = byBytes.Enqueue(LogFixture.Record(4, 10_000), LogDurability.Os);
        AssertRefused<LogQueueFullException>(byBytes, LogFixture.Record(5), LogDurability.Os);
        _turns.RunAll();
        Assert.Equal(3, (await large).Sequence);
        _ = byBytes.Enqueue(LogFixture.Record(6), LogDurability.Os);
        _turns.RunAll();
        Assert.Equal([1, 2, 4, 6], fixture.Reopen().Numbers);
    }

    [Fact]
    public async Task Closing_writes_what_waits_and_refuses_what_comes_later()
    {
        using LogFixture fixture = new();
        GroupCommit commit = New(fixture.Create());
        Task<LogAcknowledgement> last = commit.Enqueue(LogFixture.Record(1), LogDurability.Fsync);
        Task closing = commit.CloseAsync();
        AssertRefused<ObjectDisposedException>(commit, LogFixture.Record(2), LogDurability.Os);
        _turns.RunAll();

        await closing;
        Assert.Equal(LogDurability.Fsync, (await last).Durability);
        Assert.Equal(0, fixture.Store.OpenFiles);
    }

    [Fact]
    public async Task Closing_fails_when_its_sync_does()
    {
        using LogFixture fixture = new();
        GroupCommit commit = New(fixture.Create());
        _ = commit.Enqueue(LogFixture.Record(1), LogDurability.Os);
        _turns.RunAll();
        fixture.Disk.Inject = (operation, _) => operation == "sync" ? DiskError.Other : null;
        Task closing = commit.CloseAsync();
        _turns.RunAll();

        await Assert.ThrowsAsync<LogSealedException>(() => closing);
    }

    [Fact]
    public void A_consumer_that_throws_seals_the_log()
    {
        using LogFixture fixture = new();
        GroupCommit commit = new(fixture.Create(), new Throwing(), _turns, new GroupCommitOptions());
        Task<LogAcknowledgement> write = commit.Enqueue(LogFixture.Record(1), LogDurability.Os);
        _turns.RunAll();

        Assert.IsType<LogSealedException>(write.Exception!.InnerException);
        Assert.NotNull(commit.Seal);
    }

    [Fact]
    public async Task Ten_thousand_logs_keep_few_files_open()
    {
        const int Logs = 10_000;
        const int OpenFiles = 64;
        using LogFixture fixture = new(new LogOptions { MaxOpenFiles = OpenFiles });
        using LogScheduler scheduler = new();
        List<GroupCommit> commits = [];
        for (int i = 0; i < Logs; i++)
        {
            string directory = $"/log{i}";
            fixture.Disk.CreateDirectory(directory);
            commits.Add(new GroupCommit(
                SegmentLog.Create(fixture.Store, LogFixture.Identity, directory), new Ignoring(), scheduler, new GroupCommitOptions()));
        }

        await Task.WhenAll(commits.Select(commit => commit.Enqueue(LogFixture.Record(1), LogDurability.Os)));
        await Task.WhenAll(commits.Select(commit => commit.Enqueue(LogFixture.Record(2), LogDurability.Fsync)));

        // One more for each thread that may have been writing when another file was closed.
        Assert.InRange(fixture.Store.OpenFiles, 1, OpenFiles + LogScheduler.DefaultThreads);
        await Task.WhenAll(commits.Select(commit => commit.CloseAsync()));
        Assert.Equal(0, fixture.Store.OpenFiles);
    }

    /// <summary>Two deletes and two upserts in one group, on a disk that is full until the reserve is given up.</summary>
    [Fact]
    public async Task On_a_full_disk_deletes_take_the_reserve_and_nothing_else_does()
    {
        using LogFixture fixture = new();
        GivenUp reserve = new(() => fixture.Disk.Inject = null);
        GroupCommit commit = new(fixture.Create(), this, _turns, new GroupCommitOptions(), reserve);
        fixture.Disk.Inject = (operation, _) => operation is "write" or "preallocate" ? DiskError.DiskFull : null;
        Task<LogAcknowledgement> upsert = commit.Enqueue(Upsert(), LogDurability.Fsync);
        Task<LogAcknowledgement> delete = commit.Enqueue(LogFixture.Record(2), LogDurability.Os);
        Task<LogAcknowledgement> secondUpsert = commit.Enqueue(Upsert(), LogDurability.Os);
        Task<LogAcknowledgement> secondDelete = commit.Enqueue(LogFixture.Record(4), LogDurability.Fsync);

        _turns.RunAll();

        Assert.IsType<LogDiskFullException>(upsert.Exception!.InnerException);
        Assert.IsType<LogDiskFullException>(secondUpsert.Exception!.InnerException);
        Assert.Equal((1, 2), ((await delete).Sequence, (await secondDelete).Sequence));
        Assert.Equal(1, reserve.Times);
        Assert.Equal([1, 2], _accepted);
        Assert.Equal([2, 4], fixture.Reopen().Numbers);
    }

    [Fact]
    public async Task A_group_without_deletes_leaves_the_reserve_alone()
    {
        using LogFixture fixture = new();
        GivenUp reserve = new(() => fixture.Disk.Inject = null);
        GroupCommit commit = new(fixture.Create(), this, _turns, new GroupCommitOptions(), reserve);
        fixture.Disk.Inject = (operation, _) => operation == "write" ? DiskError.DiskFull : null;
        Task<LogAcknowledgement> upsert = commit.Enqueue(Upsert(), LogDurability.Fsync);

        _turns.RunAll();

        Assert.IsType<LogDiskFullException>(upsert.Exception!.InnerException);
        Assert.Equal(0, reserve.Times);
        fixture.Disk.Inject = null;
        upsert = commit.Enqueue(Upsert(), LogDurability.Fsync);
        _turns.RunAll();
        Assert.Equal(1, (await upsert).Sequence);
    }

    [Fact]
    public void A_delete_for_which_the_reserve_is_not_enough_is_refused_and_leaves_nothing()
    {
        using LogFixture fixture = new();
        GroupCommit commit = new(fixture.Create(), this, _turns, new GroupCommitOptions(), new GivenUp(static () => { }));
        fixture.Disk.Inject = (operation, _) => operation == "write" ? DiskError.DiskFull : null;
        Task<LogAcknowledgement> delete = commit.Enqueue(LogFixture.Record(1), LogDurability.Fsync);

        _turns.RunAll();

        Assert.IsType<LogDiskFullException>(delete.Exception!.InnerException);
        Assert.Null(commit.Seal);
        fixture.Disk.Inject = null;
        Assert.Empty(fixture.Reopen().Numbers);
    }

    /// <summary>Blocks reserved ahead by one log are blocks that the deletes of another do not get.</summary>
    [Fact]
    public void Without_its_reserve_a_full_disk_is_not_asked_for_space_ahead()
    {
        using LogFixture fixture = new();
        GivenUp reserve = new(static () => { });
        GroupCommit commit = new(fixture.Create(), this, _turns, new GroupCommitOptions(), reserve);
        reserve.GiveUp();
        int preallocations = 0;
        fixture.Disk.Inject = (operation, _) =>
        {
            preallocations += operation == "preallocate" ? 1 : 0;
            return null;
        };

        _ = commit.Enqueue(LogFixture.Record(1), LogDurability.Os);
        _turns.RunAll();

        Assert.Equal([1], _accepted);
        Assert.Equal(0, preallocations);
    }

    private static SegmentWriteRecord Upsert()
        => new(new[] { PointMutation.Upsert("a"u8.ToArray(), 1, new float[] { 1 }, default) });

    private static void AssertRefused<T>(GroupCommit commit, LogRecord record, LogDurability durability)
        where T : Exception
    {
        Action enqueue = () => commit.Enqueue(record, durability);
        Assert.Throws<T>(enqueue);
    }

    private GroupCommit New(SegmentLog log) => new(log, this, _turns, new GroupCommitOptions());

    private sealed class Ignoring : ILogConsumer
    {
        public void Accept(ReadOnlySpan<LogRecord> records)
        {
        }
    }

    private sealed class GivenUp(Action giveUp) : IDiskReserve
    {
        public int Times { get; private set; }

        public bool IsSpent => Times > 0;

        public void GiveUp()
        {
            Times++;
            giveUp();
        }
    }

    private sealed class Throwing : ILogConsumer
    {
        public void Accept(ReadOnlySpan<LogRecord> records) => throw new InvalidOperationException("no room in the index");
    }
}
