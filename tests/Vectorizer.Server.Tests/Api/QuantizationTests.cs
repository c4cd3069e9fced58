using System.Globalization;
using System.Net;
using System.Text.Json.Nodes;
using Vectorizer.Server.Tests.Hosting;

namespace Vectorizer.Server.Tests.Api;

/// <summary>Quantization as a caller sees it: asked for, told, changed while points are written and found.</summary>
public sealed class QuantizationTests(SharedServer server)
{
    private const int Points = 3_000;
    private const int Dimension = 64;
    private const int Queries = 20;
    private const int Limit = 10;

    // Random points without structure, ef_search 100. A kind that is wired up wrongly finds next to nothing.
    private const double MinRecall = 0.7;

    [Theory]
    [InlineData("cosine", "{}", """{"enabled":true,"type":"scalar","bits":8,"on_disk":false}""")]
    [InlineData("euclidean", """{"type":"scalar","on_disk":true}""", """{"enabled":true,"type":"scalar","bits":8,"on_disk":true}""")]
    [InlineData("dot", """{"enabled":true,"bits":8}""", """{"enabled":true,"type":"scalar","bits":8,"on_disk":false}""")]
    [InlineData("cosine", """{"type":"binary"}""", """{"enabled":true,"type":"binary","bits":1,"on_disk":false}""")]
    [InlineData("dot", """{"type":"binary","on_disk":true}""", """{"enabled":true,"type":"binary","bits":1,"on_disk":true}""")]
    [InlineData("cosine", """{"type":"neighbor_codes"}""", """{"enabled":true,"type":"neighbor_codes","bits":4,"on_disk":false}""")]
    [InlineData("euclidean", """{"type":"neighbor_codes","bits":4}""", """{"enabled":true,"type":"neighbor_codes","bits":4,"on_disk":false}""")]
    [InlineData("manhattan", """{"enabled":null,"type":null}""", """{"enabled":true,"type":"scalar","bits":8,"on_disk":false}""")]
    public async Task Each_kind_finds_the_nearest_points_gives_vectors_back_and_tells_its_memory(string metric, string asked, string told)
    {
        Collection collection = await CreateAsync(metric, asked);
        float[][] rows = Rows(new Random(1), Points);
        await UpsertAsync(collection, rows, 0);

        JsonNode description = (await collection.SendAsync(HttpMethod.Get, "")).ShouldBe(HttpStatusCode.OK).Json;
        Assert.Equal(told, description["quantization"]!.ToJsonString());
        bool onDisk = (bool)description["quantization"]!["on_disk"]!;
        JsonNode memory = description["memory"]!;
        Assert.True((long)memory["codes_bytes"]! >= Points * Dimension / 8 * (int)description["quantization"]!["bits"]!, memory.ToJsonString());
        Assert.Equal(onDisk, (long)memory["vectors_bytes"]! == 0);
        Assert.Equal(onDisk, (long)memory["row_files_bytes"]! >= Points * Dimension * sizeof(float));
        Assert.Equal(0, (int)description["requantizing_segments"]!);

        Assert.InRange(await RecallAsync(collection), MinRecall, 1);
        JsonNode point = (await collection.SendAsync(HttpMethod.Get, "/points/p7")).ShouldBe(HttpStatusCode.OK).Json;
        Assert.All(
            point["vector"]!.AsArray().Zip(rows[7]),
            pair => Assert.Equal(pair.Second, (float)pair.First!, metric == "cosine" ? 1e-5f : 0));
    }

