namespace Vectorizer.Server.Api.Http;

/// <summary>What every answer tells browsers and caches.</summary>
internal sealed class AnswerHeadersMiddleware(RequestDelegate next)
{
    // Pages and scripts of the reference are the same until the server is replaced, and say themselves how long.
    private const string Reference = "/docs";

    public Task InvokeAsync(HttpContext context)
    {
        // Payloads come from anywhere: no browser is to take an answer for a page.
        context.Response.Headers.XContentTypeOptions = "nosniff";
        if (!context.Request.Path.StartsWithSegments(Reference, StringComparison.Ordinal))
        {
            context.Response.Headers.CacheControl = "no-store";
        }

        return next(context);
    }
}
