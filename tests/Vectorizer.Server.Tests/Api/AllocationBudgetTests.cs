using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Runtime.InteropServices;
using System.Text;
using Vectorizer.Server.Tests.Hosting;

namespace Vectorizer.Server.Tests.Api;

/// <summary>
/// What a request allocates stays within <c>AllocationBudgets.txt</c>. Requests go over a real connection, by a caller that
/// allocates nothing itself, while no other test runs, so that all bytes of the process are the server's.
/// </summary>
[Xunit.Collection(Alone)]
public sealed class AllocationBudgetTests(ITestOutputHelper output)
{
    /// <summary>Tests that run when the others have ended, one after the other.</summary>
    public const string Alone = "alone";

    private const int Dimension = 100;
    private const int WarmUp = 500;
    private const int Requests = 2_000;
    private const int UpsertPoints = 100;

    // Of a binary body, and of its ids.
    private const int IdsOffset = 16;
    private const int IdDigits = 8;

    // Timers of the silo and the like allocate beside the requests, the more the longer these take. What a request itself
    // allocates is never less, so the least of several attempts counts.
    private const double Tolerance = 1.05;
    private const int MostAttempts = 5;

    // Requests that were made new: what one attempt has stored, the next must not replace.
    private int _renewed;

    [Fact]
    public async Task Hot_paths_allocate_no_more_than_their_budgets()
    {
        await using TestServer server = await TestServer.StartAsync();
        await FillAsync(server, "one", segments: 1);
        await FillAsync(server, "four", segments: 4);
        Dictionary<string, byte[]> requests = new()
        {
            ["query_json"] = Query("one", Json(0)),
            ["query_base64"] = Query("one", $$"""{"vector":"{{Convert.ToBase64String(MemoryMarshal.AsBytes<float>(Vector(0)))}}","with_payload":false}"""),
            ["query_binary"] = Request("POST", "one/query", BinaryBodies.QueryType, BinaryBodies.Queries([Vector(0)], flags: 0), BinaryHits.Type),
            ["query_segments"] = Query("four", Json(0)),
            ["batch"] = Request("POST", "one/query/batch", "application/json", Encoding.ASCII.GetBytes(
                $$"""{"queries":[{{string.Join(',', Enumerable.Range(0, 100).Select(Json))}}]}""")),
            ["upsert"] = Request("PUT", "one/points?durability=memory", BinaryBodies.PointsType, Points(UpsertPoints)),

            // The least of them last, when what a start leaves to do has been done.
            ["live"] = Encoding.ASCII.GetBytes("GET /health/live HTTP/1.1\r\nHost: localhost\r\n\r\n"),
        };
        string[] lines = await File.ReadAllLinesAsync(
            Path.Combine(AppContext.BaseDirectory, "AllocationBudgets.txt"), TestContext.Current.CancellationToken);
        Dictionary<string, double> budgets = lines
            .Where(line => line.Length > 0 && line[0] != '#')
            .Select(line => line.Split(' ', StringSplitOptions.RemoveEmptyEntries))
            .ToDictionary(parts => parts[0], parts => double.Parse(parts[1], CultureInfo.InvariantCulture));
        Assert.Equal(requests.Keys.Order(), budgets.Keys.Order());

        List<string> beyond = [];
        foreach ((string name, byte[] request) in requests)
        {
            double bytes = double.PositiveInfinity;
            for (int attempt = 0; attempt < MostAttempts && bytes > budgets[name] * Tolerance; attempt++)
            {
                bytes = Math.Min(bytes, name switch
                {
                    "upsert" => Measure(server.Url, request, 20, Renumber),
                    "batch" => Measure(server.Url, request, 10),
                    _ => Measure(server.Url, request, 1),
                });
            }

            output.WriteLine($"{name}: {bytes:F0} bytes a request, budget {budgets[name]:F0}");
            if (bytes > budgets[name] * Tolerance)
            {
                beyond.Add($"{name} allocates {bytes:F0} bytes a request, its budget is {budgets[name]:F0}");
            }
        }

        Assert.Empty(beyond);
    }

