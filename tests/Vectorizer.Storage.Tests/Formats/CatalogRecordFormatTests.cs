using System.Collections.Immutable;
using Vectorizer.Engine.Vectors;
using Vectorizer.Storage.Formats.V1;
using Vectorizer.Storage.Log;

namespace Vectorizer.Storage.Tests.Formats;

public sealed class CatalogRecordFormatTests
{
    public static readonly CatalogCollection Example = new(
        12,
        3,
        new DateTimeOffset(2026, 1, 2, 3, 4, 5, TimeSpan.Zero),
        "docs-ü",
        2,
        LogDurability.Fsync,
        [new CatalogVectorField("", 768, Metric.Cosine, 16, 200, 100), new CatalogVectorField("title", 3, Metric.Dot, 8, 100, 50)],
        [.. Enumerable.Range(0, 4096).Select(slot => (ushort)(slot / 2048))]);

    public static CatalogCollection Quantized(CatalogCollection collection) => collection with
    {
        Fields =
        [
            collection.Fields[0] with { Quantization = new CatalogQuantization(CatalogQuantization.Scalar, OnDisk: true) },
            collection.Fields[1] with { Quantization = new CatalogQuantization(CatalogQuantization.Binary, OnDisk: false) },
        ],
    };

    public static CatalogCollection Indexed(CatalogCollection collection) => collection with
    {
        PayloadIndexes = [new CatalogPayloadIndex("price", 3), new CatalogPayloadIndex("tags[].ü", 1), new CatalogPayloadIndex("id", 8)],
    };

    [Fact]
    public void What_is_written_is_read_again()
    {
        Assert.Equal(Example, CatalogRecordFormat.ReadCollection(CatalogRecordFormat.Write(Example)));
        CatalogCollection mixed = Example with { Slots = [.. Enumerable.Range(0, 4096).Select(slot => (ushort)(slot % 2))] };
        Assert.Equal(mixed, CatalogRecordFormat.ReadCollection(CatalogRecordFormat.Write(mixed)));
        CatalogCollection none = Example with { Slots = [] };
        Assert.Equal(none, CatalogRecordFormat.ReadCollection(CatalogRecordFormat.Write(none)));
        CatalogCollection compressed = Example with { Compression = new CatalogCompression(true, 1_024) };
        Assert.Equal(compressed, CatalogRecordFormat.ReadCollection(CatalogRecordFormat.Write(compressed)));
        CatalogCollection plain = Example with { Compression = new CatalogCompression(false, int.MaxValue) };
        Assert.Equal(plain, CatalogRecordFormat.ReadCollection(CatalogRecordFormat.Write(plain)));
        CatalogCollection quantized = Quantized(Example);
        Assert.Equal(quantized, CatalogRecordFormat.ReadCollection(CatalogRecordFormat.Write(quantized)));
        Assert.NotEqual(Example, quantized);
        CatalogVectorField codes = Example.Fields[0] with { Quantization = new CatalogQuantization(CatalogQuantization.NeighborCodes, OnDisk: false) };
        CatalogCollection neighbors = Example with { Fields = [codes] };
        Assert.Equal(neighbors, CatalogRecordFormat.ReadCollection(CatalogRecordFormat.Write(neighbors)));
        CatalogCollection guarded = Example with { DeletionProtection = true };
        Assert.Equal(guarded, CatalogRecordFormat.ReadCollection(CatalogRecordFormat.Write(guarded)));
        Assert.NotEqual(Example, guarded);
        CatalogCollection indexed = Indexed(Example);
        Assert.Equal(indexed, CatalogRecordFormat.ReadCollection(CatalogRecordFormat.Write(indexed)));
        Assert.NotEqual(Example, indexed);
        CatalogDrop drop = new(12, 4);
        Assert.Equal(drop, CatalogRecordFormat.ReadDrop(CatalogRecordFormat.Write(drop)));
    }

    [Fact]
    public void Runs_of_slots_take_few_bytes() => Assert.InRange(CatalogRecordFormat.Write(Example).Length, 1, 200);

