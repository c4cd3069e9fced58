using System.Globalization;
using System.Text;

namespace Vectorizer.Server.CrashTests.Attacks;

/// <summary>All attacks, in groups.</summary>
internal static class AttackList
{
    private const string Closed = RawConnection.Closed;
    private const int Million = 1_000_000;

    private static readonly TimeSpan s_pause = TimeSpan.FromMilliseconds(500);

    private static readonly string[] s_names =
    [
        "..", "%2e%2e", "..%2F..%2Fetc%2Fpasswd", "a%2Fb", "a%5Cb", "..%5C..%5Cwindows", "%00", "a%00b", "a%0D%0AX-Injected:%201", "%C0%AE%C0%AE",
        "%ED%A0%80", "%FF%FE", "%", "%2", "%zz", ".hidden", "-rf", "con", "a;b", "a%20b", "%E2%80%AE", new string('x', 4_000), new('%', 500),
    ];

    private static readonly string[] s_types =
    [
        "text/plain", "text/html", "application/xml", "application/x-www-form-urlencoded", "multipart/form-data; boundary=x", "application/json-seq",
        "application/json; charset=utf-7", "application/json\0", "application", "*/*", "json", new('a', 5_000),
    ];

    private static readonly string[] s_hosts =
    [
        "Host: evil.example\r\n", "Host: localhost.evil.example\r\n", "Host: 169.254.169.254\r\n", "", "Host: localhost\r\nHost: localhost\r\n",
        "Host: local host\r\n", "Host: localhost/\r\n", "Host: [::1\r\n", "Host: evil@localhost\r\n",
    ];

    // Framing on which two servers in a row could disagree.
    private static readonly string[] s_framing =
    [
        "Content-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n", "Content-Length: 3\r\nContent-Length: 4\r\n\r\n{}  ",
        "Content-Length: -1\r\n\r\n", "Content-Length: 0x3\r\n\r\n{} ", "Content-Length: 99999999999999999999\r\n\r\n", "Transfer-Encoding: gzip\r\n\r\n{}",
        "Transfer-Encoding: chunked\r\n\r\nFFFFFFFFFFFFFFFF\r\n{}", "Transfer-Encoding: chunked\r\n\r\n-1\r\n{}\r\n", "Transfer-Encoding: chunked\r\n\r\n2;x\n{}\r\n0\r\n\r\n",
    ];

    private static readonly string[] s_headers =
    [
        "X: a\r\n b: folded\r\n", "X: a\rb\r\n", "X: a\nb\r\n", "X\r\n", ": empty\r\n", "X : a\r\n", "X: \0\r\n", "Idempotency-Key: a\rInjected: 1\r\n", "X\u00ff: a\r\n",
    ];

    private static readonly string[] s_ids =
    [
        "\"a\\u0000b\"", "\"\\ud800\"", "\"\\udc00\\ud800\"", "\"\"", "1", "null", "[]", "\"..\"", "\"a/../b\"", $"\"{new string('x', 64 * 1024)}\"", "\"\u0001\"",
    ];

    /// <summary>Bodies that are small or large and never what they should be.</summary>
    public static IEnumerable<Attack> Bodies()
    {
        yield return Put("JSON, 1,000 levels deep", 20, ["400"], HttpText.Point("{\"a\":" + string.Concat(Enumerable.Repeat("[", 1_000))));
        yield return Put("JSON, 1,000,000 levels deep", 5, ["400"], new string('[', Million));
        string members = string.Join(',', Enumerable.Range(0, Million).Select(i => string.Create(CultureInfo.InvariantCulture, $"\"k{i}\":0")));
        yield return Put("JSON, a payload of 1,000,000 members", 4, ["422", "429"], HttpText.Point($"{{{members}}}"));
        yield return Put("JSON, 1,000,000 unknown members", 4, ["400", "422", "429"], $"{{{members}}}");
        yield return Put("JSON, 1,000,000 faulty points", 4, ["422", "429"], $"{{\"points\":[{string.Join(',', Enumerable.Repeat("0", Million))}]}}");
        yield return Put("JSON, a key of 1 MB in a payload", 10, ["422"], HttpText.Point($"{{\"{new string('k', Million + 100_000)}\":0}}"));
        yield return Put("JSON, an unknown key of 1 MB", 10, ["422"], $"{{\"{new string('k', Million)}\":0}}");
        yield return Put("JSON, a key twice", 10, ["400"], """{"points":[],"points":[]}""");
        yield return Put("JSON, a key of a payload twice", 10, ["400"], HttpText.Point("""{"a":1,"\u0061":2}"""));
        yield return Put("JSON, a number of 1,000,000 digits", 10, ["400", "422"], $$"""{"points":[{"id":"a","vector":[{{new string('9', Million)}},2,3]}]}""");
        yield return new Attack("hostile ids in a body", s_ids.Length, ["400", "422"], (server, i) => RawConnection.SendAsync(server, HttpText.Put(HttpText.Point("{}", s_ids[i]))));
        byte[] large = Encoding.UTF8.GetBytes(new string(' ', 33 * 1024 * 1024));
        yield return new Attack("a body of 33 MiB", 5, ["413", Closed], (server, _) => RawConnection.SendAsync(server, HttpText.Put(large)));
        yield return new Attack("an endless body in chunks", 5, ["413", "429", Closed], SendEndlessAsync);
        byte[] bomb = HttpText.Bomb(1L << 30);
        yield return new Attack("1 GiB in a gzip body", 10, ["413", "429"], (server, _) => RawConnection.SendAsync(server, HttpText.Put(bomb, "Content-Encoding: gzip\r\n")));
        yield return new Attack("a gzip body in a gzip body", 5, ["415"], (server, _) => RawConnection.SendAsync(server, HttpText.Put(bomb, "Content-Encoding: gzip, gzip\r\n")));
        yield return new Attack("wrong content types", s_types.Length, ["400", "415"], (server, i) => RawConnection.SendAsync(server, HttpText.Put("{}", type: s_types[i])));
    }

