using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using Vectorizer.Server.Api.Problems;
using Vectorizer.Server.Hosting;

namespace Vectorizer.Server.Api.OpenApi;

/// <summary>The page to which the type of a problem leads.</summary>
internal static class ProblemsPage
{
    private const string ContentSecurityPolicy =
        "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

    private static readonly byte[] s_page = Encoding.UTF8.GetBytes(Build());

    public static Task WriteAsync(HttpContext context)
    {
        context.Response.Headers.ContentSecurityPolicy = ContentSecurityPolicy;
        context.Response.ContentType = "text/html; charset=utf-8";
        context.Response.ContentLength = s_page.Length;
        return context.Response.Body.WriteAsync(s_page, context.RequestAborted).AsTask();
    }

    private static string Build()
    {
        StringBuilder page = new(
            $$"""
            <!DOCTYPE html>
            <html lang="en">
            <head>
            <meta charset="utf-8">
            <meta name="viewport" content="width=device-width, initial-scale=1">
            <title>{{ServerVersion.Product}} problems</title>
            <style>
            body { font: 16px/1.5 system-ui, sans-serif; max-width: 50em; margin: 2em auto; padding: 0 1em; }
            section:target { background: #fff3c4; }
            h2 { margin-bottom: 0; }
            .status { color: #666; }
            </style>
            </head>
            <body>
            <h1>Problems</h1>
            <p>A request that fails is answered with <code>application/problem+json</code>. Its <code>code</code> is one of
            these and never changes its meaning. <a href="/docs">Back to the reference</a></p>

            """);
        foreach (ProblemKind kind in ProblemKind.All)
        {
            page.Append(
                CultureInfo.InvariantCulture,
                $"""
                <section id="{kind.Code}">
                <h2><code>{kind.Code}</code></h2>
                <p class="status">{kind.Status}, {(kind.Retryable ? "worth trying again" : "not worth trying again unchanged")}</p>
                <p>{HtmlEncoder.Default.Encode(kind.Title)}. {HtmlEncoder.Default.Encode(kind.Meaning)}</p>
                </section>

                """);
        }

        return page.Append("</body>\n</html>\n").ToString();
    }
}
