namespace Vectorizer.Server.Metrics;

/// <summary>Registration of the metrics.</summary>
internal static class MetricsServices
{
    /// <summary>Adds what measures the server, and what exports it.</summary>
    public static void AddVectorizerMetrics(this IServiceCollection services)
    {
        services.AddSingleton<RequestInstruments>();
        services.AddSingleton<ServerInstruments>();
        services.AddSingleton<MetricsExporter>();
        services.AddSingleton<MetricsEndpoint>();
    }

    /// <summary>
    /// Adds <c>/metrics</c>. The exporter is made here and so listens before anything starts: Orleans times its calls only
    /// while somebody listens.
    /// </summary>
    public static void UseVectorizerMetrics(this WebApplication app)
        => app.MapGet(MetricsEndpoint.Path, app.Services.GetRequiredService<MetricsEndpoint>().ScrapeAsync).ExcludeFromDescription();
}
