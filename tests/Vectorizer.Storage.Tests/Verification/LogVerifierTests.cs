using Microsoft.Extensions.Logging.Abstractions;
using Vectorizer.Engine.Segments;
using Vectorizer.Storage.Files;
using Vectorizer.Storage.Formats;
using Vectorizer.Storage.Formats.V1;
using Vectorizer.Storage.Log;
using Vectorizer.Storage.Tests.Formats;
using Vectorizer.Storage.Verification;

namespace Vectorizer.Storage.Tests.Verification;

/// <summary>The offline check names the file and the offset of each fault, and changes nothing.</summary>
public sealed class LogVerifierTests : IDisposable
{
    private readonly TemporaryDirectory _directory = new();
    private readonly IDisk _disk = Disk.ForThisMachine();
    private readonly string _segmentFile;

    public LogVerifierTests()
    {
        using DataDirectory data = DataDirectory.Open(_disk, _directory.FullPath, "n1");
        using LogStore store = new(_disk, new LogOptions());
        RecoveredLog catalog = CatalogLog.Open(data, store, new LogRecovery(store, NullLogger<LogRecovery>.Instance), (in LogEntry _) => { });
        data.CreateLogDirectory(12, 0);
        SegmentLog segment = SegmentLog.Create(store, LogIdentity.OfSegment(12, 0), data.LogDirectory(12, 0));
        catalog.Log.Append([EncodedRecord.Created(CatalogRecordFormatTests.Example)], 0);
        catalog.Log.Close();
        for (int i = 0; i < 3; i++)
        {
            segment.Append([new SegmentWriteRecord(new[] { PointMutation.Delete("a"u8.ToArray()) })], 0);
            segment.Sync();
        }

        segment.Close();
        _segmentFile = Path.Combine(data.LogDirectory(12, 0), "00000000000000000001.log");
    }

    public void Dispose() => _directory.Dispose();

    [Fact]
    public void A_whole_directory_has_no_fault()
    {
        LogVerifier verifier = new(_disk);
        Assert.Empty(verifier.Verify(_directory.FullPath));
        Assert.Equal(4, verifier.Records);
    }

    [Fact]
    public void A_damaged_record_is_named_by_file_and_offset()
    {
        byte[] bytes = File.ReadAllBytes(_segmentFile);
        bytes[LogFileHeader.Size + 60] ^= 4;
        File.WriteAllBytes(_segmentFile, bytes);

        LogFault fault = Assert.Single(new LogVerifier(_disk).Verify(_directory.FullPath));

        Assert.True(fault.IsDamage);
        Assert.Equal(_segmentFile, fault.File);
        Assert.Equal(LogFileHeader.Size, fault.Offset);
        Assert.Equal(bytes, File.ReadAllBytes(_segmentFile));
    }

    [Fact]
    public void A_torn_tail_is_told_apart_from_damage()
    {
        byte[] bytes = File.ReadAllBytes(_segmentFile);
        int end = bytes.AsSpan().LastIndexOfAnyExcept((byte)0);
        bytes[end] ^= 1;
        File.WriteAllBytes(_segmentFile, bytes);

        LogFault fault = Assert.Single(new LogVerifier(_disk).Verify(_directory.FullPath));
        Assert.False(fault.IsDamage);
        Assert.Contains("torn", fault.What, StringComparison.Ordinal);
    }

    [Fact]
    public void A_payload_that_is_not_what_its_kind_says_is_found()
    {
        using LogStore store = new(_disk, new LogOptions());
        RecoveredLog log = new LogRecovery(store, NullLogger<LogRecovery>.Instance)
            .Open(LogIdentity.OfSegment(12, 0), Path.GetDirectoryName(_segmentFile)!, after: 0, (in LogEntry _) => { });
        log.Log.Append([new EncodedRecord(LogRecordKind.SegmentWrite, new byte[5])], 0);
        log.Log.Append([EncodedRecord.Dropped(new CatalogDrop(1, 1))], 0);
        log.Log.Close();

        List<LogFault> faults = [.. new LogVerifier(_disk).Verify(_directory.FullPath)];
        Assert.Equal(2, faults.Count);
        Assert.All(faults, fault => Assert.True(fault.IsDamage));
    }

    [Fact]
    public void Missing_logs_and_a_missing_description_are_found()
    {
        File.Delete(_segmentFile);
        Directory.Delete(Path.Combine(_directory.FullPath, "catalog"), recursive: true);
        File.Delete(_directory.Combine("node.json"));

        Assert.Equal(3, new LogVerifier(_disk).Verify(_directory.FullPath).Count(fault => fault.IsDamage));
    }

    [Fact]
    public void A_missing_catalog_beside_collections_is_not_taken_for_an_empty_database()
    {
        Directory.Delete(Path.Combine(_directory.FullPath, "catalog"), recursive: true);
        using DataDirectory data = DataDirectory.Open(_disk, _directory.FullPath, "n1");
        using LogStore store = new(_disk, new LogOptions());

        Assert.Throws<CorruptDataException>(() => CatalogLog.Open(
            data, store, new LogRecovery(store, NullLogger<LogRecovery>.Instance), (in LogEntry _) => { }));
    }
}
