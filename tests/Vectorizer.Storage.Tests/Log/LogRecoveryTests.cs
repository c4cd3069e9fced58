using Vectorizer.Storage.Files;
using Vectorizer.Storage.Formats;
using Vectorizer.Storage.Formats.V1;
using Vectorizer.Storage.Log;

namespace Vectorizer.Storage.Tests.Log;

/// <summary>What opening a log makes of cut, padded and damaged files.</summary>
public sealed class LogRecoveryTests
{
    private const int Records = 6;

    [Fact]
    public void A_log_cut_at_any_byte_of_its_last_three_records_holds_the_records_before_the_cut()
    {
        using LogFixture fixture = new();
        List<long> ends = LogFixture.Fill(fixture.Create(), Records);
        byte[] whole = fixture.Bytes()[..(int)ends[^1]];
        for (int cut = (int)ends[^4]; cut <= whole.Length; cut++)
        {
            fixture.Put(whole.AsSpan(0, cut));
            (RecoveredLog recovered, List<byte> numbers) = fixture.Reopen();

            int expected = ends.Count(end => end <= cut);
            Assert.Equal(Enumerable.Range(1, expected).Select(number => (byte)number), numbers);
            Assert.Equal(expected, recovered.Log.LastSequence);
            Assert.Equal(ends.Contains(cut), recovered.Report.CutBytes == 0);

            // And it goes on with the next sequence.
            recovered.Log.Append([LogFixture.Record(99)], 0);
            recovered.Log.Close();
            Assert.Equal([.. numbers, 99], fixture.Reopen().Numbers);
        }
    }

    [Fact]
    public void Zeros_behind_the_last_record_are_no_torn_tail()
    {
        using LogFixture fixture = new();
        List<long> ends = LogFixture.Fill(fixture.Create(), Records);
        fixture.Put([.. fixture.Bytes()[..(int)ends[^1]], .. new byte[10_000]]);

        (RecoveredLog recovered, List<byte> numbers) = fixture.Reopen();

        Assert.Equal(Records, numbers.Count);
        Assert.Equal(0, recovered.Report.CutBytes);
        Assert.Null(recovered.Report.KeptAside);
    }

    [Fact]
    public void Garbage_behind_the_last_record_is_cut_and_kept_aside()
    {
        int seed = Random.Shared.Next();
        TestContext.Current.TestOutputHelper!.WriteLine($"seed {seed}");
        Random random = new(seed);
        for (int round = 0; round < 200; round++)
        {
            using LogFixture fixture = new();
            List<long> ends = LogFixture.Fill(fixture.Create(), Records);
            byte[] garbage = new byte[random.Next(1, 3000)];
            random.NextBytes(garbage);
            garbage[^1] |= 1;
            fixture.Put([.. fixture.Bytes()[..(int)ends[^1]], .. garbage, .. new byte[random.Next(100)]]);

            (RecoveredLog recovered, List<byte> numbers) = fixture.Reopen();

            Assert.Equal(Records, numbers.Count);
            Assert.Equal(garbage.Length, recovered.Report.CutBytes);
            Assert.NotNull(recovered.Report.CutReason);
            Assert.Equal(garbage, fixture.Bytes(recovered.Report.KeptAside!));
            Assert.Equal(ends[^1], fixture.Bytes().Length);
            Assert.Equal(0, fixture.Reopen().Recovered.Report.CutBytes);
        }
    }

    [Fact]
    public void A_flipped_bit_in_any_record_before_the_last_is_found_and_nothing_is_changed()
    {
        using LogFixture fixture = new();
        List<long> ends = LogFixture.Fill(fixture.Create(), Records);
        byte[] whole = fixture.Bytes();
        for (int bit = LogFileHeader.Size * 8; bit < ends[^2] * 8; bit += 5)
        {
            byte[] damaged = (byte[])whole.Clone();
            damaged[bit / 8] ^= (byte)(1 << (bit % 8));
            fixture.Put(damaged);

            CorruptDataException found = Assert.Throws<CorruptDataException>(() => fixture.Reopen());

            Assert.Equal(LogFixture.FirstFile, found.File);
            Assert.Equal(ends.LastOrDefault(end => end * 8 <= bit, LogFileHeader.Size), found.Offset);
            Assert.Equal(damaged, fixture.Bytes());
            Assert.Single(fixture.Disk.TryList(LogFixture.Directory)!);
        }
    }

    [Fact]
    public void A_flipped_bit_in_the_file_header_is_found()
    {
        using LogFixture fixture = new();
        LogFixture.Fill(fixture.Create(), Records);
        byte[] whole = fixture.Bytes();
        for (int bit = 0; bit < LogFileHeader.Size * 8; bit++)
        {
            byte[] damaged = (byte[])whole.Clone();
            damaged[bit / 8] ^= (byte)(1 << (bit % 8));
            fixture.Put(damaged);

            Assert.IsType<IOException>(Xunit.Record.Exception(() => fixture.Reopen()), exactMatch: false);
            Assert.Equal(damaged, fixture.Bytes());
        }
    }

    [Fact]
    public void A_damaged_record_is_torn_when_no_later_one_says_that_it_was_synced()
    {
        using LogFixture fixture = new();
        SegmentLog log = fixture.Create();
        List<long> ends = LogFixture.Fill(log, 2);
        log.Append([LogFixture.Record(3), LogFixture.Record(4)], 0);
        byte[] bytes = fixture.Bytes();

        // The power went while a group of two was written, and of the first only the beginning arrived.
        bytes.AsSpan((int)ends[^1] + 20, 30).Clear();
        fixture.Put(bytes);

        (RecoveredLog recovered, List<byte> numbers) = fixture.Reopen();

        Assert.Equal([1, 2], numbers);
        Assert.Equal(2 * LogRecordFormat.SizeOf(0, 40), recovered.Report.CutBytes);
    }

