using System.Buffers.Binary;
using Vectorizer.Client.Points;

namespace Vectorizer.Cli.Tests.Client;

public sealed class PointBatchTests
{
    // Written out by hand from the layout that the web API documents.
    [Fact]
    public async Task Two_points_make_the_documented_bytes()
    {
        PointBatch batch = new(dimension: 2, field: "title");
        batch.Add("a", [1f, -2f], """{"k":1}"""u8);
        batch.Add("bc", [0.5f, 0f]);

        byte[] expected =
        [
            .. "VPB1"u8,
            2, 0, 0, 0,
            2, 0, 0, 0,
            5, 0, 0, 0,
            .. "title"u8,
            1, 0, .. "a"u8, 2, 0, .. "bc"u8,
            7, 0, 0, 0, .. """{"k":1}"""u8, 0, 0, 0, 0,
            0,
            0x00, 0x00, 0x80, 0x3F, 0x00, 0x00, 0x00, 0xC0,
            0x00, 0x00, 0x00, 0x3F, 0x00, 0x00, 0x00, 0x00,
        ];
        Assert.Equal(expected, await BodyAsync(batch));
        Assert.Equal(expected.Length, batch.ByteLength);
    }

    [Fact]
    public async Task Vectors_begin_at_a_multiple_of_four_whatever_stands_before_them()
    {
        for (int letters = 1; letters <= 9; letters++)
        {
            PointBatch batch = new(1);
            batch.Add(new string('x', letters), [7f]);
            byte[] body = await BodyAsync(batch);

            Assert.Equal(0, body.Length % 4);
            Assert.Equal(7f, BinaryPrimitives.ReadSingleLittleEndian(body.AsSpan(body.Length - 4)));
            Assert.Equal(body.Length, batch.ByteLength);
        }
    }

    [Fact]
    public async Task A_cleared_batch_makes_the_bytes_of_a_new_one()
    {
        PointBatch reused = new(1);
        reused.Add("gone", [1f], "{}"u8);
        reused.Clear();
        reused.Add("b", [2f]);
        PointBatch fresh = new(1);
        fresh.Add("b", [2f]);

        Assert.Equal(await BodyAsync(fresh), await BodyAsync(reused));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(257)]
    public void An_id_that_no_server_takes_is_refused(int bytes) =>
        Assert.Throws<ArgumentException>(() => new PointBatch(1).Add(new string('x', bytes), [1f]));

    // 128 letters of two bytes each are 256 bytes, and one more is too many: bytes count, not letters.
    [Fact]
    public void The_length_of_an_id_is_that_of_its_utf8()
    {
        PointBatch batch = new(1);
        batch.Add(new string('ä', 128), [1f]);

        Assert.Throws<ArgumentException>(() => batch.Add(new string('ä', 129), [1f]));
        Assert.Equal(1, batch.Count);
    }

    [Fact]
    public void A_vector_of_another_dimension_is_refused_and_leaves_the_batch_as_it_was()
    {
        PointBatch batch = new(2);
        long bytes = batch.ByteLength;

        Assert.Throws<ArgumentException>(() => batch.Add("a", [1f]));
        Assert.Equal((0, bytes), (batch.Count, batch.ByteLength));
    }

    private static async Task<byte[]> BodyAsync(PointBatch batch)
    {
        using MemoryStream stream = new();
        await batch.WriteToAsync(stream, TestContext.Current.CancellationToken);
        return stream.ToArray();
    }
}
