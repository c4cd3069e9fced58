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
        ];
        Assert.All(wrong, collection => Assert.Throws<ArgumentException>(() => CatalogRecordFormat.Write(collection)));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Any_changed_byte_gives_another_collection_or_is_refused(bool compression)
    {
        CatalogCollection example = Example with { Compression = compression ? new CatalogCompression(true, 1_024) : null };
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
