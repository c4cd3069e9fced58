using System.Globalization;
using System.Text.Json.Nodes;
using Vectorizer.Server.CrashTests.Attacks;
using Vectorizer.Server.CrashTests.Http;
using Vectorizer.Server.CrashTests.Processes;

namespace Vectorizer.Server.CrashTests;

/// <summary>
/// The claim: whatever callers send, the server answers with the documented problems, takes a bounded amount of memory, and
/// serves everybody else meanwhile. Counts are checked, and no times.
/// </summary>
public sealed class AttackTests(ITestOutputHelper output) : IDisposable
{
    private const int IdleConnections = 1_000;

    // Bodies under way may take 1 GiB together, and what is parsed from them about as much again; a server at rest takes some 200 MiB.
    private const long MostResidentBytes = 3L << 30;

    private readonly TestDirectory _directory = new();

    [Fact]
    public async Task A_server_under_attack_answers_as_documented_stays_within_its_memory_and_serves_everybody_else()
    {
        // A request gets less time than usual, so that those that never end do so within this test.
        await using ServerProcess server = await ServerProcess.StartReadyAsync(
            _directory.Of("data"), "env", "VECTORIZER__LIMITS__REQUEST_TIMEOUT_SECONDS=20", "VECTORIZER__LOGGING__LEVEL=error");
        await PrepareAsync(server.Address);
        GoodNeighbour neighbour = new(server.Address);
        await neighbour.MoveInAsync();
        using CancellationTokenSource stop = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        Task living = neighbour.LiveAsync(stop.Token);
        RawConnection[] idle = await Task.WhenAll(Enumerable.Range(0, IdleConnections).Select(_ => RawConnection.OpenAsync(server.Address)));

        // The slow ones last as long as all others together.
        Task<AttackResult[]> slow = Task.WhenAll(AttackList.Slowness().Select(attack => attack.RunAllAsync(server.Address)));
        List<AttackResult> results = [];
        foreach (Attack attack in AttackList.Protocols().Concat(AttackList.Bodies()))
        {
            results.Add(await attack.RunAllAsync(server.Address));
        }

        results.AddRange(await slow);
        long afterAttacks = neighbour.Requests;
        await WaitForMoreAsync(neighbour, afterAttacks);
        await stop.CancelAsync();
        await living;
        long peak = PeakResidentBytes(server.Id);
        output.WriteLine(Table(results, neighbour, peak));

        Assert.All(results, result => Assert.Empty(result.Wrong));
        Assert.True(peak < MostResidentBytes, $"{peak} bytes");
        Array.ForEach(idle, connection => connection.Dispose());
        using Api api = new(server.Address);
        Assert.Equal(0, (await api.GetAsync("/api/v1/collections/target")).Expect(200).GetProperty("points").GetInt64());
        Assert.Empty(server.Errors.Lines);
        Assert.DoesNotContain(server.Output.Lines, line => line.Contains("fail: ", StringComparison.Ordinal));
        Assert.Equal(0, await server.StopAsync());
    }

    public void Dispose() => _directory.Dispose();

    private static async Task PrepareAsync(Uri server)
    {
        using Api api = new(server);
        JsonObject definition = new() { ["dimension"] = 3, ["metric"] = "euclidean", ["compression"] = new JsonObject { ["enabled"] = false } };
        (await api.PutAsync("/api/v1/collections/target", definition)).Expect(201);
        (await api.PutAsync("/api/v1/collections/large", definition.DeepClone())).Expect(201);
        for (int i = 0; i < 32; i++)
        {
            (await api.PutAsync("/api/v1/collections/large/points", new JsonObject
            {
                ["points"] = new JsonArray(new JsonObject
                {
                    ["id"] = $"{i}",
                    ["vector"] = new JsonArray(1, 2, i),
                    ["payload"] = new JsonObject { ["x"] = new string('x', 1_000_000) },
                }),
            })).Expect(200);
        }
    }

    // Not only did it live through the attacks: it goes on.
    private static async Task WaitForMoreAsync(GoodNeighbour neighbour, long than)
    {
        while (neighbour.Requests <= than)
        {
            await Task.Delay(TimeSpan.FromMilliseconds(10), TestContext.Current.CancellationToken);
        }
    }

    private static long PeakResidentBytes(int process)
    {
        string line = File.ReadLines($"/proc/{process}/status").Single(line => line.StartsWith("VmHWM:", StringComparison.Ordinal));
        return long.Parse(line.Split(' ', '\t', StringSplitOptions.None).Single(part => part.Length > 0 && part.All(char.IsAsciiDigit)), CultureInfo.InvariantCulture) * 1024;
    }

    private static string Table(IEnumerable<AttackResult> results, GoodNeighbour neighbour, long peak) =>
        $"""
        | attack | times | outcomes |
        |---|---|---|
        {string.Join('\n', results)}
        | idle connections | {IdleConnections} | open |

        {neighbour.Requests} requests of a good neighbour, all answered with 200; at most {peak / 1024 / 1024} MiB resident.
        """;
}
