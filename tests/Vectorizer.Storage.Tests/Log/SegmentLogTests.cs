using Vectorizer.Storage.Files;
using Vectorizer.Storage.Formats.V1;
using Vectorizer.Storage.Log;

namespace Vectorizer.Storage.Tests.Log;

/// <summary>What a log does when the disk does not.</summary>
public sealed class SegmentLogTests
{
    [Theory]
    [InlineData("sync", DiskError.Other)]
    [InlineData("sync", DiskError.DiskFull)]
    public void A_failed_sync_seals_the_log_and_is_not_tried_again(string operation, DiskError error)
    {
        using LogFixture fixture = new();
        SegmentLog log = fixture.Create();
        log.Append([LogFixture.Record(1)], 0);
        int failures = 0;
        fixture.Disk.Inject = (asked, _) => asked == operation && failures++ == 0 ? error : null;

        Assert.Throws<LogSealedException>(log.Sync);

        Assert.Throws<LogSealedException>(log.Sync);
        Assert.Throws<LogSealedException>(() => log.Append([LogFixture.Record(2)], 0));
        Assert.Equal(0, log.SyncedSequence);
        Assert.NotNull(log.Seal);
        log.Close();
        Assert.Equal(1, failures);
    }

    [Fact]
    public void A_write_error_seals_the_log()
    {
        using LogFixture fixture = new();
        SegmentLog log = fixture.Create();
        fixture.Disk.Inject = (operation, _) => operation == "write" ? DiskError.Other : null;

        LogSealedException refused = Assert.Throws<LogSealedException>(() => log.Append([LogFixture.Record(1)], 0));
        fixture.Disk.Inject = null;

        Assert.Contains("write", refused.Reason, StringComparison.Ordinal);
        Assert.Throws<LogSealedException>(() => log.Append([LogFixture.Record(1)], 0));
        Assert.Equal(0, log.LastSequence);
    }

    [Fact]
    public void A_full_disk_refuses_a_group_as_a_whole_and_the_log_goes_on_when_there_is_room_again()
    {
        using LogFixture fixture = new();
        SegmentLog log = fixture.Create();
        LogFixture.Fill(log, 2);
        fixture.Disk.Inject = (operation, _) => operation is "write" or "preallocate" ? DiskError.DiskFull : null;
        Assert.Throws<LogDiskFullException>(() => log.Append([LogFixture.Record(3), LogFixture.Record(4)], 0));
        Assert.Equal(2, log.LastSequence);

        // Not even a power failure brings refused records back.
        fixture.Disk.Inject = null;
        fixture.Disk.LosePower();
        Assert.Equal([1, 2], fixture.Reopen().Numbers);
        RecoveredLog recovered = fixture.Reopen().Recovered;
        recovered.Log.Append([LogFixture.Record(5)], 0);
        recovered.Log.Close();
        Assert.Equal([1, 2, 5], fixture.Reopen().Numbers);
    }

    [Fact]
    public void A_full_disk_whose_remains_cannot_be_taken_back_seals_the_log()
    {
        using LogFixture fixture = new();
        SegmentLog log = fixture.Create();
        fixture.Disk.Inject = (operation, _) => operation switch
        {
            "write" => DiskError.DiskFull,
            "truncate" => DiskError.Other,
            _ => null,
        };

        Assert.Throws<LogSealedException>(() => log.Append([LogFixture.Record(1)], 0));
        Assert.NotNull(log.Seal);
    }

    [Fact]
    public void A_full_disk_at_a_roll_can_be_tried_again()
    {
        using LogFixture fixture = new(new LogOptions { RollBytes = 4096 });
        SegmentLog log = fixture.Create();
        LogFixture.Fill(log, 1, length: 3900);
        fixture.Disk.Inject = (operation, path) => operation == "write" && !path.Contains("0001.log", StringComparison.Ordinal) ? DiskError.DiskFull : null;

        Assert.Throws<LogDiskFullException>(() => log.Append([LogFixture.Record(2, 3900)], 0));
        Assert.Single(fixture.Disk.TryList(LogFixture.Directory)!);

        fixture.Disk.Inject = null;
        log.Append([LogFixture.Record(2, 3900)], 0);
        log.Close();
        Assert.Equal([1, 2], fixture.Reopen().Numbers);
    }