    [Fact]
    public void Values_out_of_range_are_not_written()
    {
        ImmutableArray<CatalogCollection> wrong =
        [
            Example with { Id = 0 },
            Example with { Version = 0 },
            Example with { Name = "" },
            Example with { Name = new string('x', 256) },
            Example with { Segments = 1 },
            Example with { Durability = (LogDurability)3 },
            Example with { Fields = [] },
            Example with { Compression = new CatalogCompression(true, 0) },
            Example with { Fields = [Example.Fields[0] with { Metric = (Metric)4 }] },
            Example with { Fields = [Example.Fields[0] with { Dimension = 0 }] },
            Example with { PayloadIndexes = [new CatalogPayloadIndex("a", 0)] },
            Example with { PayloadIndexes = [new CatalogPayloadIndex("a", CatalogPayloadIndex.LastKind + 1)] },
            Example with { PayloadIndexes = [new CatalogPayloadIndex("", 1)] },
            Example with { PayloadIndexes = [new CatalogPayloadIndex(new string('a', 65_536), 1)] },
            Example with { Fields = [Example.Fields[0] with { Quantization = new CatalogQuantization(0, OnDisk: false) }] },
            Example with { Fields = [Example.Fields[0] with { Quantization = new CatalogQuantization(4, OnDisk: false) }] },
            Example with { Fields = [Example.Fields[0] with { Quantization = new CatalogQuantization(CatalogQuantization.NeighborCodes, OnDisk: true) }] },
        ];
        Assert.All(wrong, collection => Assert.Throws<ArgumentException>(() => CatalogRecordFormat.Write(collection)));
    }

    /// <summary>Byte 29 was 0 or 1 before, and readers of that time refuse whatever else is in it.</summary>
    [Fact]
    public void Payload_indexes_are_told_by_a_byte_that_older_versions_refuse()
    {
        byte[] plain = CatalogRecordFormat.Write(Example);
        byte[] indexed = CatalogRecordFormat.Write(Indexed(Example));

        Assert.Equal([29], Enumerable.Range(0, plain.Length).Where(i => plain[i] != indexed[i]));
        indexed[^("id".Length + 3)] = CatalogPayloadIndex.LastKind + 1;
        Assert.Contains(
            "later version", Assert.Throws<InvalidDataException>(() => CatalogRecordFormat.ReadCollection(indexed)).Message, StringComparison.Ordinal);
        plain[29] |= 128;
        Assert.Throws<InvalidDataException>(() => CatalogRecordFormat.ReadCollection(plain));
    }

    /// <summary>Byte 18 of a field was reserved before, and readers of that time refuse whatever is in it.</summary>
    [Fact]
    public void A_quantized_field_uses_bytes_that_older_versions_refuse()
    {
        byte[] plain = CatalogRecordFormat.Write(Example with { Fields = [Example.Fields[0]] });
        byte[] quantized = CatalogRecordFormat.Write(Example with { Fields = [Quantized(Example).Fields[0]] });
        int field = 48 + Example.Name.Length + 1;

        Assert.Equal(plain.Length, quantized.Length);
        Assert.Equal([field + 18, field + 19], Enumerable.Range(0, plain.Length).Where(i => plain[i] != quantized[i]));
        quantized[field + 19] = 2;
        Assert.Contains(
            "later version", Assert.Throws<InvalidDataException>(() => CatalogRecordFormat.ReadCollection(quantized)).Message, StringComparison.Ordinal);
        plain[field + 19] = 1;
        Assert.Throws<InvalidDataException>(() => CatalogRecordFormat.ReadCollection(plain));
    }

    /// <summary>Byte 43 was reserved before, and readers of that time refuse whatever is in it.</summary>
    [Fact]
    public void A_protected_collection_uses_a_byte_that_older_versions_refuse()
    {
        byte[] plain = CatalogRecordFormat.Write(Example);
        byte[] guarded = CatalogRecordFormat.Write(Example with { DeletionProtection = true });

        Assert.Equal([43], Enumerable.Range(0, plain.Length).Where(i => plain[i] != guarded[i]));
        guarded[43] = 2;
        Assert.Contains(
            "later version", Assert.Throws<InvalidDataException>(() => CatalogRecordFormat.ReadCollection(guarded)).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(false, false, false)]
    [InlineData(true, false, false)]
    [InlineData(true, true, false)]
    [InlineData(false, false, true)]
    public void Any_changed_byte_gives_another_collection_or_is_refused(bool compression, bool quantization, bool indexes)
    {
        CatalogCollection example = (quantization ? Quantized(Example) : indexes ? Indexed(Example) : Example) with
        {
            Compression = compression ? new CatalogCompression(true, 1_024) : null,
        };
        byte[] bytes = CatalogRecordFormat.Write(example);
        for (int i = 0; i < bytes.Length; i++)
        {
            foreach (byte value in (byte[])[0, 1, 0x7F, 0xFF])
            {
                byte[] changed = (byte[])bytes.Clone();
                changed[i] = value;
                if (value == bytes[i])
                {
                    continue;
                }

                try
                {
                    Assert.NotEqual(example, CatalogRecordFormat.ReadCollection(changed));
                }
                catch (InvalidDataException)
                {
                }
            }
        }

        for (int length = 0; length < bytes.Length; length++)
        {
            Assert.Throws<InvalidDataException>(() => CatalogRecordFormat.ReadCollection(bytes.AsSpan(0, length)));
        }
    }
}
