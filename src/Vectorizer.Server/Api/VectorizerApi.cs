using Vectorizer.Server.Api.Collections;
using Vectorizer.Server.Api.Http;
using Vectorizer.Server.Api.Points;
using Vectorizer.Server.Api.Problems;
using Vectorizer.Server.Api.Query;
using Vectorizer.Server.Api.Status;

namespace Vectorizer.Server.Api;

/// <summary>The web API.</summary>
internal static class VectorizerApi
{
    /// <summary>Adds what the API needs.</summary>
    public static void AddVectorizerApi(this IServiceCollection services)
    {
        services.AddSingleton(new BodyMemory());
        services.AddSingleton<CheckedBody>();
        services.AddSingleton<CollectionEndpoints>();
        services.AddSingleton<PointEndpoints>();
        services.AddSingleton<QueryEndpoints>();
        services.AddSingleton<StatusEndpoints>();
        services.AddRequestTimeouts(options => options.DefaultPolicy = RequestDeadline.Policy);
    }

    /// <summary>Adds the operations and what surrounds them.</summary>
    public static void UseVectorizerApi(this WebApplication app)
    {
        // Outermost, so that nothing ends without a problem. The path is set before routing looks at it, and the deadline
        // begins behind routing, which it takes its policy from.
        app.UseMiddleware<ProblemMiddleware>();
        app.UseMiddleware<RawPathMiddleware>();
        app.UseRouting();
        app.UseRequestTimeouts();
        MapCollections(app);
        MapPoints(app);
        MapQueries(app);
        MapStatus(app);
    }

    private static void MapCollections(WebApplication app)
    {
        CollectionEndpoints collections = app.Services.GetRequiredService<CollectionEndpoints>();
        app.MapGet("/api/v1/collections", collections.ListAsync);
        app.MapPut("/api/v1/collections/{name}", collections.CreateAsync);
        app.MapGet("/api/v1/collections/{name}", collections.GetAsync);
        app.MapPatch("/api/v1/collections/{name}", collections.ChangeAsync);
        app.MapDelete("/api/v1/collections/{name}", collections.DeleteAsync);
        app.MapGet("/api/v1/collections/{name}/segments", collections.ListSegmentsAsync);
    }

    private static void MapPoints(WebApplication app)
    {
        PointEndpoints points = app.Services.GetRequiredService<PointEndpoints>();
        app.MapPut("/api/v1/collections/{name}/points", points.UpsertAsync);
        app.MapGet("/api/v1/collections/{name}/points", points.ListAsync);
        app.MapPost("/api/v1/collections/{name}/points/delete", points.DeleteAsync);
        app.MapGet("/api/v1/collections/{name}/points/{id}", points.GetAsync);
    }

    private static void MapQueries(WebApplication app)
    {
        QueryEndpoints queries = app.Services.GetRequiredService<QueryEndpoints>();
        app.MapPost("/api/v1/collections/{name}/query", queries.QueryAsync);
        app.MapPost("/api/v1/collections/{name}/query/batch", queries.QueryBatchAsync);
    }

    private static void MapStatus(WebApplication app)
    {
        StatusEndpoints status = app.Services.GetRequiredService<StatusEndpoints>();
        app.MapGet("/", status.WelcomeAsync);
        app.MapGet("/api/status", status.StatusAsync);
        app.MapGet("/status", status.StatusAsync);
    }
}
