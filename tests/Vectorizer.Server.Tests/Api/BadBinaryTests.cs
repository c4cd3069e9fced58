using System.Buffers.Binary;
using System.Text;
using Vectorizer.Server.Tests.Hosting;

namespace Vectorizer.Server.Tests.Api;

/// <summary>Binary bodies that lie: about their layout, their lengths, or their content.</summary>
public sealed class BadBinaryTests(SharedServer server)
{
    private static readonly (string, string?, float[])[] s_points =
        [("a", """{"x":1}""", [1, 2, 3]), ("bcd", null, [4, 5, 6])];

    [Fact]
    public async Task Points_cut_off_anywhere_store_nothing()
    {
        Collection collection = await Collection.CreateAsync(server);
        byte[] body = BinaryBodies.Points(s_points);
        for (int length = 0; length < body.Length; length++)
        {
            Answer answer = await SendPointsAsync(collection, body[..length]);
            answer.ShouldBeProblem(400, "malformed_binary");
        }

        Assert.Equal(0, await collection.CountAsync());
        (await SendPointsAsync(collection, [.. body, 0])).ShouldBeProblem(400, "malformed_binary", null, "are left");
        Assert.Equal(0, await collection.CountAsync());
    }

    [Fact]
    public async Task Queries_cut_off_anywhere_are_refused()
    {
        Collection collection = await Collection.CreateAsync(server);
        byte[] body = BinaryBodies.Queries([[1, 2, 3]]);
        for (int length = 0; length < body.Length; length++)
        {
            (await SendQueriesAsync(collection, body[..length])).ShouldBeProblem(400, "malformed_binary");
        }

        (await SendQueriesAsync(collection, [.. body, 0, 0, 0, 0])).ShouldBeProblem(400, "malformed_binary");
    }

    [Theory]
    [InlineData(4, uint.MaxValue, 422, "/count")]
    [InlineData(4, 0x80000000, 422, "/count")]
    [InlineData(4, 10_001u, 422, "/count")]
    [InlineData(4, 0u, 422, "/count")]
    [InlineData(4, 10_000u, 400, null)]
    [InlineData(4, 1u, 400, null)]
    [InlineData(8, uint.MaxValue, 422, "/dimension")]
    [InlineData(8, 0u, 422, "/dimension")]
    [InlineData(8, 4u, 422, "/dimension")]
    [InlineData(12, 0x0000FFFF, 400, null)]
    [InlineData(12, 0x00000001, 422, "/field")]
    [InlineData(12, 0x00010000, 422, "/reserved")]
    [InlineData(16, 0xFFFFFFFF, 400, null)]
    [InlineData(16, 0x00000000, 400, null)]
    public async Task Numbers_in_the_head_of_points_that_are_not_true_are_refused(
        int offset, uint value, int status, string? pointer)
    {
        Collection collection = await Collection.CreateAsync(server);
        byte[] body = BinaryBodies.Points(s_points);
        BinaryPrimitives.WriteUInt32LittleEndian(body.AsSpan(offset), value);
        Answer answer = await SendPointsAsync(collection, body);
        if (status == 400)
        {
            Assert.Equal(400, (int)answer.Status);
        }
        else
        {
            answer.ShouldBeProblem(status, "validation_failed", pointer);
        }

        Assert.Equal(0, await collection.CountAsync());
    }

    [Theory]
    [InlineData(4, 0u, "/count")]
    [InlineData(4, 2u, "/count")]
    [InlineData(4, uint.MaxValue, "/count")]
    [InlineData(8, uint.MaxValue, "/dimension")]
    [InlineData(8, 4u, "/dimension")]
    [InlineData(12, 0x00080000, "/flags")]
    [InlineData(16, 0u, "/limit")]
    [InlineData(16, 10_001u, "/limit")]
    [InlineData(16, 1_000_000_000u, "/limit")]
    [InlineData(20, 10_001u, "/ef")]
    [InlineData(20, uint.MaxValue, "/ef")]
    public async Task Numbers_in_the_head_of_queries_that_are_not_allowed_are_named(int offset, uint value, string pointer)
    {
        Collection collection = await Collection.CreateAsync(server);
        byte[] body = BinaryBodies.Queries([[1, 2, 3]]);
        BinaryPrimitives.WriteUInt32LittleEndian(body.AsSpan(offset), value);
        (await SendQueriesAsync(collection, body)).ShouldBeProblem(422, "validation_failed", pointer, $"{(offset == 12 ? "0008" : value)}");
    }

    [Fact]
    public async Task A_batch_in_binary_has_at_most_1000_queries()
    {
        Collection collection = await Collection.CreateAsync(server);
        float[][] vectors = [.. Enumerable.Repeat<float[]>([1, 2, 3], 1_001)];
        (await collection.SendAsync(HttpMethod.Post, "/query/batch", BinaryBodies.Queries(vectors), BinaryBodies.QueryType))
            .ShouldBeProblem(422, "validation_failed", "/count", "1..1000", "1001");
    }

    [Theory]
    [InlineData("XXXX")]
    [InlineData("VPB2")]
    [InlineData("VQB1")]
    public async Task Points_with_another_magic_are_not_read(string magic)
    {
        Collection collection = await Collection.CreateAsync(server);
        (await SendPointsAsync(collection, BinaryBodies.Points(s_points, magic: magic)))
            .ShouldBeProblem(400, "malformed_binary", null, "VPB1");
    }