    [Fact]
    public void A_group_larger_than_the_buffer_and_than_a_file_is_kept_together()
    {
        using LogFixture fixture = new(new LogOptions { RollBytes = 4096 });
        SegmentLog log = fixture.Create();
        log.Append([LogFixture.Record(1)], 0);
        log.Append([LogFixture.Record(2, 700_000), LogFixture.Record(3, 3_000_000), LogFixture.Record(4, 10)], 1);
        log.Append([LogFixture.Record(5)], 4);
        log.Close();

        (RecoveredLog recovered, List<byte> numbers) = fixture.Reopen();

        Assert.Equal([1, 2, 3, 4, 5], numbers);
        Assert.Equal(4, recovered.Report.CommitPosition);
        Assert.Equal(
            [LogFileNameOf(1), LogFileNameOf(2), LogFileNameOf(5)],
            fixture.Disk.TryList(LogFixture.Directory)!.Select(entry => entry.Name));
    }

    [Fact]
    public void A_record_that_is_too_long_is_refused_before_anything_is_written()
    {
        using LogFixture fixture = new();
        SegmentLog log = fixture.Create();
        EncodedRecord tooLong = new(LogRecordKind.SegmentWrite, new byte[LogRecordFormat.MaxPayloadLength + 1]);

        Assert.Throws<ArgumentException>(() => log.Append([LogFixture.Record(1), tooLong], 0));
        Assert.Equal(0, log.LastSequence);
        Assert.Throws<ArgumentException>(() => new EncodedRecord(LogRecordKind.SegmentWrite, default, new byte[65]));
    }

    [Fact]
    public void The_longest_record_can_be_written_and_read()
    {
        using LogFixture fixture = new();
        SegmentLog log = fixture.Create();
        log.Append([LogFixture.Record(1, LogRecordFormat.MaxPayloadLength)], 0);
        log.Close();

        Assert.Equal([1], fixture.Reopen().Numbers);
    }

    [Fact]
    public void Idempotency_keys_epochs_and_commit_positions_come_back()
    {
        using LogFixture fixture = new();
        SegmentLog log = fixture.Create();
        log.StartEpoch(3);
        for (int length = 0; length <= LogRecordFormat.MaxKeyLength; length++)
        {
            byte[] key = new byte[length];
            Array.Fill(key, (byte)0xAB);
            log.Append([new EncodedRecord(LogRecordKind.SegmentWrite, new byte[length], key)], length / 2);
        }

        log.Close();
        int seen = 0;
        new LogRecovery(fixture.Store, Microsoft.Extensions.Logging.Abstractions.NullLogger<LogRecovery>.Instance).Open(
            LogFixture.Identity,
            LogFixture.Directory,
            after: 0,
            (in LogEntry entry) =>
            {
                Assert.Equal(seen, entry.IdempotencyKey.Length);
                Assert.False(entry.IdempotencyKey.ContainsAnyExcept((byte)0xAB));
                Assert.Equal(seen, entry.Payload.Length);
                Assert.Equal(3, entry.Header.Epoch);
                Assert.Equal(seen / 2, entry.Header.CommitPosition);
                Assert.Equal(++seen, entry.Header.Sequence);
            });
        Assert.Equal(LogRecordFormat.MaxKeyLength + 1, seen);
    }

    [Fact]
    public void A_file_closed_to_make_room_is_synced_before_and_a_failure_seals_its_log()
    {
        using LogFixture fixture = new(new LogOptions { MaxOpenFiles = 1 });
        SegmentLog first = fixture.Create();
        first.Append([LogFixture.Record(1)], 0);
        fixture.Disk.CreateDirectory("/other");
        fixture.Disk.Inject = (operation, path) => operation == "sync" && path == LogFixture.FirstFile ? DiskError.Other : null;
        SegmentLog second = SegmentLog.Create(fixture.Store, LogIdentity.OfSegment(8, 0), "/other");
        fixture.Disk.Inject = null;

        // The other log has no part in it.
        second.Append([LogFixture.Record(1)], 0);
        second.Sync();
        Assert.Equal(1, fixture.Store.OpenFiles);
        Assert.Throws<LogSealedException>(() => first.Append([LogFixture.Record(2)], 0));
    }

    private static string LogFileNameOf(int first) => $"{first:D20}.log";
}
