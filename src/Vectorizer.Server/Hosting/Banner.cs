using System.Net;
using System.Text.Encodings.Web;
using System.Text.Json;
using Vectorizer.Configuration.Sections;
using Vectorizer.Server.Hosting.Logging;

namespace Vectorizer.Server.Hosting;

/// <summary>The first lines on the console, whatever the level of the log.</summary>
internal static class Banner
{
    private static readonly JsonSerializerOptions s_oneLine = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>Tells where the server listens and where its data lives: for people with a first request that works, or as one JSON object.</summary>
    public static async Task WriteAsync(TextWriter console, Uri url, ServerOptions options, LoggingSettings logging)
    {
        string root = url.GetLeftPart(UriPartial.Authority);
        string reach = IPAddress.IsLoopback(options.Address)
            ? "this machine only"
            : "every machine that reaches this address, without authentication";
        await console.WriteLineAsync(logging.Format == LoggingSettings.Json ? Line(root, reach, options) : Page(root, reach, options));
        await console.FlushAsync();
    }

    private static string Page(string root, string reach, ServerOptions options) =>
        $"""
        {ServerVersion.Product} {ServerVersion.Text}
          listens on  {root}  ({reach})
          data in     {options.FullDataDir}
          reference   {root}/docs

        A first request:
          curl -X PUT {root}/api/v1/collections/first -H 'Content-Type: application/json' -d '{"{"}"dimension":3{"}"}'

        """;

    // The members are those of every other line.
    private static string Line(string root, string reach, ServerOptions options) => JsonSerializer.Serialize(
        new
        {
            time = DateTime.UtcNow,
            level = JsonLineFormatter.WordOf(LogLevel.Information),
            category = typeof(Banner).FullName,
            message = $"{ServerVersion.Product} {ServerVersion.Text} listens on {root} ({reach}), data in {options.FullDataDir}",
            values = new { version = ServerVersion.Text, url = root, data_dir = options.FullDataDir },
        },
        s_oneLine);
}