    /// <summary>Bytes that the process allocates for one request.</summary>
    private double Measure(Uri server, byte[] request, int fewer, Action<byte[], int>? renew = null)
    {
        using Socket socket = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        socket.Connect(IPAddress.Loopback, server.Port);
        byte[] answer = new byte[1024 * 1024];
        Send(WarmUp / fewer);
        long before = GC.GetTotalAllocatedBytes(precise: true);
        Send(Requests / fewer);
        return (double)(GC.GetTotalAllocatedBytes(precise: true) - before) / (Requests / fewer);

        void Send(int count)
        {
            for (int i = 0; i < count; i++)
            {
                renew?.Invoke(request, _renewed++);
                socket.Send(request);
                int received = 0;
                int length = int.MaxValue;
                while (received < length)
                {
                    received += socket.Receive(answer.AsSpan(received));
                    int head = answer.AsSpan(0, received).IndexOf("\r\n\r\n"u8);
                    if (head >= 0)
                    {
                        length = head + 4 + BodyLength(answer.AsSpan(0, head));
                    }
                }

                Assert.True(answer.AsSpan().StartsWith("HTTP/1.1 200"u8));
            }
        }
    }

    /// <summary>Makes new points of those in a request, in place: replaced ones would soon have the segment compacted.</summary>
    private static void Renumber(byte[] request, int number)
    {
        int at = request.AsSpan().IndexOf("VPB1"u8) + IdsOffset;
        for (int i = 0; i < UpsertPoints; i++)
        {
            at += sizeof(ushort) + "point-".Length;
            ((number * UpsertPoints) + i).TryFormat(request.AsSpan(at, IdDigits), out _, "D8", CultureInfo.InvariantCulture);
            at += IdDigits;
        }
    }

    private static int BodyLength(ReadOnlySpan<byte> head)
    {
        ReadOnlySpan<byte> name = "Content-Length: "u8;
        int at = head.IndexOf(name);
        if (at < 0)
        {
            return 0;
        }

        Assert.True(System.Buffers.Text.Utf8Parser.TryParse(head[(at + name.Length)..], out int length, out _));
        return length;
    }

    private static async Task FillAsync(TestServer server, string name, int segments)
    {
        Collection collection = new(server.Http, name);
        (await collection.SendAsync(HttpMethod.Put, "", $$"""{"dimension":{{Dimension}},"metric":"cosine","segments":{{segments}}}""")).ShouldBe(HttpStatusCode.Created);
        (await collection.SendAsync(HttpMethod.Put, "/points", Points(1_000), BinaryBodies.PointsType)).ShouldBe(HttpStatusCode.OK);
    }

    private static byte[] Points(int count)
        => BinaryBodies.Points([.. Enumerable.Range(0, count).Select(i => ($"point-{i:D8}", (string?)null, Vector(i)))]);

    private static byte[] Query(string collection, string json)
        => Request("POST", $"{collection}/query", "application/json", Encoding.ASCII.GetBytes(json));

    private static string Json(int seed)
        => $$"""{"vector":[{{string.Join(',', Vector(seed).Select(value => value.ToString(CultureInfo.InvariantCulture)))}}],"with_payload":false}""";

    private static byte[] Request(string method, string path, string contentType, byte[] body, string? accept = null) =>
    [
        .. Encoding.ASCII.GetBytes(
            $"{method} /api/v1/collections/{path} HTTP/1.1\r\nHost: localhost\r\nContent-Type: {contentType}\r\n"
            + (accept is null ? "" : $"Accept: {accept}\r\n")
            + $"Content-Length: {body.Length}\r\n\r\n"),
        .. body,
    ];

    private static float[] Vector(int seed)
    {
        Random random = new(seed);
        return [.. Enumerable.Range(0, Dimension).Select(_ => random.NextSingle() - 0.5f)];
    }
}

/// <summary>What counts for the whole process is measured when nothing else runs in it.</summary>
[CollectionDefinition(AllocationBudgetTests.Alone, DisableParallelization = true)]
public sealed class TestsThatRunAlone;
