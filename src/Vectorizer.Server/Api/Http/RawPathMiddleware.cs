using Microsoft.AspNetCore.Http.Features;

namespace Vectorizer.Server.Api.Http;

/// <summary>Routes by the path as it was sent.</summary>
/// <remarks>
/// The server decodes a path before it is routed, all but <c>%2F</c>, and resolves dot segments after that: the id
/// <c>a%5Cb</c> could not be told from <c>a\b</c>, and the point <c>%2E%2E</c> would be another resource. So routes see the
/// path undecoded, and <see cref="RoutePart"/> decodes what belongs to a caller.
/// </remarks>
internal sealed class RawPathMiddleware(RequestDelegate next)
{
    public Task InvokeAsync(HttpContext context)
    {
        string target = context.Features.GetRequiredFeature<IHttpRequestFeature>().RawTarget;
        // Anything else is the absolute form that is meant for proxies; its path stays as the server read it.
        if (target.StartsWith('/'))
        {
            int query = target.IndexOf('?', StringComparison.Ordinal);
            ReadOnlySpan<char> path = query < 0 ? target : target.AsSpan(0, query);
            if (!path.Equals(context.Request.Path.Value, StringComparison.Ordinal))
            {
                context.Request.Path = new PathString(query < 0 ? target : target[..query]);
            }
        }

        return next(context);
    }
}
