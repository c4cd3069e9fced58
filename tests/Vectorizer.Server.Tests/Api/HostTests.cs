using System.Text;
using Vectorizer.Server.Tests.Hosting;

namespace Vectorizer.Server.Tests.Api;

/// <summary>Which hosts a server answers for, and which pages may call it.</summary>
public sealed class HostTests(SharedServer shared)
{
    [Theory]
    [InlineData("localhost", 200)]
    [InlineData("LOCALHOST:15002", 200)]
    [InlineData("127.0.0.1", 200)]
    [InlineData("[::1]:80", 200)]
    [InlineData("", 200)]
    [InlineData("evil.example", 421)]
    [InlineData("localhost.evil.example", 421)]
    [InlineData("127.0.0.1.evil.example", 421)]
    [InlineData("10.0.0.1", 421)]
    public async Task On_loopback_only_names_of_this_machine_are_answered(string host, int status)
        => Assert.Equal(status, await StatusAsync(shared.Url, host));

    [Theory]
    [InlineData("db.example", "db.example", 200)]
    [InlineData("db.example", "localhost", 421)]
    [InlineData("*.example, localhost", "a.b.example", 200)]
    [InlineData("*.example, localhost", "localhost", 200)]
    [InlineData("*.example, localhost", "example", 421)]
    [InlineData("*", "evil.example", 200)]
    public async Task The_hosts_that_are_set_are_answered_and_no_other(string allowed, string host, int status)
    {
        await using TestServer server = await TestServer.StartAsync(null, $"--server:allowed_hosts={allowed}");
        Assert.Equal(status, await StatusAsync(server.Url, host));
    }

    [Fact]
    public async Task On_every_address_any_host_is_answered_unless_set()
    {
        await using TestServer open = await TestServer.StartAsync(null, "--server:host=0.0.0.0");
        Assert.Equal(200, await StatusAsync(new Uri($"http://127.0.0.1:{open.Url.Port}"), "db.example"));
        await using TestServer set = await TestServer.StartAsync(null, "--server:host=0.0.0.0", "--server:allowed_hosts=db.example");
        Assert.Equal(421, await StatusAsync(new Uri($"http://127.0.0.1:{set.Url.Port}"), "evil.example"));
    }

    [Fact]
    public async Task A_refusal_names_the_host_and_those_that_are_answered()
    {
        using HttpRequestMessage request = new(HttpMethod.Get, "/api/status");
        request.Headers.Host = "evil.example";
        using HttpResponseMessage response = await shared.Http.SendAsync(request, TestContext.Current.CancellationToken);
        (await Answer.ReadAsync(response)).ShouldBeProblem(421, "host_not_allowed", null, "'evil.example'", "localhost", "server.allowed_hosts");
    }

    [Fact]
    public async Task Pages_may_call_from_the_origins_that_are_set_and_from_no_other()
    {
        await using TestServer server = await TestServer.StartAsync(null, "--server:cors_origins=https://app.example");
        Assert.Equal("https://app.example", await AllowedOriginAsync(server.Http, HttpMethod.Get, "https://app.example"));
        Assert.Equal("https://app.example", await AllowedOriginAsync(server.Http, HttpMethod.Options, "https://app.example"));
        Assert.Null(await AllowedOriginAsync(server.Http, HttpMethod.Get, "https://evil.example"));
        Assert.Null(await AllowedOriginAsync(server.Http, HttpMethod.Options, "https://evil.example"));
    }

    [Fact]
    public async Task Unless_origins_are_set_no_page_may_call_and_with_a_star_every_page_may()
    {
        Assert.Null(await AllowedOriginAsync(shared.Http, HttpMethod.Get, "https://app.example"));
        Assert.Null(await AllowedOriginAsync(shared.Http, HttpMethod.Options, "https://app.example"));
        await using TestServer server = await TestServer.StartAsync(null, "--server:cors_origins=*");
        Assert.Equal("*", await AllowedOriginAsync(server.Http, HttpMethod.Get, "https://app.example"));
    }

    [Fact]
    public async Task No_answer_of_the_API_is_kept_by_a_cache()
    {
        foreach (string path in (string[])["/api/status", "/api/v1/collections", "/health/live", "/nope"])
        {
            using HttpResponseMessage response = await shared.Http.GetAsync(path, TestContext.Current.CancellationToken);
            Assert.True(response.Headers.CacheControl?.NoStore, path);
            Assert.Equal("nosniff", response.Headers.GetValues("X-Content-Type-Options").Single());
        }
    }

    private static async Task<int> StatusAsync(Uri server, string host)
        => (await RawHttp.SendAsync(server, Encoding.ASCII.GetBytes($"GET /api/status HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n\r\n"))).Status;

    private static async Task<string?> AllowedOriginAsync(HttpClient http, HttpMethod method, string origin)
    {
        using HttpRequestMessage request = new(method, "/api/v1/collections");
        request.Headers.Add("Origin", origin);
        if (method == HttpMethod.Options)
        {
            request.Headers.Add("Access-Control-Request-Method", "PUT");
            request.Headers.Add("Access-Control-Request-Headers", "content-type");
        }

        using HttpResponseMessage response = await http.SendAsync(request, TestContext.Current.CancellationToken);
        return response.Headers.TryGetValues("Access-Control-Allow-Origin", out IEnumerable<string>? values) ? values.Single() : null;
    }
}
