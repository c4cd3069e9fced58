using System.Net;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Vectorizer.Server.Tests.Api;

namespace Vectorizer.Server.Tests.Hosting;

/// <summary>What a server tells on its standard output, and what it never tells.</summary>
public sealed class LogTests : IDisposable
{
    private const string Secret = "hush-Zm9vYmFy";

    private readonly DirectoryInfo _folder = Directory.CreateDirectory(
        Path.Combine(AppContext.BaseDirectory, "log", Guid.NewGuid().ToString("N")));

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public async Task With_the_level_warn_the_life_of_collections_is_not_told_and_with_info_it_is()
    {
        Assert.DoesNotContain("was created", await OutputAsync("--logging.level=warn"), StringComparison.Ordinal);
        Assert.Contains("Collection c was created", await OutputAsync("--logging.level=info"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task With_the_level_error_the_banner_is_told_and_nothing_else()
    {
        string output = await OutputAsync("--logging.level=error");
        Assert.Contains("listens on", output, StringComparison.Ordinal);
        Assert.EndsWith("'{\"dimension\":3}'\n\n", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task As_JSON_every_line_is_an_object_with_time_level_and_message()
    {
        string output = await OutputAsync("--logging.format=json", "--logging.log_requests=true");
        JsonElement[] lines = [.. output.TrimEnd('\n').Split('\n').Select(line => JsonElement.Parse(line))];
        Assert.All(lines, line =>
        {
            Assert.Equal(DateTimeKind.Utc, line.GetProperty("time").GetDateTime().Kind);
            Assert.Contains(line.GetProperty("level").GetString(), (string[])["info", "warn", "error"]);
            Assert.NotEmpty(line.GetProperty("message").GetString()!);
            Assert.NotEmpty(line.GetProperty("category").GetString()!);
        });
        Assert.StartsWith("Vectorizer.Orleans ", lines[0].GetProperty("message").GetString(), StringComparison.Ordinal);
        Assert.StartsWith("http://127.0.0.1:", lines[0].GetProperty("values").GetProperty("url").GetString(), StringComparison.Ordinal);
        JsonElement created = lines.Single(line => line.GetProperty("message").GetString()!.StartsWith("Collection c was created", StringComparison.Ordinal));
        Assert.Equal(1, created.GetProperty("values").GetProperty("segments").GetInt32());
        JsonElement request = lines.Single(line => line.GetProperty("values").TryGetProperty("route", out JsonElement route)
            && route.GetString() == "/api/v1/collections/{name}" && line.GetProperty("values").GetProperty("method").GetString() == "PUT");
        Assert.Equal(201, request.GetProperty("values").GetProperty("status").GetInt32());
        Assert.Equal(32, request.GetProperty("values").GetProperty("trace").GetString()!.Length);
    }

    [Fact]
    public async Task A_request_is_told_when_asked_for_with_route_status_bytes_time_and_trace_id_whatever_the_level()
    {
        Assert.DoesNotContain("bytes in", await OutputAsync("--logging.level=error"), StringComparison.Ordinal);
        string output = await OutputAsync("--logging.level=error", "--logging.log_requests=true");
        Assert.Matches(
            @"PUT /api/v1/collections/\{name\} 201: 15 bytes in, \d+ out, [0-9.]+ ms, from 127\.0\.0\.1, trace [0-9a-f]{32}\.\n", output);
        Assert.DoesNotContain("Answer to", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_answer_is_told_when_asked_for_with_status_type_bytes_and_problem()
    {
        string output = await OutputAsync("--logging.level=error", "--logging.log_responses=true");
        Assert.Matches(@"Answer to PUT /api/v1/collections/\{name\}: 201, application/json, \d+ bytes, problem -, trace [0-9a-f]{32}\.\n", output);
        Assert.Matches(@"Answer to GET -: 404, application/problem\+json, \d+ bytes, problem not_found, trace [0-9a-f]{32}\.\n", output);
        Assert.DoesNotContain("bytes in", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_bytes_told_of_an_answer_are_those_that_were_sent()
    {
        RecordingLogs logs = new(LogLevel.Information);
        await using TestServer server = await TestServer.StartAsync(
            services => services.AddSingleton<ILoggerProvider>(logs), "--logging.log_responses=true");
        foreach (string path in (string[])["/api/v1/collections", "/openapi/v1.json", "/docs/index.html", "/docs/problems", "/nope"])
        {
            byte[] body;
            using (HttpResponseMessage response = await server.Http.GetAsync(path, TestContext.Current.CancellationToken))
            {
                body = await response.Content.ReadAsByteArrayAsync(TestContext.Current.CancellationToken);
            }

            await Wait.UntilAsync(() => Task.FromResult(logs.Lines.Any(line => line.Contains($", {body.Length} bytes", StringComparison.Ordinal))));
        }
    }

    [Theory]
    [InlineData("trace")]
    [InlineData("info")]
    public async Task No_payload_vector_id_key_or_secret_stands_in_the_log(string level)
    {
        string file = Path.Combine(_folder.FullName, "node.yml");
        await File.WriteAllTextAsync(
            file, $"persistence:\n  azure_blob:\n    connection_string: {Secret}\n", TestContext.Current.CancellationToken);
        string output = await OutputAsync(
            $"--config={file}", $"--logging.level={level}", "--logging.log_requests=true", "--logging.log_responses=true");
        Assert.Contains("PUT /api/v1/collections/{name}/points 200", output, StringComparison.Ordinal);
        Assert.DoesNotContain(Secret, output, StringComparison.Ordinal);
        Assert.DoesNotContain("7.03125", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_address_that_a_trusted_proxy_forwards_is_told_and_that_of_anybody_else_is_not()
    {
        Assert.Contains("from 203.0.113.7,", await OutputAsync("--logging.log_requests=true", "--server.trusted_proxies=127.0.0.0/8"), StringComparison.Ordinal);
        foreach (string others in (string[])["10.0.0.0/8", ""])
        {
            string output = await OutputAsync("--logging.log_requests=true", $"--server.trusted_proxies={others}");
            Assert.Contains("from 127.0.0.1,", output, StringComparison.Ordinal);
            Assert.DoesNotContain("203.0.113.7", output, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Only_the_hop_before_the_trusted_proxies_is_believed()
        => Assert.Contains(
            "from 203.0.113.7,",
            await OutputAsync(["--logging.log_requests=true", "--server.trusted_proxies=127.0.0.1, 10.0.0.0/8"], "198.51.100.1, 203.0.113.7, 10.1.2.3"),
            StringComparison.Ordinal);

    private Task<string> OutputAsync(params string[] args) => OutputAsync(args, "203.0.113.7");

    /// <summary>Lets a server do a bit of everything, with secrets wherever a caller can put them.</summary>
    /// <returns>All that it wrote to standard output until its end.</returns>
    private async Task<string> OutputAsync(string[] args, string forwardedFor)
    {
        // What images of .NET put into the environment must not make it believe anybody.
        await using ServerProcess server = ServerProcess.StartIn(
            new() { ["ASPNETCORE_FORWARDEDHEADERS_ENABLED"] = "true" },
            _folder.FullName,
            ["--server:port=0", $"--server:data_dir={Guid.NewGuid():N}", .. args]);
        using HttpClient http = new() { BaseAddress = await server.AnnouncedAsync() };
        http.DefaultRequestHeaders.Add("X-Forwarded-For", forwardedFor);
        http.DefaultRequestHeaders.Add("Authorization", $"Bearer {Secret}");
        http.DefaultRequestHeaders.Add("Cookie", $"session={Secret}");
        Collection collection = new(http, "c");
        (await collection.SendAsync(HttpMethod.Put, "", """{"dimension":3}""")).ShouldBe(HttpStatusCode.Created);
        await collection.UpsertAsync($$"""[{"id":"{{Secret}}","vector":[7.03125,2,3],"payload":{"{{Secret}}":"{{Secret}}"} }]""");
        (await collection.SendAsync(HttpMethod.Get, $"/points/{Secret}")).ShouldBe(HttpStatusCode.OK);
        (await collection.SendAsync(HttpMethod.Post, "/query", """{"vector":[7.03125,2,3]}""")).ShouldBe(HttpStatusCode.OK);
        await collection.SendAsync(HttpMethod.Put, "/points", $$"""{"points":[{"id":"{{Secret}}","vector":[7.03125],"{{Secret}}":1}]}""");
        await collection.SendAsync(HttpMethod.Put, "/points", $$"""{"points":[{"id":"{{Secret}}" """);
        foreach (string path in (string[])[$"/nope/{Secret}?{Secret}", $"/api/v1/collections/{Secret}", $"/api/status?api_key={Secret}"])
        {
            using HttpResponseMessage response = await http.GetAsync(path, TestContext.Current.CancellationToken);
        }

        Assert.Equal(0, await server.StopAsync());
        Assert.Empty(server.Errors);
        return server.Output;
    }
}
