using Microsoft.Extensions.Logging.Abstractions;
using Vectorizer.Storage.Files;
using Vectorizer.Storage.Formats;
using Vectorizer.Storage.Log;
using Vectorizer.Storage.Tests.Simulation;

namespace Vectorizer.Storage.Tests.Log;

/// <summary>A log whose beginning is in a snapshot: what of it is read, what may be dropped, and when it is refused.</summary>
public sealed class LogDropTests : ILogConsumer
{
    private const int PerFile = 3;
    private readonly TurnQueue _turns = new();
    private readonly List<long> _accepted = [];

    void ILogConsumer.Accept(ReadOnlySpan<LogRecord> records)
    {
        foreach (LogRecord record in records)
        {
            _accepted.Add(record.Sequence);
        }
    }

    [Fact]
    public void Records_up_to_the_snapshot_are_not_handed_over()
    {
        for (int after = 0; after <= 9; after++)
        {
            using LogFixture fixture = new();
            FillFiles(fixture, 3).Close();
            (RecoveredLog recovered, List<byte> numbers) = Reopen(fixture, after);

            Assert.Equal(Enumerable.Range(after + 1, 9 - after).Select(number => (byte)number), numbers);
            Assert.Equal(9, recovered.Log.LastSequence);
        }
    }

    [Fact]
    public void Files_whose_records_are_all_in_the_snapshot_are_not_read()
    {
        using LogFixture fixture = new();
        FillFiles(fixture, 3).Close();
        List<string> read = [];
        fixture.Disk.Inject = (operation, path) =>
        {
            if (operation == "read")
            {
                read.Add(path);
            }

            return null;
        };

        Assert.Equal([7, 8, 9], Reopen(fixture, after: 6).Numbers);
        Assert.Equal([NameOf(7)], read.Distinct());
        read.Clear();
        Assert.Equal([6, 7, 8, 9], Reopen(fixture, after: 5).Numbers);
        Assert.Equal([NameOf(4), NameOf(7)], read.Distinct().Order());

        // The last file is read in any case: the log goes on in it.
        read.Clear();
        Assert.Empty(Reopen(fixture, after: 9).Numbers);
        Assert.Equal([NameOf(7)], read.Distinct());
    }

    [Fact]
    public void Damage_in_what_the_snapshot_holds_keeps_no_log_from_opening()
    {
        using LogFixture fixture = new();
        FillFiles(fixture, 3).Close();
        byte[] bytes = fixture.Bytes();
        bytes[100] ^= 1;
        fixture.Put(bytes);

        Assert.Throws<CorruptDataException>(() => Reopen(fixture, after: 2));
        Assert.Equal([4, 5, 6, 7, 8, 9], Reopen(fixture, after: 3).Numbers);
    }

    [Theory]
    [InlineData(0, false)]
    [InlineData(2, false)]
    [InlineData(3, true)]
    [InlineData(5, true)]
    public void A_gap_between_snapshot_and_log_is_found(int after, bool reaches)
    {
        using LogFixture fixture = new();
        FillFiles(fixture, 3).Close();
        fixture.Disk.DeleteFile(NameOf(1));

        if (reaches)
        {
            Assert.Equal(9 - after, Reopen(fixture, after).Numbers.Count);
            return;
        }

        CorruptDataException found = Assert.Throws<CorruptDataException>(() => Reopen(fixture, after));
        Assert.Equal(NameOf(4), found.File);
        Assert.Contains($"records {after + 1}..3 are missing", found.What, StringComparison.Ordinal);
    }

    [Fact]
    public void A_file_that_is_missing_behind_the_snapshot_is_found()
    {
        using LogFixture fixture = new();
        FillFiles(fixture, 4).Close();
        fixture.Disk.DeleteFile(NameOf(7));

        Assert.Throws<CorruptDataException>(() => Reopen(fixture, after: 4));
        Assert.Equal([10, 11, 12], Reopen(fixture, after: 9).Numbers);
    }

    [Theory]
    [InlineData(10)]
    [InlineData(1_000)]
    public void A_log_that_ends_before_the_snapshot_is_found(int after)
    {
        using LogFixture fixture = new();
        FillFiles(fixture, 3).Close();

        CorruptDataException found = Assert.Throws<CorruptDataException>(() => Reopen(fixture, after));
        Assert.Contains($"ends with sequence 9, a snapshot holds {after}", found.What, StringComparison.Ordinal);

        // Nothing was changed.
        Assert.Equal(9, Reopen(fixture, after: 0).Numbers.Count);
    }

