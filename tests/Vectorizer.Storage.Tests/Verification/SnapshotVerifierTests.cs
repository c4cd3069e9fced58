using System.Globalization;
using Microsoft.Extensions.Logging.Abstractions;
using Vectorizer.Engine.Segments;
using Vectorizer.Engine.Vectors;
using Vectorizer.Storage.Files;
using Vectorizer.Storage.Formats.V1;
using Vectorizer.Storage.Log;
using Vectorizer.Storage.Snapshots;
using Vectorizer.Storage.Tests.Formats;
using Vectorizer.Storage.Tests.Snapshots;
using Vectorizer.Storage.Verification;

namespace Vectorizer.Storage.Tests.Verification;

/// <summary>The offline check of snapshots: each fault by file and offset, and whether log and snapshots hold every write together.</summary>
public sealed class SnapshotVerifierTests : IDisposable
{
    private const int Writes = 9;
    private readonly TemporaryDirectory _directory = new();
    private readonly IDisk _disk = Disk.ForThisMachine();
    private readonly string _segment;

    /// <summary>A log of the writes 4..9 in two files, and snapshots at 3 and 6.</summary>
    public SnapshotVerifierTests()
    {
        using DataDirectory data = DataDirectory.Open(_disk, _directory.FullPath, "n1");
        using LogStore store = new(_disk, new LogOptions());
        RecoveredLog catalog = CatalogLog.Open(data, store, new LogRecovery(store, NullLogger<LogRecovery>.Instance), (in LogEntry _) => { });
        catalog.Log.Append([EncodedRecord.Created(CatalogRecordFormatTests.Example)], 0);
        catalog.Log.Close();
        data.CreateLogDirectory(12, 0);
        _segment = Path.GetDirectoryName(data.LogDirectory(12, 0))!;
        SegmentLog log = SegmentLog.Create(store, LogIdentity.OfSegment(12, 0), data.LogDirectory(12, 0));
        using SegmentIndex index = new([SnapshotFixture.Field(2, Metric.Euclidean)]);
        for (int sequence = 1; sequence <= Writes; sequence++)
        {
            PointMutation[] mutations = [SnapshotFixture.Upsert($"p{sequence}", 1, [sequence, 1], "")];
            log.Append([new SegmentWriteRecord(mutations)], 0);
            SnapshotFixture.Apply(index, sequence, mutations);
            if (sequence is 3 or 6)
            {
                Save(data, index);
                log.StartNewFile();
            }
        }

        log.DropUpTo(3);
        log.Close();
    }

    public void Dispose() => _directory.Dispose();

    [Fact]
    public void A_log_that_begins_behind_a_sound_snapshot_has_no_fault()
    {
        LogVerifier verifier = new(_disk);
        Assert.Empty(verifier.Verify(_directory.FullPath));
        Assert.Equal(2, verifier.Snapshots);
        Assert.Equal(1 + 6, verifier.Records);
    }

    [Fact]
    public void Every_damaged_block_is_named_by_file_and_offset_and_nothing_is_changed()
    {
        string file = FileOf(6);
        byte[] bytes = File.ReadAllBytes(file);
        List<SnapshotBlockHeader> blocks = SnapshotParts.Of(bytes).Headers;
        Assert.Equal(3, blocks.Count);
        long nodes = SnapshotFileHeader.Size + blocks[0].SizeInFile;
        long points = nodes + blocks[1].SizeInFile;
        bytes[nodes + 40] ^= 1;
        bytes[points + 40] ^= 1;
        File.WriteAllBytes(file, bytes);

        List<LogFault> faults = Verify();

        Assert.Equal([(file, nodes, true), (file, points, true)], faults.Select(fault => (fault.File, fault.Offset, fault.IsDamage)));
        Assert.Equal(bytes, File.ReadAllBytes(file));
    }

    [Fact]
    public void A_snapshot_that_is_cut_foreign_empty_or_missing_is_named()
    {
        string file = FileOf(6);
        byte[] whole = File.ReadAllBytes(file);
        foreach (byte[] bytes in new[] { whole[..^1], [], [.. "VZRXXX\r\n"u8, .. whole[8..]] })
        {
            File.WriteAllBytes(file, bytes);
            LogFault fault = Assert.Single(Verify());
            Assert.Equal(file, fault.File);
            Assert.True(fault.IsDamage);
        }

        File.Delete(file);
        Assert.Equal(file, Assert.Single(Verify()).File);
    }