    /// <summary>Requests that are no HTTP, or nearly.</summary>
    public static IEnumerable<Attack> Protocols()
    {
        yield return new Attack("hostile names in paths", s_names.Length * 3, ["400", "404", "405", "422"], (server, i) => RawConnection.SendAsync(server, (i % 3) switch
        {
            0 => HttpText.Get($"/api/v1/collections/{s_names[i / 3]}"),
            1 => HttpText.Get($"/api/v1/collections/target/points/{s_names[i / 3]}"),
            _ => HttpText.Get($"/{s_names[i / 3]}"),
        }));
        yield return new Attack("names of 64 KB", 5, ["414"], (server, _) => RawConnection.SendAsync(server, HttpText.Get($"/api/v1/collections/{new string('x', 64 * 1024)}")));
        yield return new Attack("wrong hosts", s_hosts.Length, ["400", "421"], (server, i) => RawConnection.SendAsync(server, $"GET /api/status HTTP/1.1\r\n{s_hosts[i]}Connection: close\r\n\r\n"));
        yield return new Attack("line breaks and more in headers", s_headers.Length, ["400"], (server, i) => RawConnection.SendAsync(server, HttpText.Get("/api/status", s_headers[i])));
        yield return new Attack("ambiguous framing", s_framing.Length, ["400", "413", "422"], (server, i) => RawConnection.SendAsync(
            server, $"PUT {HttpText.Points} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nContent-Type: application/json\r\n{s_framing[i]}"));
        yield return new Attack("1,000 headers", 5, ["431"], (server, _) => RawConnection.SendAsync(
            server, HttpText.Get("/", string.Concat(Enumerable.Range(0, 1_000).Select(i => $"X{i}: 1\r\n")))));
        yield return new Attack("a header of 1 MB", 5, ["431"], (server, _) => RawConnection.SendAsync(server, HttpText.Get("/", $"X: {new string('x', Million)}\r\n")));
        yield return new Attack("HTTP/2 without TLS", 5, ["400", Closed], (server, _) => RawConnection.SendAsync(server, "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"));
        yield return new Attack("TLS", 5, ["400", Closed], (server, _) => RawConnection.SendAsync(server, [0x16, 3, 1, 2, 0, 1, 0, 1, 0xfc, 3, 3, 13, 10, 13, 10]));
        yield return new Attack("bytes at random", 50, ["400", Closed], (server, i) =>
        {
            byte[] bytes = new byte[512];
            new Random(i).NextBytes(bytes);
            return RawConnection.SendAsync(server, [.. bytes, 13, 10, 13, 10]);
        });
    }

    /// <summary>Callers who take their time.</summary>
    public static IEnumerable<Attack> Slowness()
    {
        yield return new Attack("slow headers", 100, ["408", Closed], async (server, _) =>
        {
            using RawConnection connection = await RawConnection.OpenAsync(server);
            await connection.TrickleAsync($"GET / HTTP/1.1\r\nX: {new string('x', 200)}", s_pause);
            return await connection.OutcomeAsync();
        });
        yield return new Attack("slow bodies", 100, ["408", "504", Closed], async (server, _) =>
        {
            using RawConnection connection = await RawConnection.OpenAsync(server);
            await connection.TryWriteAsync(Encoding.Latin1.GetBytes(
                $"PUT {HttpText.Points} HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: 30000000\r\n\r\n"));
            await connection.TrickleAsync(new string(' ', 200), s_pause);
            return await connection.OutcomeAsync();
        });
        yield return new Attack("answers of 32 MB that nobody reads", 4, [Closed], async (server, _) =>
        {
            using RawConnection connection = await RawConnection.OpenAsync(server);
            await connection.TryWriteAsync(Encoding.Latin1.GetBytes(HttpText.Get("/api/v1/collections/large/points?limit=32")));

            // More is left than the buffers of the connection hold, so that only the server's end of it ends this.
            string outcome = await connection.OutcomeAsync();
            return outcome == "200" && await connection.IsEndedWhileWritingAsync(s_pause) ? Closed : outcome;
        });
    }

    private static Attack Put(string name, int times, string[] expected, string json)
    {
        byte[] request = HttpText.Put(json);
        return new Attack(name, times, expected, (server, _) => RawConnection.SendAsync(server, request));
    }

    private static async Task<string> SendEndlessAsync(Uri server, int number)
    {
        using RawConnection connection = await RawConnection.OpenAsync(server);
        await connection.TryWriteAsync(Encoding.Latin1.GetBytes(
            $"PUT {HttpText.Points} HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n"));
        byte[] chunk = Encoding.Latin1.GetBytes($"10000\r\n{new string(' ', 0x10000)}\r\n");
        while (await connection.TryWriteAsync(chunk))
        {
        }

        return await connection.OutcomeAsync();
    }
}
