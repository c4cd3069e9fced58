using System.Net;
using System.Net.Sockets;
using System.Text;
using Vectorizer.Server.Tests.Hosting;

namespace Vectorizer.Server.Tests.Api;

/// <summary>What goes wrong before a body is looked into, or around it.</summary>
public sealed class ProtocolTests(SharedServer server)
{
    private const int BodyLimit = 32 * 1024 * 1024;

    [Theory]
    [InlineData("/nope")]
    [InlineData("/api")]
    [InlineData("/api/v1")]
    [InlineData("/api/v1/collections/a/nope")]
    [InlineData("/api/v1/collections/a/points/b/c")]
    [InlineData("/api/v1/Collections/a/points/b/c")]
    [InlineData("/docs/nope.js")]
    [InlineData("/openapi/v2.json")]
    [InlineData("/%2e%2e/%2e%2e/etc/passwd")]
    public async Task A_path_without_operation_is_not_found(string path)
    {
        (int status, string text) = await RawHttp.GetAsync(server.Url, path);
        Assert.Equal(404, status);
        Assert.Contains("\"code\":\"not_found\"", text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("POST", "/api/status", "GET")]
    [InlineData("DELETE", "/", "GET")]
    [InlineData("POST", "/api/v1/collections", "GET")]
    [InlineData("POST", "/api/v1/collections/a", "DELETE, GET, PATCH, PUT")]
    [InlineData("DELETE", "/api/v1/collections/a/points", "GET, PUT")]
    [InlineData("GET", "/api/v1/collections/a/query", "POST")]
    [InlineData("BREW", "/api/v1/collections/a/query", "POST")]
    [InlineData("TRACE", "/api/status", "GET")]
    public async Task A_method_that_a_path_does_not_take_is_answered_with_those_that_it_takes(string method, string path, string allowed)
    {
        (int status, string text) = await RawHttp.GetAsync(server.Url, path, method);
        Assert.Equal(405, status);
        Assert.Contains("\"code\":\"method_not_allowed\"", text, StringComparison.Ordinal);
        string allow = text.Split("\r\n").Single(line => line.StartsWith("Allow:", StringComparison.OrdinalIgnoreCase));
        Assert.Equal(
            allowed.Split(", "),
            allow["Allow:".Length..].Split(',').Select(name => name.Trim()).Order(StringComparer.Ordinal));
    }

    [Theory]
    [InlineData(null)]
    [InlineData("text/plain")]
    [InlineData("application/x-www-form-urlencoded")]
    [InlineData("application/xml")]
    [InlineData("application/vnd.vectorizer.query")]
    [InlineData("application/json; charset=utf-16")]
    [InlineData("application/json; charset=iso-8859-1")]
    [InlineData("application/octet-stream")]
    public async Task A_body_of_another_type_is_not_read(string? type)
    {
        Collection collection = await Collection.CreateAsync(server);
        byte[] body = """{"points":[{"id":"a","vector":[1,2,3]}]}"""u8.ToArray();
        Answer answer = await collection.SendAsync(HttpMethod.Put, "/points", body, type);
        answer.ShouldBeProblem(415, "unsupported_media_type", null, type?.Split(';')[0] is "application/json" ? "charset" : "application/json");
        Assert.Equal(0, await collection.CountAsync());
    }

    [Theory]
    [InlineData("application/json; charset=utf-8")]
    [InlineData("application/json; charset=\"UTF-8\"")]
    [InlineData("APPLICATION/JSON")]
    public async Task Ways_to_say_JSON_are_all_taken(string type)
    {
        Collection collection = await Collection.CreateAsync(server);
        byte[] body = """{"points":[{"id":"a","vector":[1,2,3]}]}"""u8.ToArray();
        (await collection.SendAsync(HttpMethod.Put, "/points", body, type)).ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task A_content_type_that_is_none_is_refused()
    {
        Collection collection = await Collection.CreateAsync(server);
        string request =
            $"PUT {collection.Path}/points HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nContent-Type: ;;;\r\nContent-Length: 2\r\n\r\n{{}}";
        (int status, string text) = await RawHttp.SendAsync(server.Url, Encoding.ASCII.GetBytes(request));
        Assert.Equal(415, status);
        Assert.Contains("';;;'", text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_body_that_is_declared_too_long_is_refused_before_it_is_sent()
    {
        Collection collection = await Collection.CreateAsync(server);
        string request = $"PUT {collection.Path}/points HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n"
            + $"Content-Type: application/json\r\nContent-Length: {BodyLimit + 1}\r\n\r\n";
        (int status, string text) = await RawHttp.SendAsync(server.Url, Encoding.ASCII.GetBytes(request));
        Assert.Equal(413, status);
        Assert.Contains("\"code\":\"body_too_large\"", text, StringComparison.Ordinal);
        Assert.Contains($"{BodyLimit}", text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_body_in_chunks_ends_where_the_limit_is()
    {
        Collection collection = await Collection.CreateAsync(server);
        CancellationToken token = TestContext.Current.CancellationToken;
        using TcpClient connection = new();
        await connection.ConnectAsync(server.Url.Host, server.Url.Port, token);
        await using NetworkStream stream = connection.GetStream();
        await stream.WriteAsync(
            Encoding.ASCII.GetBytes(
                $"PUT {collection.Path}/points HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n"
                + "Content-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n"),
            token);

        // Spaces before a value are valid JSON: nothing but the limit ends this body.
        byte[] chunk = Encoding.ASCII.GetBytes($"10000\r\n{new string(' ', 0x10000)}\r\n");
        for (int sent = 0; sent <= BodyLimit; sent += 0x10000)
        {
            await stream.WriteAsync(chunk, token);
        }

        byte[] answer = new byte[12];
        await stream.ReadExactlyAsync(answer, token);
        Assert.Equal("HTTP/1.1 413", Encoding.ASCII.GetString(answer));
        Assert.Equal(0, await collection.CountAsync());
    }

    [Fact]
    public async Task A_body_of_exactly_the_limit_is_read()
    {
        Collection collection = await Collection.CreateAsync(server);
        byte[] point = """{"points":[{"id":"a","vector":[1,2,3]}]}"""u8.ToArray();
        byte[] body = new byte[BodyLimit];
        body.AsSpan().Fill((byte)' ');
        point.CopyTo(body.AsSpan());
        (await collection.SendAsync(HttpMethod.Put, "/points", body, "application/json")).ShouldBe(HttpStatusCode.OK);
        Assert.Equal(1, await collection.CountAsync());
    }

    [Theory]
    [InlineData("5\r\n{\"poi\r\nZZ\r\n")]
    [InlineData("FFFFFFFFFFFFFFFF\r\n{}")]
    [InlineData("5\r\n{\"points\":[]}\r\n0\r\n\r\n")]
    public async Task A_body_with_broken_framing_is_a_bad_request(string chunks)
    {
        Collection collection = await Collection.CreateAsync(server);
        string request = $"PUT {collection.Path}/points HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n"
            + $"Content-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n{chunks}";
        (int status, string text) = await RawHttp.SendAsync(server.Url, Encoding.ASCII.GetBytes(request));
        Assert.Equal(400, status);
        Assert.Contains("\"code\":\"bad_request\"", text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("GET / HTTP/1.1\r\nConnection: close\r\n\r\n")]
    [InlineData("GET\r\n\r\n")]
    [InlineData("GET / HTTP/1.1\r\nHost: a b\r\nConnection: close\r\n\r\n")]
    [InlineData("GET /k\u00f6ln HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n")]
    public async Task A_request_that_is_not_HTTP_ends_with_400(string request)
    {
        (int status, string text) = await RawHttp.SendAsync(server.Url, Encoding.UTF8.GetBytes(request));
        Assert.Equal(400, status);
        Assert.DoesNotContain("   at ", text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Headers_beyond_their_limit_end_with_431()
    {
        string request = $"GET / HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nX-Long: {new string('x', 100_000)}\r\n\r\n";
        (int status, _) = await RawHttp.SendAsync(server.Url, Encoding.ASCII.GetBytes(request));
        Assert.Equal(431, status);
    }

    [Fact]
    public async Task Answers_are_JSON_whatever_the_caller_accepts()
    {
        using HttpRequestMessage request = new(HttpMethod.Get, "/api/status");
        request.Headers.Accept.ParseAdd("application/xml");
        using HttpResponseMessage response = await server.Http.SendAsync(request, TestContext.Current.CancellationToken);
        Assert.Equal("application/json", response.Content.Headers.ContentType?.ToString());
        Assert.Equal("nosniff", response.Headers.GetValues("X-Content-Type-Options").Single());
        Assert.False(response.Headers.Contains("Server"));
    }

    [Fact]
    public async Task A_problem_has_the_trace_id_that_the_caller_sent()
    {
        using HttpRequestMessage request = new(HttpMethod.Get, "/nope");
        request.Headers.Add("traceparent", "00-0123456789abcdef0123456789abcdef-0123456789abcdef-01");
        using HttpResponseMessage response = await server.Http.SendAsync(request, TestContext.Current.CancellationToken);
        Answer answer = await Answer.ReadAsync(response);
        Assert.Equal("0123456789abcdef0123456789abcdef", (string?)answer.Json["trace_id"]);
    }

    [Fact]
    public async Task The_first_page_tells_where_to_go()
    {
        using HttpResponseMessage response = await server.Http.GetAsync("/", TestContext.Current.CancellationToken);
        Answer answer = (await Answer.ReadAsync(response)).ShouldBe(HttpStatusCode.OK);
        Assert.Equal("Vectorizer.Orleans", (string?)answer.Json["name"]);
        foreach (string link in (string[])["docs", "openapi", "status", "collections"])
        {
            using HttpResponseMessage linked = await server.Http.GetAsync((string)answer.Json[link]!, TestContext.Current.CancellationToken);
            Assert.Equal(HttpStatusCode.OK, linked.StatusCode);
        }
    }

    [Theory]
    [InlineData("/api/status")]
    [InlineData("/status")]
    public async Task The_status_tells_what_the_node_holds_and_does(string path)
    {
        Collection collection = await Collection.CreateAsync(server);
        await collection.UpsertAsync("""[{"id":"a","vector":[1,2,3]}]""");
        using HttpResponseMessage response = await server.Http.GetAsync(path, TestContext.Current.CancellationToken);
        Answer answer = (await Answer.ReadAsync(response)).ShouldBe(HttpStatusCode.OK);
        Assert.Equal("ready", (string?)answer.Json["status"]);
        Assert.Equal(server.DataDir, (string?)answer.Json["data_dir"]);
        Assert.NotEmpty((string)answer.Json["node"]!);
        Assert.NotEmpty((string)answer.Json["version"]!);
        Assert.True((long)answer.Json["uptime_seconds"]! >= 0);
        Assert.True((int)answer.Json["collections"]! >= 1);
        Assert.True((int)answer.Json["points"]! >= 1);
        Assert.True((int)answer.Json["segments"]!["ready"]! >= 3);
        Assert.Equal(0, (int)answer.Json["segments"]!["quarantined"]!);
        Assert.Equal(Environment.ProcessorCount, (int)answer.Json["search"]!["threads"]!);
        Assert.True((int)answer.Json["search"]!["queue_limit"]! > 0);
    }
}