    [Fact]
    public void A_log_whose_files_are_all_gone_is_found_although_a_snapshot_is_there()
    {
        using LogFixture fixture = new();
        FillFiles(fixture, 1).Close();
        fixture.Clear();

        Assert.Throws<CorruptDataException>(() => Reopen(fixture, after: 3));
        Assert.Throws<CorruptDataException>(() => Reopen(fixture, after: 0));
    }

    [Fact]
    public void An_empty_file_behind_the_snapshot_goes_on_with_the_next_sequence()
    {
        using LogFixture fixture = new();
        SegmentLog log = FillFiles(fixture, 2);
        log.StartNewFile();
        log.DropUpTo(6);
        log.Close();
        Assert.Equal([NameOf(7)], Files(fixture));

        (RecoveredLog recovered, List<byte> numbers) = Reopen(fixture, after: 6);
        Assert.Empty(numbers);
        Assert.Equal(7, recovered.Log.NextSequence);
        recovered.Log.Append([LogFixture.Record(7)], 0);
        recovered.Log.Close();
        Assert.Equal([7], Reopen(fixture, after: 6).Numbers);
        Assert.Throws<CorruptDataException>(() => Reopen(fixture, after: 0));
    }

    [Theory]
    [InlineData(0, 1, 4, 7)]
    [InlineData(2, 1, 4, 7)]
    [InlineData(3, 4, 7)]
    [InlineData(5, 4, 7)]
    [InlineData(6, 7)]
    [InlineData(9, 7)]
    [InlineData(1_000, 7)]
    public void Files_without_a_later_record_are_dropped_but_not_the_one_that_grows(int sequence, params int[] left)
    {
        using LogFixture fixture = new();
        SegmentLog log = FillFiles(fixture, 3);
        long before = Files(fixture).Sum(file => fixture.Bytes(file).Length);

        long freed = log.DropUpTo(sequence);

        Assert.Equal(left.Select(NameOf), Files(fixture));
        Assert.Equal(before - Files(fixture).Sum(file => fixture.Bytes(file).Length), freed);
        log.Append([LogFixture.Record(10)], 0);
        log.Close();
        Assert.Equal(10, Reopen(fixture, left[0] - 1).Recovered.Log.LastSequence);
    }

    [Fact]
    public void Torn_bytes_that_were_kept_aside_are_not_taken_for_files_of_the_log()
    {
        using LogFixture fixture = new();
        SegmentLog log = FillFiles(fixture, 2);
        fixture.Disk.Open("/log/00000000000000000001-100.torn", DiskAccess.CreateNew).Dispose();

        log.DropUpTo(3);

        Assert.Equal([NameOf(4)], Files(fixture));
        Assert.Equal(2, fixture.Disk.TryList(LogFixture.Directory)!.Count);
    }

    [Fact]
    public void The_oldest_file_goes_first_and_its_name_is_synced_before_the_next()
    {
        using LogFixture fixture = new();
        SegmentLog log = FillFiles(fixture, 4);
        List<string> calls = [];
        fixture.Disk.Inject = (operation, path) =>
        {
            if (operation is "delete" or "sync directory")
            {
                calls.Add($"{operation} {path}");
            }

            return null;
        };

        log.DropUpTo(9);

        Assert.Equal(
            new[] { 1, 4, 7 }.SelectMany(first => new[] { $"delete {NameOf(first)}", "sync directory /log" }), calls);
    }

    [Fact]
    public void A_stop_while_files_are_dropped_leaves_a_log_that_reaches_back_to_the_snapshot()
    {
        int stops = 0;
        for (int stopAt = 0; stopAt < 8; stopAt++)
        {
            for (int seed = 0; seed < 16; seed++)
            {
                using LogFixture fixture = new(seed: seed);
                SegmentLog log = FillFiles(fixture, 4);
                fixture.Disk.PowerFailsIn = stopAt;
                try
                {
                    log.DropUpTo(9);
                }
                catch (PowerFailureException)
                {
                    stops++;
                }

                fixture.Disk.LosePower();
                Assert.Equal([10, 11, 12], Reopen(fixture, after: 9).Numbers);
                AssertNoGap(fixture);
            }
        }

        Assert.InRange(stops, 6 * 16, 7 * 16);
    }