    [Fact]
    public async Task Contents_that_cannot_be_stored_are_named_as_in_JSON()
    {
        Collection collection = await Collection.CreateAsync(server);
        (string Id, string? Payload, float[] Vector, string Pointer, string Word)[] points =
        [
            ("", null, [1, 2, 3], "/points/1/id", "1..256"),
            (new string('x', 257), null, [1, 2, 3], "/points/1/id", "has 257"),
            ("a\0b", null, [1, 2, 3], "/points/1/id", "NUL"),
            ("../x", null, [1, 2, 3], "/points/1/id", "'..'"),
            ("x", "[1]", [1, 2, 3], "/points/1/payload", "an object"),
            ("x", $$"""{"x":"{{new string('y', 1024 * 1024)}}"}""", [1, 2, 3], "/points/1/payload", "1048576"),
            ("x", null, [1, float.NaN, 3], "/points/1/vector/1", "NaN"),
            ("x", null, [1, 2, float.NegativeInfinity], "/points/1/vector/2", "-"),
        ];
        foreach ((string id, string? payload, float[] vector, string pointer, string word) in points)
        {
            byte[] body = BinaryBodies.Points([("good", null, [1, 2, 3]), (id, payload, vector)]);
            (await SendPointsAsync(collection, body)).ShouldBeProblem(422, "validation_failed", pointer, word);
        }

        Assert.Equal(0, await collection.CountAsync());
    }

    [Theory]
    [InlineData("{")]
    [InlineData("""{"a":1,"a":2}""")]
    [InlineData("""{"a":"\ud800"}""")]
    [InlineData("""{} {}""")]
    [InlineData("""{"a":NaN}""")]
    public async Task A_payload_that_is_not_JSON_is_refused(string payload)
    {
        Collection collection = await Collection.CreateAsync(server);
        byte[] body = BinaryBodies.Points([("good", null, [1, 2, 3]), ("x", payload, [1, 2, 3])]);
        (await SendPointsAsync(collection, body)).ShouldBeProblem(400, "malformed_json", "/points/1/payload");
        Assert.Equal(0, await collection.CountAsync());
    }

    [Theory]
    [InlineData(29, true)]
    [InlineData(30, false)]
    public async Task A_payload_has_the_same_depth_in_binary_as_in_JSON(int levels, bool stored)
    {
        Collection collection = await Collection.CreateAsync(server);
        string payload = string.Concat(Enumerable.Repeat("{\"a\":", levels - 1)) + "{}" + new string('}', levels - 1);
        Answer inBinary = await SendPointsAsync(collection, BinaryBodies.Points([("x", payload, [1, 2, 3])]));
        Answer inJson = await collection.SendAsync(
            HttpMethod.Put, "/points", """{"points":[{"id":"x","vector":[1,2,3],"payload":""" + payload + "}]}");
        Assert.Equal(stored ? 200 : 400, (int)inBinary.Status);
        Assert.Equal(stored ? 200 : 400, (int)inJson.Status);
    }

    [Fact]
    public async Task Padding_that_is_not_zero_is_refused()
    {
        Collection collection = await Collection.CreateAsync(server);
        byte[] body = BinaryBodies.Points([("ab", null, [1, 2, 3])]);

        // Head 16, id 2 + 2, payload length 4: aligned. One letter more and three bytes of padding lie before the vector.
        byte[] padded = BinaryBodies.Points([("abc", null, [1, 2, 3])]);
        Assert.Equal(body.Length + 4, padded.Length);
        padded[^13] = 1;
        (await SendPointsAsync(collection, padded)).ShouldBeProblem(400, "malformed_binary", null, "padding");
    }

    [Fact]
    public async Task An_id_in_binary_must_be_UTF8()
    {
        Collection collection = await Collection.CreateAsync(server);
        byte[] body = BinaryBodies.Points([("abcd", null, [1, 2, 3])]);
        body[20] = 0xE9;
        Assert.Equal((byte)'d', body[21]);
        (await SendPointsAsync(collection, body)).ShouldBeProblem(422, "validation_failed", "/points/0/id", "byte 2");
    }

    [Fact]
    public async Task A_vector_field_that_the_collection_does_not_have_is_named()
    {
        Collection collection = await Collection.CreateAsync(
            server, """{"vectors":{"title":{"dimension":3},"image":{"dimension":2}}}""");
        (await SendPointsAsync(collection, BinaryBodies.Points([("a", null, [1, 2])], field: "imag")))
            .ShouldBeProblem(422, "validation_failed", "/field", "title, image", "did you mean 'image'");
        (await SendPointsAsync(collection, BinaryBodies.Points([("a", null, [1, 2])])))
            .ShouldBeProblem(422, "validation_failed", "/field", "title, image");
        (await SendQueriesAsync(collection, BinaryBodies.Queries([[1, 2]], field: Encoding.UTF8.GetString([0x61, 0x00]))))
            .ShouldBeProblem(422, "validation_failed", "/field", "title, image");
    }

    [Fact]
    public async Task Query_vectors_that_are_not_finite_are_named()
    {
        Collection collection = await Collection.CreateAsync(server);
        (await collection.SendAsync(
            HttpMethod.Post, "/query/batch", BinaryBodies.Queries([[1, 2, 3], [1, float.NaN, 3]]), BinaryBodies.QueryType))
            .ShouldBeProblem(422, "validation_failed", "/queries/1/vector/1", "NaN");
    }

    private static Task<Answer> SendPointsAsync(Collection collection, byte[] body)
        => collection.SendAsync(HttpMethod.Put, "/points", body, BinaryBodies.PointsType);

    private static Task<Answer> SendQueriesAsync(Collection collection, byte[] body)
        => collection.SendAsync(HttpMethod.Post, "/query", body, BinaryBodies.QueryType);
}