    [Fact]
    public async Task A_change_is_told_at_once_and_carried_out_while_points_are_written_deleted_and_found()
    {
        Collection collection = await CreateAsync("euclidean", "null");
        float[][] rows = Rows(new Random(2), Points);
        await UpsertAsync(collection, rows, 0);
        int written = 0;
        foreach ((string change, bool quantized, bool onDisk) in ((string, bool, bool)[])
        [
            ("""{"quantization":{"type":"scalar"}}""", true, false),
            ("""{"quantization":{"on_disk":true}}""", true, true),
            ("""{"quantization":{"type":"binary"}}""", true, true),
            ("""{"quantization":{"on_disk":false},"hnsw_config":{"ef_search":150}}""", true, false),
            ("""{"quantization":{"type":"neighbor_codes"}}""", true, false),
            ("""{"quantization":null}""", false, false),
            ("""{"quantization":{"on_disk":true}}""", true, true),
            ("""{"quantization":{"enabled":false}}""", false, false),
        ])
        {
            JsonNode changed = (await collection.SendAsync(HttpMethod.Patch, "", change)).ShouldBe(HttpStatusCode.OK).Json;
            Assert.Equal(quantized, (bool)changed["quantization"]!["enabled"]!);

            // A new point, one that replaces another, and one that goes, until all segments have changed over.
            JsonNode description;
            do
            {
                await UpsertAsync(collection, [Far(written)], Points + written);
                await UpsertAsync(collection, [Far(written + 1_000)], written);
                await DeleteAsync(collection, Points - 1 - written);
                written++;
                Assert.InRange(await RecallAsync(collection, queries: 1), 0.5, 1);
                description = (await collection.SendAsync(HttpMethod.Get, "")).ShouldBe(HttpStatusCode.OK).Json;
            }
            while ((int)description["requantizing_segments"]! > 0);

            JsonNode memory = description["memory"]!;
            Assert.Equal(quantized, (long)memory["codes_bytes"]! > 0);
            Assert.Equal(onDisk, (long)memory["vectors_bytes"]! == 0);
            Assert.Equal(Points, (long)description["points"]!);
            Assert.InRange(await RecallAsync(collection), MinRecall, 1);
        }

        for (int i = 0; i < written; i++)
        {
            Assert.Equal([$"p{Points + i}"], await FindAsync(collection, Far(i), 1, exact: true));
            Assert.Equal([$"p{i}"], await FindAsync(collection, Far(i + 1_000), 1, exact: true));
            (await collection.SendAsync(HttpMethod.Get, $"/points/p{Points - 1 - i}")).ShouldBeProblem(404, "point_not_found");
        }
    }

    [Fact]
    public async Task Named_fields_change_by_themselves()
    {
        Collection collection = await Collection.CreateAsync(
            server, """{"vectors":{"a":{"dimension":3,"quantization":{}},"b":{"dimension":2,"metric":"manhattan"}}}""");
        await collection.UpsertAsync("""[{"id":"x","vectors":{"a":[1,2,3],"b":[4,5]}}]""");
        Answer changed = await collection.SendAsync(
            HttpMethod.Patch, "", """{"vectors":{"a":{"quantization":{"enabled":false}},"b":{"quantization":{"type":"scalar","on_disk":true}}}}""");

        JsonNode vectors = changed.ShouldBe(HttpStatusCode.OK).Json["vectors"]!;
        Assert.Equal((false, true), ((bool)vectors["a"]!["quantization"]!["enabled"]!, (bool)vectors["b"]!["quantization"]!["on_disk"]!));
        Assert.Equal("mixed", (string?)(await ItemAsync(collection))["quantization"]);
        await SettledAsync(collection);
        JsonNode point = (await collection.SendAsync(HttpMethod.Get, "/points/x")).ShouldBe(HttpStatusCode.OK).Json;
        Assert.Equal("[4,5]", point["vectors"]!["b"]!.ToJsonString());
    }

    [Fact]
    public async Task The_list_tells_the_quantization_of_each_collection()
    {
        Assert.Equal("none", (string?)(await ItemAsync(await CreateAsync("cosine", "null")))["quantization"]);
        JsonNode item = await ItemAsync(await CreateAsync("cosine", "{}"));
        Assert.Equal(("scalar", 0), ((string?)item["quantization"], (int)item["requantizing_segments"]!));
    }