    [Fact]
    public void Damage_in_a_file_before_the_last_is_never_taken_for_a_torn_tail()
    {
        using LogFixture fixture = new(new LogOptions { RollBytes = 4096 });
        LogFixture.Fill(fixture.Create(), 60);
        Assert.True(fixture.Disk.TryList(LogFixture.Directory)!.Count > 1);
        byte[] bytes = fixture.Bytes();
        bytes[^1] ^= 1;
        fixture.Put(bytes.AsSpan(0, bytes.Length - 8));

        Assert.Throws<CorruptDataException>(() => fixture.Reopen());
    }

    [Fact]
    public void A_missing_file_is_found_whichever_it_is()
    {
        using LogFixture fixture = new(new LogOptions { RollBytes = 4096 });
        LogFixture.Fill(fixture.Create(), 150);
        IReadOnlyList<DiskEntry> files = fixture.Disk.TryList(LogFixture.Directory)!;
        Assert.True(files.Count > 2);
        fixture.Disk.DeleteFile($"{LogFixture.Directory}/{files[1].Name}");

        Assert.Throws<CorruptDataException>(() => fixture.Reopen());
    }

    [Fact]
    public void A_log_whose_files_are_all_gone_is_not_taken_for_an_empty_one()
    {
        using LogFixture fixture = new();
        LogFixture.Fill(fixture.Create(), 1);
        fixture.Clear();

        Assert.Throws<CorruptDataException>(() => fixture.Reopen());
    }

    [Fact]
    public void A_file_of_another_segment_is_not_taken()
    {
        using LogFixture fixture = new();
        SegmentLog.Create(fixture.Store, LogIdentity.OfSegment(7, 4), LogFixture.Directory).Close();

        Assert.Contains("segment 7/4", Assert.Throws<CorruptDataException>(() => fixture.Reopen()).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_whole_record_of_an_unknown_kind_is_too_new_and_not_skipped()
    {
        using LogFixture fixture = new();
        SegmentLog log = fixture.Create();
        log.Append([LogFixture.Record(1), new EncodedRecord((LogRecordKind)9, new byte[8]), LogFixture.Record(3)], 0);
        log.Close();

        FormatMismatchException found = Assert.Throws<FormatMismatchException>(() => fixture.Reopen());
        Assert.Equal(FormatMismatch.TooNew, found.Mismatch);
    }

    [Fact]
    public void A_record_of_a_lower_epoch_is_damage()
    {
        using LogFixture fixture = new();
        SegmentLog log = fixture.Create();
        log.StartEpoch(5);
        log.Append([LogFixture.Record(1)], 0);
        log.Close();
        byte[] bytes = fixture.Bytes();
        byte[] record = new byte[LogRecordFormat.SizeOf(0, 8)];
        LogRecordFormat.Write(
            record,
            new LogRecordHeader(8, Epoch: 4, Sequence: 2, CommitPosition: 0, SyncedSequence: 0, LogRecordKind.SegmentWrite, 0),
            [],
            LogFileHeader.Read(bytes, LogFixture.FirstFile).Seed);
        record.CopyTo(bytes, LogFileHeader.Size + LogRecordFormat.SizeOf(0, 40));
        fixture.Put(bytes);

        Assert.Contains("epoch 4 follows 5", Assert.Throws<CorruptDataException>(() => fixture.Reopen()).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_handler_that_throws_ends_the_opening_before_anything_is_changed()
    {
        using LogFixture fixture = new();
        List<long> ends = LogFixture.Fill(fixture.Create(), 3);
        byte[] torn = [.. fixture.Bytes()[..(int)ends[^1]], 1, 2, 3];
        fixture.Put(torn);
        LogRecovery recovery = new(fixture.Store, Microsoft.Extensions.Logging.Abstractions.NullLogger<LogRecovery>.Instance);

        Assert.Throws<InvalidDataException>(() => recovery.Open(
            LogFixture.Identity, LogFixture.Directory, after: 0, (in LogEntry _) => throw new InvalidDataException()));
        Assert.Equal(torn, fixture.Bytes());
    }

    [Fact]
    public void Torn_bytes_are_given_up_when_the_disk_is_full_and_the_log_opens()
    {
        using LogFixture fixture = new();
        List<long> ends = LogFixture.Fill(fixture.Create(), 3);
        fixture.Put([.. fixture.Bytes()[..(int)ends[^1]], 1, 2, 3]);
        fixture.Disk.Inject = (operation, path) => operation == "create" && path.EndsWith(".torn", StringComparison.Ordinal) ? DiskError.DiskFull : null;

        (RecoveredLog recovered, List<byte> numbers) = fixture.Reopen();

        Assert.Equal(3, numbers.Count);
        Assert.Equal(3, recovered.Report.CutBytes);
        Assert.Null(recovered.Report.KeptAside);
    }

    [Fact]
    public void Progress_is_told_with_every_record()
    {
        using LogFixture fixture = new(new LogOptions { RollBytes = 4096 });
        LogFixture.Fill(fixture.Create(), 60);
        List<(long Read, long Total)> progress = [];
        new LogRecovery(fixture.Store, Microsoft.Extensions.Logging.Abstractions.NullLogger<LogRecovery>.Instance)
            .Open(LogFixture.Identity, LogFixture.Directory, after: 0, (in LogEntry entry) => progress.Add((entry.BytesRead, entry.BytesTotal)));

        Assert.Equal(60, progress.Count);
        Assert.Equal(progress.Order(), progress);
        Assert.All(progress, step => Assert.InRange(step.Read, 1, step.Total));
    }
}