    [Fact]
    public void A_snapshot_in_the_place_of_another_is_named()
    {
        File.Copy(FileOf(3), FileOf(6), overwrite: true);

        LogFault fault = Assert.Single(Verify());
        Assert.Contains("12/0@3", fault.What, StringComparison.Ordinal);
        Assert.True(fault.IsDamage);
    }

    [Fact]
    public void A_log_to_which_no_sound_snapshot_reaches_back_is_damage()
    {
        foreach (long sequence in new long[] { 3, 6 })
        {
            byte[] bytes = File.ReadAllBytes(FileOf(sequence));
            bytes[^1] ^= 1;
            File.WriteAllBytes(FileOf(sequence), bytes);
        }

        List<LogFault> faults = Verify();
        Assert.Equal(3, faults.Count);
        Assert.All(faults, fault => Assert.True(fault.IsDamage));
        LogFault log = Assert.Single(faults, fault => fault.File == Path.Combine(_segment, "log"));
        Assert.Contains("begins with sequence 4, and no sound snapshot reaches back", log.What, StringComparison.Ordinal);
    }

    [Fact]
    public void A_snapshot_too_old_for_the_log_does_not_reach_back_to_it()
    {
        Directory.Delete(Path.GetDirectoryName(FileOf(6))!, recursive: true);
        File.Delete(Path.Combine(_segment, "log", "00000000000000000004.log"));

        LogFault fault = Assert.Single(Verify());
        Assert.True(fault.IsDamage);
        Assert.Contains("begins with sequence 7", fault.What, StringComparison.Ordinal);
    }

    [Fact]
    public void A_log_whose_snapshots_are_not_here_at_all_is_a_note()
    {
        Directory.Delete(Path.Combine(_segment, "snapshots"), recursive: true);

        LogFault fault = Assert.Single(Verify());
        Assert.False(fault.IsDamage);
        Assert.Contains("another store", fault.What, StringComparison.Ordinal);
    }

    [Fact]
    public void A_log_that_ends_before_a_snapshot_is_damage()
    {
        string last = Path.Combine(_segment, "log", "00000000000000000007.log");
        File.Delete(last);
        string before = Path.Combine(_segment, "log", "00000000000000000004.log");
        byte[] bytes = File.ReadAllBytes(before);
        File.WriteAllBytes(before, bytes[..^8]);

        LogFault fault = Assert.Single(Verify(), fault => fault.IsDamage);
        Assert.Equal(before, fault.File);
        Assert.Contains("ends with sequence 5, a snapshot holds 6", fault.What, StringComparison.Ordinal);
    }

    [Fact]
    public void What_a_save_or_a_deletion_has_left_is_a_note()
    {
        string snapshots = Path.Combine(_segment, "snapshots");
        foreach (string name in new[] { "00000000000000000009.unfinished", "00000000000000000002.deleted.unfinished", "notes" })
        {
            Directory.CreateDirectory(Path.Combine(snapshots, name));
        }

        List<LogFault> faults = Verify();
        Assert.Equal(3, faults.Count);
        Assert.All(faults, fault => Assert.False(fault.IsDamage));
        Assert.Equal(2, faults.Count(fault => fault.What.Contains("unfinished", StringComparison.Ordinal)));
    }

    [Fact]
    public void Torn_bytes_kept_aside_of_the_first_file_do_not_hide_where_the_log_begins()
    {
        File.WriteAllBytes(Path.Combine(_segment, "log", "00000000000000000004-8192.torn"), [1, 2, 3]);

        Assert.Empty(Verify());
    }

    private List<LogFault> Verify() => [.. new LogVerifier(_disk).Verify(_directory.FullPath)];

    private string FileOf(long sequence)
        => Path.Combine(_segment, "snapshots", sequence.ToString("D20", CultureInfo.InvariantCulture), SnapshotWriter.FileName);

    private static void Save(DataDirectory data, SegmentIndex index)
    {
        using SegmentCapture capture = index.Capture();
        SnapshotId id = new(12, 0, capture.Sequence);
        string directory = data.PrepareSnapshot(12, 0, capture.Sequence);
        SnapshotWriter.Write(data.Disk, directory, id, 0, capture, () => [], TestContext.Current.CancellationToken);
        new FileSnapshotStore(data).Keep(id, directory, TestContext.Current.CancellationToken);
    }
}
