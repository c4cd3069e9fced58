using System.Text;
using Vectorizer.Abstractions.Collections;

namespace Vectorizer.Abstractions.Tests.Collections;

public sealed class PointSlotsTests
{
    /// <summary>The hash decides where a point lies and is therefore part of the data format.</summary>
    [Theory]
    [InlineData("", 0x2D06800538D394C2UL)]
    [InlineData("a", 0xE6C632B61E964E1FUL)]
    [InlineData("abc", 0x78AF5F94892F3950UL)]
    public void The_hash_of_an_id_never_changes(string id, ulong hash)
        => Assert.Equal(hash, PointSlots.Hash(Encoding.UTF8.GetBytes(id)));

    [Fact]
    public void The_slot_is_the_low_twelve_bits_of_the_hash()
        => Assert.Equal(0x950, PointSlots.Of("abc"u8));
}
