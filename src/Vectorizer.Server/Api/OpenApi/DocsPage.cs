using Vectorizer.Server.Hosting;

namespace Vectorizer.Server.Api.OpenApi;

/// <summary>The page that shows the OpenAPI document, and lets its operations be tried.</summary>
/// <remarks>Everything it needs comes from this server: it works on machines that reach nothing else.</remarks>
internal static class DocsPage
{
    private const string Path = "/docs";

    /// <summary>
    /// What a browser may load for the page. Styles are set from scripts, and pictures lie inside of the style sheet.
    /// </summary>
    private const string ContentSecurityPolicy =
        "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; connect-src 'self'; "
        + "base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

    /// <summary>Whether a request is for the page or for what belongs to it.</summary>
    public static bool IsAsked(HttpContext context)
        => context.GetEndpoint() is null && context.Request.Path.StartsWithSegments(Path, StringComparison.Ordinal);

    /// <summary>Adds the page.</summary>
    public static void Use(IApplicationBuilder app)
    {
        app.Use((context, next) =>
        {
            context.Response.Headers.ContentSecurityPolicy = ContentSecurityPolicy;
            return next(context);
        });
        app.UseSwaggerUI(options =>
        {
            options.RoutePrefix = Path.TrimStart('/');
            options.DocumentTitle = $"{ServerVersion.Product} reference";
            options.SwaggerEndpoint("/openapi/v1.json", ServerVersion.Product);
            options.EnableTryItOutByDefault();
            options.DefaultModelsExpandDepth(0);
            options.ConfigObject.ValidatorUrl = null;
        });
    }
}
