using System.Net;
using System.Text.Json;
using System.Text.Json.Nodes;
using Vectorizer.Server.Tests.Hosting;

namespace Vectorizer.Server.Tests.Api.Filters;

/// <summary>
/// Random filters find in a collection exactly what the plain reading of their JSON finds in a dictionary of its payloads, while points are
/// replaced and deleted, while indexes over payloads are created and dropped, and after restarts.
/// </summary>
public sealed class FilterModelTests(ITestOutputHelper output)
{
    private const int Ids = 150;
    private const int Filters = 1_200;
    private const int FiltersPerWrite = 20;
    private const int Restarts = 3;
    private const int MostIndexes = 6;

    private static readonly string[] s_indexTypes = ["keyword", "integer", "float", "bool", "datetime", "geo", "text", "uuid"];

    [Fact]
    public async Task A_filter_finds_exactly_the_points_that_it_means()
    {
        int seed = Random.Shared.Next();
        output.WriteLine($"seed {seed}");
        TestContext.Current.SendDiagnosticMessage($"{nameof(FilterModelTests)}: seed {seed}");
        Random random = new(seed);
        RandomFilters filters = new(random);
        string[] ids = [.. Enumerable.Range(0, Ids).Select(i => $"p{i}")];
        Dictionary<string, string?> model = [];
        HashSet<string> indexes = [];
        TestServer server = await TestServer.StartAsync();
        try
        {
            Collection collection = new(server.Http, "c");
            (await collection.SendAsync(HttpMethod.Put, "", """{"dimension":2,"metric":"euclidean","segments":3}""")).ShouldBe(HttpStatusCode.Created);
            int found = 0;
            for (int i = 0; i < Filters; i++)
            {
                if (i % FiltersPerWrite == 0)
                {
                    await WriteAsync(collection, model, ids, filters, random);
                    await ChangeIndexesAsync(collection, indexes, filters.Key(needlessQuotes: false), random);
                }

                if (i % (Filters / (Restarts + 1)) == Filters / (Restarts + 1) - 1)
                {
                    server = await server.RestartAsync();
                    collection = new Collection(server.Http, "c");
                    HttpClient http = server.Http;
                    await Wait.UntilAsync(async () => (await http.GetAsync("/health/ready")).IsSuccessStatusCode);
                }

                found += await CompareAsync(collection, model, filters.Filter(ids));
            }

            // Neither everything nor nothing: the filters tell points apart.
            Assert.InRange(found, Filters, (long)Filters * Ids / 2);
        }
        finally
        {
            await server.DisposeAsync();
        }
    }

    private static async Task WriteAsync(
        Collection collection, Dictionary<string, string?> model, string[] ids, RandomFilters filters, Random random)
    {
        List<string> points = [];
        string[] written = [.. ids.Where(_ => random.Next(model.Count == 0 ? 1 : 5) == 0)];
        foreach (string id in written)
        {
            model[id] = filters.Payload();
            points.Add($$"""{"id":"{{id}}","vector":[{{random.Next(9)}},{{random.Next(9)}}],"payload":{{model[id] ?? "null"}}}""");
        }

        if (points.Count > 0)
        {
            await collection.UpsertAsync($"[{string.Join(',', points)}]");
        }

        string[] deleted = [.. ids.Where(id => model.ContainsKey(id) && random.Next(12) == 0)];
        if (deleted.Length > 0)
        {
            (await collection.SendAsync(HttpMethod.Post, "/points/delete", $$"""{"ids":{{JsonSerializer.Serialize(deleted)}}}"""))
                .ShouldBe(HttpStatusCode.OK);
            Array.ForEach(deleted, id => model.Remove(id));
        }
    }

    /// <summary>Some filters run while an index is built, some with it, some without.</summary>
    private static async Task ChangeIndexesAsync(Collection collection, HashSet<string> indexes, string key, Random random)
    {
        if (indexes.Count == MostIndexes || indexes.Contains(key))
        {
            string dropped = indexes.Contains(key) ? key : indexes.First();
            (await collection.SendAsync(HttpMethod.Delete, $"/indexes/{Uri.EscapeDataString(dropped)}")).ShouldBeSuccess();
            indexes.Remove(dropped);
        }

        string type = s_indexTypes[random.Next(s_indexTypes.Length)];
        (await collection.SendAsync(HttpMethod.Put, $"/indexes/{Uri.EscapeDataString(key)}", $$"""{"type":"{{type}}"}""")).ShouldBeSuccess();
        indexes.Add(key);
    }

    private static async Task<int> CompareAsync(Collection collection, Dictionary<string, string?> model, JsonObject filter)
    {
        string text = filter.ToJsonString();
        using JsonDocument document = JsonDocument.Parse(text);
        string[] expected = [.. model.Where(point => NaiveFilter.Matches(document.RootElement, point.Key, point.Value)).Select(point => point.Key)];

        Answer answer = await collection.SendAsync(
            HttpMethod.Post, "/query", $$"""{"vector":[1,2],"limit":{{Ids}},"with_payload":false,"filter":{{text}}}""");

        answer.ShouldBe(HttpStatusCode.OK);
        string[] missing = [.. expected.Except(answer.Ids)];
        string[] excess = [.. answer.Ids.Except(expected)];
        Assert.True(
            missing.Length == 0 && excess.Length == 0,
            $"{text}\nmissing: {Show(missing, model)}\nin excess: {Show(excess, model)}");
        Assert.Equal(expected.Length, answer.Ids.Length);
        return expected.Length;
    }

    private static string Show(string[] ids, Dictionary<string, string?> model)
        => string.Join("; ", ids.Take(3).Select(id => $"{id} {model.GetValueOrDefault(id)}"));
}