    [Fact]
    public void A_failed_deletion_ends_the_drop_and_what_is_left_is_a_whole_log()
    {
        using LogFixture fixture = new();
        SegmentLog log = FillFiles(fixture, 3);
        fixture.Disk.Inject = (operation, path) => operation == "delete" && path == NameOf(4) ? DiskError.Other : null;

        Assert.Throws<DiskException>(() => log.DropUpTo(6));

        Assert.Equal([NameOf(4), NameOf(7)], Files(fixture));
        Assert.Null(log.Seal);
        fixture.Disk.Inject = null;
        log.DropUpTo(6);
        Assert.Equal([NameOf(7)], Files(fixture));
    }

    [Fact]
    public void A_new_file_is_started_only_if_the_present_one_holds_a_record()
    {
        using LogFixture fixture = new();
        SegmentLog log = fixture.Create();
        log.StartNewFile();
        Assert.Equal([NameOf(1)], Files(fixture));
        log.Append([LogFixture.Record(1)], 0);
        log.StartNewFile();
        log.StartNewFile();

        Assert.Equal([NameOf(1), NameOf(2)], Files(fixture));
        log.Append([LogFixture.Record(2)], 0);
        log.Close();
        Assert.Equal([1, 2], Reopen(fixture, 0).Numbers);
    }

    [Theory]
    [InlineData(LogDurability.Memory)]
    [InlineData(LogDurability.Os)]
    [InlineData(LogDurability.Fsync)]
    public void Starting_a_new_file_brings_to_the_disk_whatever_was_acknowledged_with_any_durability(LogDurability durability)
    {
        using LogFixture fixture = new();
        GroupCommit commit = Commit(fixture.Create());
        for (int number = 1; number <= 5; number++)
        {
            _ = commit.Enqueue(LogFixture.Record(number), durability);
            if (number == 3)
            {
                _turns.RunAll();
            }
        }

        Task started = commit.StartNewFileAsync();
        _turns.RunAll();

        Assert.True(started.IsCompletedSuccessfully);
        Assert.Equal([1, 2, 3, 4, 5], _accepted);
        Assert.Equal(5, commit.SyncedSequence);
        fixture.Disk.LosePower();
        Assert.Equal([1, 2, 3, 4, 5], Reopen(fixture, 0).Numbers);
        Assert.Equal([NameOf(1), NameOf(6)], Files(fixture));
    }

    [Fact]
    public void Everyone_who_asks_for_a_new_file_in_one_turn_gets_the_same_one()
    {
        using LogFixture fixture = new();
        GroupCommit commit = Commit(fixture.Create());
        _ = commit.Enqueue(LogFixture.Record(1), LogDurability.Os);
        Task[] started = [commit.StartNewFileAsync(), commit.StartNewFileAsync()];
        _turns.RunAll();

        Assert.All(started, task => Assert.True(task.IsCompletedSuccessfully));
        Assert.Equal([NameOf(1), NameOf(2)], Files(fixture));
    }

    [Theory]
    [InlineData("sync")]
    [InlineData("sync directory")]
    [InlineData("create")]
    [InlineData("truncate")]
    public async Task A_new_file_that_the_disk_refuses_is_not_reported_as_started(string operation)
    {
        using LogFixture fixture = new();
        GroupCommit commit = Commit(fixture.Create());
        _ = commit.Enqueue(LogFixture.Record(1), LogDurability.Fsync);
        _turns.RunAll();
        fixture.Disk.Inject = (asked, _) => asked == operation ? DiskError.Other : null;
        Task started = commit.StartNewFileAsync();
        _turns.RunAll();

        await Assert.ThrowsAsync<LogSealedException>(() => started);
        fixture.Disk.Inject = null;
        Assert.Equal([1], Reopen(fixture, 0).Numbers);
    }

    [Fact]
    public async Task A_sealed_log_starts_no_new_file()
    {
        using LogFixture fixture = new();
        SegmentLog log = fixture.Create();
        GroupCommit commit = Commit(log);
        _ = commit.Enqueue(LogFixture.Record(1), LogDurability.Os);
        _turns.RunAll();
        log.SealBecause("a test says so");
        Task started = commit.StartNewFileAsync();
        _turns.RunAll();

        await Assert.ThrowsAsync<LogSealedException>(() => started);
        Assert.Equal([NameOf(1)], Files(fixture));
    }