    [Theory]
    [InlineData("""{"quantization":{"type":"binary"}}""", "/quantization/type", "Possible is scalar")]
    [InlineData("""{"quantization":{"type":"neighbor_codes"}}""", "/quantization/type", "Possible is scalar")]
    [InlineData("""{"quantization":{"bits":2}}""", "/quantization/bits", "scalar with 8 bits, binary with 1 bit and neighbor_codes with 4 bits")]
    [InlineData("""{"quantization":{"bits":1}}""", "/quantization/bits", "must be 8 with the type scalar, was 1")]
    [InlineData("""{"quantization":{"enabled":false,"on_disk":true}}""", "/quantization/on_disk", "needs 'enabled'")]
    [InlineData("""{"quantization":7}""", "/quantization", "an object")]
    [InlineData("""{"vectors":{"a":{"quantization":{}}}}""", "/vectors", "'quantization' alone")]
    public async Task A_change_that_cannot_be_is_refused_and_changes_nothing(string body, string pointer, string words)
    {
        Collection collection = await CreateAsync("manhattan", "{}");
        (await collection.SendAsync(HttpMethod.Patch, "", body)).ShouldBeProblem(422, "validation_failed", pointer, words);
        JsonNode description = (await collection.SendAsync(HttpMethod.Get, "")).ShouldBe(HttpStatusCode.OK).Json;
        Assert.Equal(("scalar", 0), ((string?)description["quantization"]!["type"], (int)description["requantizing_segments"]!));
    }

    private static float[][] Rows(Random random, int count)
        => [.. Enumerable.Range(0, count).Select(_ => Enumerable.Range(0, Dimension).Select(_ => (random.NextSingle() * 2) - 1).ToArray())];

    /// <summary>A vector that lies far from all random ones, and from every other of these.</summary>
    private static float[] Far(int number)
    {
        float[] row = new float[Dimension];
        row[number % Dimension] = 100 + (number * 3);
        return row;
    }

    private static string Json(float[] row) => $"[{string.Join(',', row.Select(x => x.ToString("R", CultureInfo.InvariantCulture)))}]";

    private static async Task UpsertAsync(Collection collection, float[][] rows, int first)
    {
        foreach ((int Number, float[] Row)[] some in rows.Select((row, i) => (first + i, row)).Chunk(500))
        {
            await collection.UpsertAsync($"[{string.Join(',', some.Select(item => $$"""{"id":"p{{item.Number}}","vector":{{Json(item.Row)}}}"""))}]");
        }
    }

    private static async Task DeleteAsync(Collection collection, int number)
        => (await collection.SendAsync(HttpMethod.Post, "/points/delete", $$"""{"ids":["p{{number}}"]}""")).ShouldBe(HttpStatusCode.OK);

    private static async Task<string[]> FindAsync(Collection collection, float[] vector, int limit, bool exact = false)
    {
        string query = $$"""{"vector":{{Json(vector)}},"limit":{{limit}},"exact":{{(exact ? "true" : "false")}}}""";
        JsonNode answer = (await collection.SendAsync(HttpMethod.Post, "/query", query)).ShouldBe(HttpStatusCode.OK).Json;
        return [.. answer["points"]!.AsArray().Select(hit => (string)hit!["id"]!)];
    }

    private static async Task<double> RecallAsync(Collection collection, int queries = Queries)
    {
        int found = 0;
        foreach (float[] query in Rows(new Random(3), queries))
        {
            found += (await FindAsync(collection, query, Limit)).Intersect(await FindAsync(collection, query, Limit, exact: true)).Count();
        }

        return found / (double)(queries * Limit);
    }

    private static async Task SettledAsync(Collection collection)
    {
        while ((int)(await collection.SendAsync(HttpMethod.Get, "")).Json["requantizing_segments"]! > 0)
        {
            await Task.Yield();
        }
    }

    private Task<Collection> CreateAsync(string metric, string quantization) => Collection.CreateAsync(
        server, $$"""{"dimension":{{Dimension}},"metric":"{{metric}}","segments":2,"quantization":{{quantization}}}""");

    private async Task<JsonNode> ItemAsync(Collection collection)
    {
        using HttpResponseMessage response =
            await server.Http.GetAsync(new Uri("/api/v1/collections", UriKind.Relative), TestContext.Current.CancellationToken);
        return (await Answer.ReadAsync(response)).Json["collections"]!.AsArray().Single(item => (string?)item!["name"] == collection.Name)!;
    }
}
