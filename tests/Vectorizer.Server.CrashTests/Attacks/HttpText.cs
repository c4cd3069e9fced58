using System.IO.Compression;
using System.Text;

namespace Vectorizer.Server.CrashTests.Attacks;

/// <summary>Requests as bytes.</summary>
internal static class HttpText
{
    /// <summary>The collection that attacks write to.</summary>
    public const string Points = "/api/v1/collections/target/points";

    /// <summary>A request without a body.</summary>
    public static string Get(string target, string headers = "", string method = "GET")
        => $"{method} {target} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n{headers}\r\n";

    /// <summary>An upsert of a JSON body.</summary>
    public static byte[] Put(string json, string headers = "", string type = "application/json") => Put(Encoding.UTF8.GetBytes(json), headers, type);

    /// <summary>An upsert of a body.</summary>
    public static byte[] Put(byte[] body, string headers = "", string type = "application/json") =>
    [
        .. Encoding.Latin1.GetBytes(
            $"PUT {Points} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nContent-Type: {type}\r\n{headers}Content-Length: {body.Length}\r\n\r\n"),
        .. body,
    ];

    /// <summary>A point with a payload, inside of an upsert.</summary>
    public static string Point(string payload, string id = "\"a\"") => $$"""{"points":[{"id":{{id}},"vector":[1,2,3],"payload":{{payload}}}]}""";

    /// <summary>Many bytes of one kind, compressed.</summary>
    public static byte[] Bomb(long bytes)
    {
        using MemoryStream compressed = new();
        using (GZipStream gzip = new(compressed, CompressionLevel.Fastest))
        {
            byte[] some = new byte[1024 * 1024];
            some.AsSpan().Fill((byte)' ');
            for (long written = 0; written < bytes; written += some.Length)
            {
                gzip.Write(some);
            }
        }

        return compressed.ToArray();
    }
}