    [Fact]
    public async Task On_a_full_disk_no_new_file_is_started_and_the_log_goes_on_when_there_is_room()
    {
        using LogFixture fixture = new();
        GroupCommit commit = Commit(fixture.Create());
        _ = commit.Enqueue(LogFixture.Record(1), LogDurability.Fsync);
        _turns.RunAll();
        fixture.Disk.Inject = (operation, _) => operation is "write" or "preallocate" or "create" ? DiskError.DiskFull : null;

        // Acknowledged in memory, and without a place on the disk: then nothing may rest on the log's being whole.
        Task<LogAcknowledgement> inMemory = commit.Enqueue(LogFixture.Record(2), LogDurability.Memory);
        _turns.RunAll();
        Assert.True(inMemory.IsCompletedSuccessfully);
        Task refused = commit.StartNewFileAsync();
        _turns.RunAll();
        await Assert.ThrowsAsync<LogDiskFullException>(() => refused);
        Assert.Equal(1, commit.SyncedSequence);

        fixture.Disk.Inject = null;
        Task started = commit.StartNewFileAsync();
        _turns.RunAll();
        Assert.True(started.IsCompletedSuccessfully);
        fixture.Disk.LosePower();
        Assert.Equal([1, 2], Reopen(fixture, 0).Numbers);
        Assert.Equal([NameOf(1), NameOf(3)], Files(fixture));
    }

    [Fact]
    public async Task A_closing_log_refuses_a_new_file_and_still_starts_the_one_that_was_asked_for_before()
    {
        using LogFixture fixture = new();
        GroupCommit commit = Commit(fixture.Create());
        _ = commit.Enqueue(LogFixture.Record(1), LogDurability.Memory);
        Task started = commit.StartNewFileAsync();
        Task closed = commit.CloseAsync();

        await Assert.ThrowsAsync<ObjectDisposedException>(() => commit.StartNewFileAsync());
        _turns.RunAll();
        Assert.True(started.IsCompletedSuccessfully);
        Assert.True(closed.IsCompletedSuccessfully);
        Assert.Equal([1], Reopen(fixture, 0).Numbers);
    }

    [Fact]
    public void A_stop_while_a_new_file_is_started_loses_nothing_that_was_on_the_disk()
    {
        for (int stopAt = 0; stopAt < 8; stopAt++)
        {
            for (int seed = 0; seed < 16; seed++)
            {
                using LogFixture fixture = new(seed: seed);
                SegmentLog log = FillFiles(fixture, 2);
                fixture.Disk.PowerFailsIn = stopAt;
                try
                {
                    log.StartNewFile();
                }
                catch (PowerFailureException)
                {
                }

                fixture.Disk.LosePower();
                (RecoveredLog recovered, List<byte> numbers) = Reopen(fixture, after: 3);
                Assert.Equal([4, 5, 6], numbers);
                recovered.Log.Append([LogFixture.Record(7)], 0);
                recovered.Log.Close();
                Assert.Equal([7], Reopen(fixture, after: 6).Numbers);
            }
        }
    }

    private GroupCommit Commit(SegmentLog log) => new(log, this, _turns, new GroupCommitOptions());

    /// <summary>A log of some files with three synced records each.</summary>
    private static SegmentLog FillFiles(LogFixture fixture, int files)
    {
        SegmentLog log = fixture.Create();
        for (int number = 1; number <= files * PerFile; number++)
        {
            log.Append([LogFixture.Record(number)], 0);
            log.Sync();
            if (number % PerFile == 0 && number < files * PerFile)
            {
                log.StartNewFile();
            }
        }

        return log;
    }

    private static (RecoveredLog Recovered, List<byte> Numbers) Reopen(LogFixture fixture, long after)
    {
        fixture.Disk.Kill();
        List<byte> numbers = [];
        RecoveredLog recovered = new LogRecovery(fixture.Store, NullLogger<LogRecovery>.Instance)
            .Open(LogFixture.Identity, LogFixture.Directory, after, (in LogEntry entry) => numbers.Add(entry.Payload[0]));
        return (recovered, numbers);
    }

    private static string[] Files(LogFixture fixture)
        => [.. fixture.Disk.TryList(LogFixture.Directory)!
            .Where(entry => LogFileName.TryParse(entry.Name, out _))
            .Select(entry => $"{LogFixture.Directory}/{entry.Name}")];

    /// <summary>The files that are left follow each other up to the last.</summary>
    private static void AssertNoGap(LogFixture fixture)
    {
        string[] files = Files(fixture);
        Assert.Equal(Enumerable.Range(1, 4).Select(file => NameOf(1 + ((file - 1) * PerFile))).TakeLast(files.Length), files);
    }

    private static string NameOf(int first) => $"{LogFixture.Directory}/{first:D20}.log";
}
