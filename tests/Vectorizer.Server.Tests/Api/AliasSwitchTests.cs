using System.Collections.Concurrent;
using System.Net;
using System.Text.Json.Nodes;
using Vectorizer.Server.Tests.Hosting;

namespace Vectorizer.Server.Tests.Api;

/// <summary>
/// Two collections hold points of the same ids at places far apart, and an alias goes to and fro between them while many
/// connections ask. An answer that took anything from both shows it: by a hit or payload of the other, or by a score that no two
/// points of one collection have.
/// </summary>
public sealed class AliasSwitchTests(SharedServer server)
{
    private const int Points = 8;
    private const int Distance = 1_000;
    private const int Connections = 16;
    private const int Switches = 60;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Each_answer_under_load_is_wholly_old_or_wholly_new_and_none_fails()
    {
        Collection[] sides = [await FillAsync("left", 0), await FillAsync("right", Distance)];
        Collection alias = new(server.Http, SharedServer.NewName());
        await SwitchAsync(alias.Name, sides[0]);
        ConcurrentDictionary<string, int> seen = new();
        using CancellationTokenSource over = CancellationTokenSource.CreateLinkedTokenSource(Token);
        Task[] load = [.. Enumerable.Range(0, Connections).Select(connection => Task.Run(async () =>
        {
            for (int i = connection; !over.IsCancellationRequested; i++)
            {
                seen.AddOrUpdate(await AskAsync(alias, i % 5), 1, (_, count) => count + 1);
            }
        }))];

        for (int i = 1; i <= Switches; i++)
        {
            Collection side = sides[i % 2];
            await SwitchAsync(alias.Name, side);

            // Acknowledged: what begins now sees the new one, whatever is asked.
            for (int question = 0; question < 5; question++)
            {
                Assert.Equal(i % 2 == 0 ? "left" : "right", await AskAsync(alias, question));
            }
        }

        await over.CancelAsync();
        await Task.WhenAll(load);
        Assert.Equal(["left", "right"], seen.Keys.Order(StringComparer.Ordinal));
    }

    private async Task<Collection> FillAsync(string side, int x)
    {
        Collection collection = await Collection.CreateAsync(server, """{"dimension":2,"metric":"euclidean","segments":3}""");
        await collection.UpsertAsync(
            $"[{string.Join(',', Enumerable.Range(0, Points).Select(i => $$$"""{"id":"p{{{i}}}","vector":[{{{x + i}}},0],"payload":{"side":"{{{side}}}"}}"""))}]");
        return collection;
    }

    private async Task SwitchAsync(string alias, Collection to)
    {
        using StringContent body = new($$"""{"collection":"{{to.Name}}"}""", null, "application/json");
        using HttpResponseMessage response = await server.Http.PutAsync($"/api/v1/aliases/{alias}", body, Token);
        (await Answer.ReadAsync(response)).ShouldBe(HttpStatusCode.OK);
    }

    /// <summary>Asks one of five questions; the side that the whole answer is of.</summary>
    private static async Task<string> AskAsync(Collection alias, int question)
    {
        Answer answer = question switch
        {
            0 => await alias.SendAsync(HttpMethod.Post, "/query", """{"id":"p0","limit":7}"""),
            1 => await alias.SendAsync(HttpMethod.Post, "/query", $$"""{"vector":[{{Distance / 2}},0],"limit":8}"""),
            2 => await alias.SendAsync(
                HttpMethod.Post, "/query/batch", """{"queries":[{"id":"p0","limit":7},{"id":"p7","limit":7},{"id":"p3","limit":7,"exact":true}]}"""),
            3 => await alias.SendAsync(HttpMethod.Get, "/points?limit=8"),
            _ => await alias.SendAsync(HttpMethod.Get, "/points/p4"),
        };
        answer.ShouldBe(HttpStatusCode.OK);
        JsonNode[] points = question switch
        {
            2 => [.. answer.Json["results"]!.AsArray().SelectMany(result => result!["points"]!.AsArray())!],
            4 => [answer.Json],
            _ => [.. answer.Json["points"]!.AsArray()!],
        };
        Assert.Equal(question switch { 0 => 7, 1 => 8, 2 => 21, 3 => 8, _ => 1 }, points.Length);
        if (question is 0 or 2)
        {
            // The point asked for and its hits are of one collection.
            Assert.All(points, point => Assert.InRange((float)point["score"]!, 1, Points));
        }

        return Assert.Single(points.Select(point => (string)point["payload"]!["side"]!).Distinct());
    }
}
