using Microsoft.AspNetCore.Cors.Infrastructure;
using Microsoft.AspNetCore.HttpOverrides;
using Microsoft.Net.Http.Headers;
using Vectorizer.Configuration.Declarations;
using Vectorizer.Configuration.Sections;

namespace Vectorizer.Server.Hosting;

/// <summary>Who stands between the server and its callers: proxies that are believed, and pages that may call it.</summary>
internal static class Neighbours
{
    /// <summary>Believes the forwarded headers of the trusted proxies, and of nobody else.</summary>
    public static void UseTrustedProxies(this IApplicationBuilder app, ServerOptions server)
    {
        IReadOnlyList<System.Net.IPNetwork> trusted = NetworksSettingAttribute.Parse(server.TrustedProxies);
        if (trusted.Count == 0)
        {
            // The middleware would believe everybody.
            return;
        }

        ForwardedHeadersOptions options = new()
        {
            ForwardedHeaders = ForwardedHeaders.XForwardedFor | ForwardedHeaders.XForwardedProto,

            // As many proxies as stand in a row; the first that is not trusted ends it.
            ForwardLimit = null,
        };
        options.KnownProxies.Clear();
        options.KnownIPNetworks.Clear();
        foreach (System.Net.IPNetwork network in trusted)
        {
            options.KnownIPNetworks.Add(network);
        }

        app.UseForwardedHeaders(options);
    }

    /// <summary>Lets scripts of the configured origins call the server. Without such origins there are no CORS headers at all.</summary>
    public static void UseCallingPages(this IApplicationBuilder app, ServerOptions server)
    {
        string[] origins = ListSettingAttribute.Items(server.CorsOrigins);
        if (origins.Length > 0)
        {
            app.UseCors(policy => Allow(policy, origins));
        }
    }

    private static void Allow(CorsPolicyBuilder policy, string[] origins)
    {
        _ = origins.Contains(OriginsSettingAttribute.Any) ? policy.AllowAnyOrigin() : policy.WithOrigins(origins);
        policy.AllowAnyMethod().AllowAnyHeader().WithExposedHeaders(HeaderNames.RetryAfter, HeaderNames.Location);
    }
}
