using Prometheus;

namespace Vectorizer.Server.Metrics;

/// <summary>Answers <c>GET /metrics</c>.</summary>
internal sealed class MetricsEndpoint(MetricsExporter exporter)
{
    public const string Path = "/metrics";

    public async Task ScrapeAsync(HttpContext context)
    {
        context.Response.ContentType = PrometheusConstants.TextContentTypeWithVersionAndEncoding;
        await exporter.WriteAsync(context.Response.Body, context.RequestAborted);
    }
}
