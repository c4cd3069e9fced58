using System.Collections.Concurrent;
using System.Net;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Vectorizer.Cli.Tests.Fixtures;

/// <summary>A server that can be told to refuse, to stall and to hang up, which a real one does when it likes.</summary>
/// <remarks>It takes collections and upserts, keeps the points by id, and searches nothing.</remarks>
internal sealed class FaultyServer : IAsyncDisposable
{
    private readonly WebApplication _application;
    private int _upserts;

    private FaultyServer()
    {
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        _application = builder.Build();
        _application.MapGet("/api/status", () => Results.Text($$"""{"status":"{{Status}}"}""", "application/json"));
        _application.MapGet("/api/v1/collections/{name}", Get);
        _application.MapPut("/api/v1/collections/{name}", CreateAsync);
        _application.MapPut("/api/v1/collections/{name}/points", UpsertAsync);
    }

    public ConcurrentDictionary<string, FaultyCollection> Collections { get; } = [];

    /// <summary>What it says about itself.</summary>
    public string Status { get; set; } = "ready";

    /// <summary>Sees each upsert before it is carried out, numbered from 1; true when it has answered itself.</summary>
    public Func<int, HttpContext, Task<bool>> BeforeUpsert { get; set; } = (_, _) => Task.FromResult(false);

    /// <summary>Upserts that arrived.</summary>
    public int Upserts => _upserts;

    public Uri Url => new(
        _application.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Single());

    public static async Task<FaultyServer> StartAsync()
    {
        FaultyServer server = new();
        await server._application.StartAsync();
        return server;
    }

    /// <summary>Answers with a problem.</summary>
    public static async Task<bool> RefuseAsync(
        HttpContext context, HttpStatusCode status, string code, int? retryAfter = null, JsonObject? errors = null)
    {
        context.Response.StatusCode = (int)status;
        context.Response.ContentType = "application/problem+json";
        context.Response.Headers.RetryAfter = retryAfter?.ToString();
        JsonObject problem = new() { ["code"] = code, ["detail"] = $"told to answer {code}", ["errors"] = errors };
        await context.Response.WriteAsync(problem.ToJsonString());
        return true;
    }

    /// <summary>Hangs up without an answer.</summary>
    public static Task<bool> HangUpAsync(HttpContext context)
    {
        context.Abort();
        return Task.FromResult(true);
    }

    /// <summary>Closes the door and every connection.</summary>
    public Task StopAsync(CancellationToken cancellationToken) => _application.StopAsync(cancellationToken);

    public ValueTask DisposeAsync() => _application.DisposeAsync();

    private async Task Get(HttpContext context, string name)
    {
        if (Collections.TryGetValue(name, out FaultyCollection? collection))
        {
            await context.Response.WriteAsync(collection.Describe(name));
            return;
        }

        await RefuseAsync(context, HttpStatusCode.NotFound, "collection_not_found");
    }

    private async Task CreateAsync(HttpContext context, string name)
    {
        using JsonDocument definition = await JsonDocument.ParseAsync(context.Request.Body);
        FaultyCollection collection = new(definition.RootElement.GetProperty("dimension").GetInt32());
        Assert.True(Collections.TryAdd(name, collection));
        context.Response.StatusCode = StatusCodes.Status201Created;
        await context.Response.WriteAsync(collection.Describe(name));
    }

    private async Task UpsertAsync(HttpContext context, string name)
    {
        if (await BeforeUpsert(Interlocked.Increment(ref _upserts), context))
        {
            return;
        }

        if (!Collections.TryGetValue(name, out FaultyCollection? collection))
        {
            await RefuseAsync(context, HttpStatusCode.NotFound, "collection_not_found");
            return;
        }

        using MemoryStream body = new();
        await context.Request.Body.CopyToAsync(body);
        int count = collection.Store(body.ToArray());
        await context.Response.WriteAsync($$"""{"upserted":{{count}},"segments":[],"took_ms":0}""");
    }
}
