using System.Buffers.Binary;
using System.Collections.Immutable;
using Vectorizer.Storage.Formats.V1;

namespace Vectorizer.Storage.Tests.Formats;

public sealed class AliasRecordFormatTests
{
    public static readonly ImmutableArray<CatalogAlias> Example = [new("live", 12), new("gestern-ü", 0)];

    [Fact]
    public void What_is_written_is_read_again()
    {
        Assert.Equal(Example, AliasRecordFormat.Read(AliasRecordFormat.Write(Example)));
        ImmutableArray<CatalogAlias> many = [.. Enumerable.Range(0, 1_000).Select(i => new CatalogAlias(new string('x', 250) + i, i))];
        Assert.Equal(many, AliasRecordFormat.Read(AliasRecordFormat.Write(many)));
    }

    [Fact]
    public void Values_out_of_range_are_not_written()
    {
        ImmutableArray<ImmutableArray<CatalogAlias>> wrong =
        [
            [],
            [new("", 1)],
            [new(new string('x', 256), 1)],
            [new("a", -1)],
            [new("a", 1), new("a", 2)],
        ];
        Assert.All(wrong, aliases => Assert.Throws<ArgumentException>(() => AliasRecordFormat.Write(aliases)));
    }

    [Fact]
    public void Any_changed_byte_gives_other_aliases_or_is_refused()
    {
        byte[] bytes = AliasRecordFormat.Write(Example);
        for (int i = 0; i < bytes.Length; i++)
        {
            foreach (byte value in ((byte[])[0, 1, 0x7F, 0xFF]).Where(value => value != bytes[i]))
            {
                byte[] changed = (byte[])bytes.Clone();
                changed[i] = value;
                try
                {
                    Assert.NotEqual(Example, AliasRecordFormat.Read(changed));
                }
                catch (InvalidDataException)
                {
                }
            }
        }

        for (int length = 0; length < bytes.Length; length++)
        {
            Assert.Throws<InvalidDataException>(() => AliasRecordFormat.Read(bytes.AsSpan(0, length)));
        }

        Assert.Throws<InvalidDataException>(() => AliasRecordFormat.Read([.. bytes, 0]));
    }

    [Fact]
    public void A_count_that_the_bytes_cannot_hold_is_refused_before_anything_is_reserved()
    {
        byte[] bytes = AliasRecordFormat.Write(Example);
        foreach (int count in (int[])[int.MinValue, -1, 0, 65_537, int.MaxValue])
        {
            BinaryPrimitives.WriteInt32LittleEndian(bytes, count);
            Assert.Throws<InvalidDataException>(() => AliasRecordFormat.Read(bytes));
        }
    }
}
