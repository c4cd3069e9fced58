using System.IO.Compression;
using System.Net;
using System.Net.Http.Headers;

using Vectorizer.Server.Tests.Hosting;

namespace Vectorizer.Server.Tests.Api;

/// <summary>Bodies may be compressed; what they become is held to the limit of bodies.</summary>
public sealed class CompressedBodyTests(SharedServer server)
{
    private const int BodyLimit = 32 * 1024 * 1024;

    private static readonly byte[] s_points = """{"points":[{"id":"a","vector":[1,2,3]}]}"""u8.ToArray();

    [Theory]
    [InlineData("gzip")]
    [InlineData("GZIP")]
    [InlineData("deflate")]
    public async Task A_compressed_body_is_read(string coding)
    {
        Collection collection = await Collection.CreateAsync(server);
        (await SendAsync(collection, Compress(s_points, coding), coding)).ShouldBe(HttpStatusCode.OK);
        Assert.Equal(1, await collection.CountAsync());
    }

    [Theory]
    [InlineData("br")]
    [InlineData("zstd")]
    [InlineData("compress")]
    [InlineData("gzip, gzip")]
    [InlineData("gzip, identity")]
    public async Task Another_coding_is_refused_with_those_that_are_taken(string coding)
    {
        Collection collection = await Collection.CreateAsync(server);
        Answer answer = await SendAsync(collection, s_points, coding);
        answer.ShouldBeProblem(415, "unsupported_media_type", null, coding, "gzip or deflate");
        Assert.Equal(0, await collection.CountAsync());
    }

    [Fact]
    public async Task A_body_that_is_not_what_its_coding_says_is_a_bad_request()
    {
        Collection collection = await Collection.CreateAsync(server);
        byte[] whole = Compress(s_points, "gzip");
        byte[] flipped = [.. whole];
        flipped[whole.Length / 2] ^= 0xff;
        (await SendAsync(collection, s_points, "gzip")).ShouldBeProblem(400, "bad_request", null, "Content-Encoding");
        (await SendAsync(collection, flipped, "gzip")).ShouldBeProblem(400, "bad_request", null, "Content-Encoding");

        // Where it breaks off between two blocks, what is missing shows in what it holds.
        (await SendAsync(collection, whole[..^12], "gzip")).ShouldBe(HttpStatusCode.BadRequest);

        Assert.Equal(0, await collection.CountAsync());
    }

    [Fact]
    public async Task A_body_that_becomes_larger_than_the_limit_is_refused_and_one_of_exactly_the_limit_is_read()
    {
        Collection collection = await Collection.CreateAsync(server);
        byte[] body = new byte[BodyLimit + 1];
        body.AsSpan().Fill((byte)' ');
        s_points.CopyTo(body.AsSpan());

        (await SendAsync(collection, Compress(body, "gzip"), "gzip")).ShouldBeProblem(413, "body_too_large", null, $"{BodyLimit}");
        Assert.Equal(0, await collection.CountAsync());
        (await SendAsync(collection, Compress(body[..BodyLimit], "gzip"), "gzip")).ShouldBe(HttpStatusCode.OK);
    }

    private async Task<Answer> SendAsync(Collection collection, byte[] body, string coding)
    {
        using HttpRequestMessage request = new(HttpMethod.Put, $"{collection.Path}/points") { Content = new ByteArrayContent(body) };
        request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        request.Content.Headers.TryAddWithoutValidation("Content-Encoding", coding);
        using HttpResponseMessage response = await server.Http.SendAsync(request, TestContext.Current.CancellationToken);
        return await Answer.ReadAsync(response);
    }

    private static byte[] Compress(byte[] body, string coding)
    {
        using MemoryStream compressed = new();
        using (Stream stream = coding == "deflate" ? new ZLibStream(compressed, CompressionLevel.Fastest) : new GZipStream(compressed, CompressionLevel.Fastest))
        {
            stream.Write(body);
        }

        return compressed.ToArray();
    }
}
