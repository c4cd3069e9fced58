using System.Text;
using Vectorizer.Abstractions.Points;

namespace Vectorizer.Abstractions.Tests.Points;

public sealed class PointBatchBuilderTests
{
    [Fact]
    public void What_goes_in_comes_out_in_order()
    {
        PointBatch batch = new PointBatchBuilder()
            .Add("a", [1, 2], """{"n":1}""")
            .Add("b"u8, 6, [3, 4, 5], default)
            .Build();

        Assert.Equal(["a", "b"], Enumerable.Range(0, 2).Select(i => Encoding.UTF8.GetString(batch.Ids[i].Span)));
        Assert.Equal([1UL, 6UL], Enumerable.Range(0, 2).Select(batch.FieldsOf));
        Assert.Equal([1, 2, 3, 4, 5], batch.Values.Values.ToArray());
        Assert.Equal(["""{"n":1}""", ""], Enumerable.Range(0, 2).Select(i => Encoding.UTF8.GetString(batch.PayloadOf(i).Span)));
    }

    [Fact]
    public void Parts_that_no_point_has_take_no_room()
    {
        PointBatch batch = new PointBatchBuilder().Add("a"u8, 1, default, default).Build();

        Assert.True(batch.Fields.IsEmpty);
        Assert.Same(VectorBlock.Empty, batch.Values);
        Assert.Same(ByteStrings.Empty, batch.Payloads);
    }

    [Fact]
    public void A_batch_does_not_change_when_its_builder_goes_on()
    {
        PointBatchBuilder builder = new PointBatchBuilder().Add("a", [1]);
        PointBatch batch = builder.Build();

        builder.Add("b", [2]);

        Assert.Equal(1, batch.Count);
        Assert.Equal(1, batch.Values.Length);
    }
}
