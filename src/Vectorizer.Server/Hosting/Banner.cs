using System.Net;
using Vectorizer.Configuration.Sections;

namespace Vectorizer.Server.Hosting;

/// <summary>The first lines on the console.</summary>
internal static class Banner
{
    /// <summary>Tells where the server listens, where its data lives, and a first request that works.</summary>
    public static async Task WriteAsync(TextWriter console, Uri url, ServerOptions options)
    {
        string root = url.GetLeftPart(UriPartial.Authority);
        string reach = IPAddress.IsLoopback(options.Address)
            ? "this machine only"
            : "every machine that reaches this address, without authentication";
        await console.WriteLineAsync(
            $"""
            {ServerVersion.Product} {ServerVersion.Text}
              listens on  {root}  ({reach})
              data in     {options.FullDataDir}
              reference   {root}/docs

            A first request:
              curl -X PUT {root}/api/v1/collections/first -H 'Content-Type: application/json' -d '{"{"}"dimension":3{"}"}'

            """);
        await console.FlushAsync();
    }
}
