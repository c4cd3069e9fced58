using System.Diagnostics;
using System.Net;
using System.Text.Json;
using System.Text.Json.Nodes;
using Vectorizer.Server.Tests.Hosting;

namespace Vectorizer.Server.Tests.Api.OpenApi;

/// <summary>The reference in a real browser: Chromium, from the environment variable CHROMIUM or where Linux puts it.</summary>
public sealed class DocsPageTests(SharedServer server)
{
    private static readonly string s_chromium = Environment.GetEnvironmentVariable("CHROMIUM") ?? "/usr/bin/chromium";

    [Fact]
    public async Task The_page_shows_every_operation_and_asks_this_server_alone()
    {
        JsonNode document = JsonNode.Parse(await server.Http.GetStringAsync("/openapi/v1.json", TestContext.Current.CancellationToken))!;
        (string dom, string[] hosts, string console) = await OpenAsync($"{server.Url}docs");

        foreach ((string path, JsonNode? operations) in document["paths"]!.AsObject())
        {
            Assert.Contains($"data-path=\"{path}\"", dom, StringComparison.Ordinal);
            Assert.All(
                operations!.AsObject(),
                operation => Assert.Contains(WebUtility.HtmlEncode((string)operation.Value!["summary"]!), dom, StringComparison.Ordinal));
        }

        Assert.Equal(["127.0.0.1"], hosts);

        // A browser says so when the page wanted what the policy does not allow.
        Assert.DoesNotContain("Content Security Policy", console, StringComparison.Ordinal);
        Assert.DoesNotContain("Uncaught", console, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_page_of_problems_asks_this_server_alone()
    {
        (string dom, string[] hosts, string console) = await OpenAsync($"{server.Url}docs/problems");
        Assert.Contains("id=\"validation_failed\"", dom, StringComparison.Ordinal);
        Assert.All(hosts, host => Assert.Equal("127.0.0.1", host));
        Assert.DoesNotContain("Content Security Policy", console, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_browser_is_told_to_load_nothing_from_elsewhere()
    {
        using HttpResponseMessage response = await server.Http.GetAsync("/docs/index.html", TestContext.Current.CancellationToken);
        string policy = response.Headers.GetValues("Content-Security-Policy").Single();
        Assert.StartsWith("default-src 'none';", policy, StringComparison.Ordinal);
        Assert.DoesNotContain("http:", policy, StringComparison.Ordinal);
        Assert.DoesNotContain("https:", policy, StringComparison.Ordinal);
        Assert.DoesNotContain("script-src 'self' 'unsafe", policy, StringComparison.Ordinal);
    }

    private static async Task<(string Dom, string[] Hosts, string Console)> OpenAsync(string url)
    {
        CancellationToken token = TestContext.Current.CancellationToken;
        DirectoryInfo profile = Directory.CreateTempSubdirectory("vectorizer-browser-");
        try
        {
            string log = Path.Combine(profile.FullName, "network.json");
            ProcessStartInfo start = new(s_chromium)
            {
                RedirectStandardOutput = true,
                RedirectStandardError = true,
                ArgumentList =
                {
                    "--headless", "--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update",
                    "--disable-sync", "--no-first-run", "--no-proxy-server", "--host-resolver-rules=MAP * ~NOTFOUND , EXCLUDE 127.0.0.1",
                    "--enable-logging=stderr", "--v=0", $"--user-data-dir={profile.FullName}", $"--log-net-log={log}",
                    "--virtual-time-budget=20000", "--dump-dom", url,
                },
            };
            using Process browser = Process.Start(start)!;
            Task<string> console = browser.StandardError.ReadToEndAsync(token);
            string dom = await browser.StandardOutput.ReadToEndAsync(token);
            await browser.WaitForExitAsync(token);
            Assert.Equal(0, browser.ExitCode);
            return (dom, await RequestedAsync(log), await console);
        }
        finally
        {
            profile.Delete(recursive: true);
        }
    }

    /// <summary>
    /// Hosts of what the page asked for. The browser asks for things of its own, which have no page as their initiator; they
    /// find no host.
    /// </summary>
    private static async Task<string[]> RequestedAsync(string log)
    {
        await using FileStream file = File.OpenRead(log);
        using JsonDocument network = await JsonDocument.ParseAsync(file, default, TestContext.Current.CancellationToken);
        return [.. network.RootElement.GetProperty("events").EnumerateArray()
            .Where(item => item.TryGetProperty("params", out JsonElement parameters)
                && parameters.TryGetProperty("url", out _)
                && parameters.TryGetProperty("initiator", out JsonElement initiator)
                && initiator.GetString() != "not an origin")
            .Select(item => new Uri(item.GetProperty("params").GetProperty("url").GetString()!).Host)
            .Distinct()];
    }
}
