using Microsoft.AspNetCore.Http.Timeouts;
using Microsoft.Extensions.Options;
using Vectorizer.Configuration.Sections;
using Vectorizer.Server.Api.Aliases;
using Vectorizer.Server.Api.Collections;
using Vectorizer.Server.Api.Health;
using Vectorizer.Server.Api.Http;
using Vectorizer.Server.Api.Indexes;
using Vectorizer.Server.Api.Listing;
using Vectorizer.Server.Api.OpenApi;
using Vectorizer.Server.Api.Payloads;
using Vectorizer.Server.Api.Points;
using Vectorizer.Server.Api.Problems;
using Vectorizer.Server.Api.Query;
using Vectorizer.Server.Api.Status;
using Vectorizer.Server.Hosting;
using Vectorizer.Server.Hosting.Logging;

namespace Vectorizer.Server.Api;

/// <summary>The web API.</summary>
internal static class VectorizerApi
{
    /// <summary>Adds what the API needs.</summary>
    public static void AddVectorizerApi(this IServiceCollection services)
    {
        services.AddSingleton(provider => new RequestLimits(provider.GetRequiredService<IOptions<LimitSettings>>().Value));
        services.AddSingleton(new BodyMemory());
        services.AddSingleton<CheckedBody>();
        services.AddSingleton<CollectionEndpoints>();
        services.AddSingleton<AliasEndpoints>();
        services.AddSingleton<IndexEndpoints>();
        services.AddSingleton<PointEndpoints>();
        services.AddSingleton<PayloadEndpoints>();
        services.AddSingleton<ListingEndpoints>();
        services.AddSingleton<QueryEndpoints>();
        services.AddSingleton<NodeState>();
        services.AddSingleton<StatusEndpoints>();
        services.AddSingleton<HealthEndpoints>();
        services.AddReference();
        services.AddRequestTimeouts();
        services.AddOptions<RequestTimeoutOptions>().Configure<RequestLimits>(
            (options, limits) => options.DefaultPolicy = RequestDeadline.Policy(limits.RequestTimeout));
        services.AddRequestDecompression(CompressedBodies.Configure);
        services.AddCors();
    }

    /// <summary>Adds the operations and what surrounds them.</summary>
    public static void UseVectorizerApi(this WebApplication app)
    {
        // First who the caller is, so that all behind may tell; then what tells. Nothing behind that ends without a problem.
        ServerOptions server = app.Services.GetRequiredService<IOptions<ServerOptions>>().Value;
        LoggingSettings logging = app.Services.GetRequiredService<IOptions<LoggingSettings>>().Value;
        app.UseTrustedProxies(server);
        if (logging.LogRequests || logging.LogResponses)
        {
            app.UseMiddleware<RequestLog>(logging);
        }

        app.UseMiddleware<ProblemMiddleware>();
        app.UseMiddleware<AnswerHeadersMiddleware>();
        app.UseMiddleware<HostCheckMiddleware>();

        // The path is set before routing looks at it, and the deadline begins behind routing, which it takes its policy from.
        app.UseMiddleware<RawPathMiddleware>();
        app.UseCallingPages(server);
        app.UseRouting();
        app.UseRequestTimeouts();
        app.UseRequestDecompression();
        MapCollections(app);
        MapAliases(app);
        MapIndexes(app);
        MapPoints(app);
        MapPayloads(app);
        MapLists(app);
        MapQueries(app);
        MapStatus(app);
        app.UseReference();
    }

    private static void MapCollections(WebApplication app)
    {
        CollectionEndpoints collections = app.Services.GetRequiredService<CollectionEndpoints>();
        Map(app, "GET", "/api/v1/collections", collections.ListAsync, CollectionOperations.List);
        Map(app, "PUT", "/api/v1/collections/{name}", collections.CreateAsync, CollectionOperations.Create);
        Map(app, "GET", "/api/v1/collections/{name}", collections.GetAsync, CollectionOperations.Get);
        Map(app, "PATCH", "/api/v1/collections/{name}", collections.ChangeAsync, CollectionOperations.Change);
        Map(app, "DELETE", "/api/v1/collections/{name}", collections.DeleteAsync, CollectionOperations.Delete);
        Map(app, "POST", "/api/v1/collections/{name}/snapshot", collections.SaveAsync, CollectionOperations.Save);
        Map(app, "GET", "/api/v1/collections/{name}/segments", collections.ListSegmentsAsync, CollectionOperations.ListSegments);
        Map(app, "POST", "/api/v1/collections/{name}/rename", collections.RenameAsync, CollectionOperations.Rename);
    }

