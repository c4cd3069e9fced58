using System.Text;
using Vectorizer.Engine.Segments;
using Vectorizer.Storage.Files;
using Vectorizer.Storage.Formats.V1;
using Vectorizer.Storage.Log;
using Vectorizer.Storage.Tests.Log;
using Vectorizer.Storage.Verification;

namespace Vectorizer.Storage.Tests.Formats;

/// <summary>
/// Files written by the first version of the format, beside their disassembly. They must be read for ever, and until the
/// version changes the same calls must write the same bytes.
/// </summary>
public sealed class GoldenLogTests
{
    private static string Golden(string name) => Path.Combine(AppContext.BaseDirectory, "Golden", name);

    [Theory]
    [InlineData("segment-v1")]
    [InlineData("segment-v1-revisions")]
    [InlineData("catalog-v1")]
    [InlineData("catalog-v1-compression")]
    [InlineData("catalog-v1-quantization")]
    [InlineData("catalog-v1-naming")]
    [InlineData("catalog-v1-payload-indexes")]
    public void A_file_of_version_1_is_written_and_read_as_ever(string name)
    {
        using LogFixture fixture = new();
        byte[] written = name switch
        {
            "segment-v1" => WriteSegment(fixture),
            "segment-v1-revisions" => WriteRevisions(fixture),
            "catalog-v1" => WriteCatalog(fixture, null),
            "catalog-v1-naming" => WriteNames(fixture),
            "catalog-v1-quantization" => WriteCatalog(fixture, null, CatalogRecordFormatTests.Quantized),
            "catalog-v1-payload-indexes" => WriteCatalog(fixture, null, CatalogRecordFormatTests.Indexed),
            _ => WriteCatalog(fixture, new CatalogCompression(Enabled: true, ThresholdBytes: 4_096)),
        };
        string text = string.Join('\n', LogDisassembler.Disassemble(fixture.Disk, LogFixture.FirstFile)) + "\n";

        Assert.Equal(File.ReadAllText(Golden(name + ".txt")), text);
        Assert.Equal(File.ReadAllBytes(Golden(name + ".log")), written);
        Assert.Equal(text, string.Join('\n', LogDisassembler.Disassemble(Disk.ForThisMachine(), Golden(name + ".log"))) + "\n");
    }

    private static byte[] WriteSegment(LogFixture fixture)
    {
        SegmentLog log = fixture.Create();
        log.StartEpoch(1);
        log.Append(
            [
                new SegmentWriteRecord(
                    new[]
                    {
                        PointMutation.Upsert(Bytes("a"), 1, new[] { 1f, -0.5f, 0.25f }, Bytes("""{"title":"one"}""")),
                        PointMutation.Upsert(Bytes("ü"), 3, new[] { 1f, 2f, 3f, 4f, 5f }, default),
                    },
                    Bytes("key-1")),
            ],
            0);
        log.Sync();
        log.StartEpoch(2);
        log.Append([new SegmentWriteRecord(new[] { PointMutation.Delete(Bytes("a")) })], 1);
        log.Close();
        return Trimmed(fixture);
    }

    private static byte[] WriteRevisions(LogFixture fixture)
    {
        SegmentLog log = fixture.Create();
        log.StartEpoch(1);
        log.Append(
            [
                new SegmentWriteRecord(new[] { PointMutation.Upsert(Bytes("a"), 1, new[] { 1f }, Bytes("""{"title":"one"}""")) }),
                new SegmentWriteRecord(
                    new[] { PointMutation.Revise(Bytes("a"), Bytes("""{"title":"two"}""")), PointMutation.Revise(Bytes("ü"), default) },
                    Bytes("key-1"),
                    0x0123456789abcdef),
            ],
            0);
        log.Sync();
        log.Append([new SegmentWriteRecord(new[] { PointMutation.Revise(Bytes("a"), default), PointMutation.Delete(Bytes("ü")) })], 1);
        log.Close();
        return Trimmed(fixture);
    }

    private static byte[] WriteCatalog(
        LogFixture fixture, CatalogCompression? compression, Func<CatalogCollection, CatalogCollection>? change = null)
    {
        CatalogCollection collection = CatalogRecordFormatTests.Example with { Compression = compression };
        collection = change?.Invoke(collection) ?? collection;
        SegmentLog log = SegmentLog.Create(fixture.Store, LogIdentity.Catalog, LogFixture.Directory);
        log.Append([EncodedRecord.Created(collection with { Version = 1 })], 0);
        log.Sync();
        log.Append([EncodedRecord.Changed(collection with { Version = 2 })], 1);
        log.Sync();
        log.Append([EncodedRecord.Dropped(new CatalogDrop(12, 3))], 2);
        log.Close();
        return Trimmed(fixture);
    }

    private static byte[] WriteNames(LogFixture fixture)
    {
        CatalogCollection collection = CatalogRecordFormatTests.Example with { DeletionProtection = true };
        SegmentLog log = SegmentLog.Create(fixture.Store, LogIdentity.Catalog, LogFixture.Directory);
        log.Append([EncodedRecord.Created(collection with { Version = 1 })], 0);
        log.Append([EncodedRecord.Renamed(collection with { Version = 2, Name = "docs-2" })], 1);
        log.Append([EncodedRecord.Aliases(AliasRecordFormatTests.Example)], 2);
        log.Close();
        return Trimmed(fixture);
    }

    /// <summary>Without the reserved zeros, which are no part of the format.</summary>
    private static byte[] Trimmed(LogFixture fixture)
    {
        byte[] bytes = fixture.Bytes();
        byte[] trimmed = bytes[..((bytes.AsSpan().LastIndexOfAnyExcept((byte)0) / 8 * 8) + 8)];
        fixture.Put(trimmed);
        return trimmed;
    }

    private static byte[] Bytes(string text) => Encoding.UTF8.GetBytes(text);
}