    private static void MapAliases(WebApplication app)
    {
        AliasEndpoints aliases = app.Services.GetRequiredService<AliasEndpoints>();
        Map(app, "GET", "/api/v1/aliases", aliases.ListAsync, AliasOperations.List);
        Map(app, "POST", "/api/v1/aliases", aliases.ChangeAsync, AliasOperations.Change);
        Map(app, "PUT", "/api/v1/aliases/{alias}", aliases.PutAsync, AliasOperations.Put);
        Map(app, "DELETE", "/api/v1/aliases/{alias}", aliases.DeleteAsync, AliasOperations.Delete);
    }

    private static void MapIndexes(WebApplication app)
    {
        IndexEndpoints indexes = app.Services.GetRequiredService<IndexEndpoints>();
        Map(app, "GET", "/api/v1/collections/{name}/indexes", indexes.ListAsync, IndexOperations.List);
        Map(app, "PUT", "/api/v1/collections/{name}/indexes/{key}", indexes.PutAsync, IndexOperations.Put);
        Map(app, "GET", "/api/v1/collections/{name}/indexes/{key}", indexes.GetAsync, IndexOperations.Get);
        Map(app, "DELETE", "/api/v1/collections/{name}/indexes/{key}", indexes.DropAsync, IndexOperations.Drop);
    }

    private static void MapPoints(WebApplication app)
    {
        PointEndpoints points = app.Services.GetRequiredService<PointEndpoints>();
        Map(app, "PUT", "/api/v1/collections/{name}/points", points.UpsertAsync, PointOperations.Upsert);
        Map(app, "GET", "/api/v1/collections/{name}/points", points.ListAsync, PointOperations.List);
        Map(app, "POST", "/api/v1/collections/{name}/points/delete", points.DeleteAsync, PointOperations.Delete);
        Map(app, "GET", "/api/v1/collections/{name}/points/{id}", points.GetAsync, PointOperations.Get);
    }

    private static void MapPayloads(WebApplication app)
    {
        PayloadEndpoints payloads = app.Services.GetRequiredService<PayloadEndpoints>();
        Map(app, "POST", "/api/v1/collections/{name}/points/payload/set", payloads.SetAsync, PayloadOperations.Set);
        Map(app, "POST", "/api/v1/collections/{name}/points/payload/overwrite", payloads.OverwriteAsync, PayloadOperations.Overwrite);
        Map(app, "POST", "/api/v1/collections/{name}/points/payload/delete", payloads.DeleteAsync, PayloadOperations.Delete);
        Map(app, "POST", "/api/v1/collections/{name}/points/payload/clear", payloads.ClearAsync, PayloadOperations.Clear);
    }

    private static void MapLists(WebApplication app)
    {
        ListingEndpoints lists = app.Services.GetRequiredService<ListingEndpoints>();
        Map(app, "POST", "/api/v1/collections/{name}/points/scroll", lists.ScrollAsync, ListingOperations.Scroll);
        Map(app, "POST", "/api/v1/collections/{name}/points/count", lists.CountAsync, ListingOperations.Count);
        Map(app, "POST", "/api/v1/collections/{name}/facet", lists.FacetAsync, ListingOperations.Facet);
    }

    private static void MapQueries(WebApplication app)
    {
        QueryEndpoints queries = app.Services.GetRequiredService<QueryEndpoints>();
        Map(app, "POST", "/api/v1/collections/{name}/query", queries.QueryAsync, QueryOperations.Query);
        Map(app, "POST", "/api/v1/collections/{name}/query/batch", queries.QueryBatchAsync, QueryOperations.QueryBatch);
    }

    private static void MapStatus(WebApplication app)
    {
        StatusEndpoints status = app.Services.GetRequiredService<StatusEndpoints>();
        Map(app, "GET", "/", status.WelcomeAsync, StatusOperations.Welcome);
        Map(app, "GET", "/api/status", status.StatusAsync, StatusOperations.Status);
        Map(app, "GET", "/status", status.StatusAsync, StatusOperations.StatusAlias);
        HealthEndpoints health = app.Services.GetRequiredService<HealthEndpoints>();
        Map(app, "GET", "/health/live", health.LiveAsync, HealthOperations.Live);
        Map(app, "GET", "/health/ready", health.ReadyAsync, HealthOperations.Ready);
        Map(app, "GET", "/health/startup", health.StartupAsync, HealthOperations.Startup);
        Map(app, "GET", "/health", health.ReadyAsync, HealthOperations.ReadyAlias);
    }

    private static void Map(WebApplication app, string method, string path, RequestDelegate handler, ApiOperation operation)
        => app.MapMethods(path, [method], handler).Describe(handler, operation);
}
