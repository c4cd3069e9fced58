using System.Net;
using Vectorizer.Server.Tests.Hosting;

namespace Vectorizer.Server.Tests.Api;

public sealed class BadQueryTests(SharedServer server)
{
    [Theory]
    [InlineData("""{}""", "/vector", "missing")]
    [InlineData("""{"vector":[1,2,3],"id":"a"}""", "/vector", "exclude each other")]
    [InlineData("""{"id":"a","recommend":{"positive":["a"]}}""", "/id", "and 'recommend' exclude each other")]
    [InlineData("""{"recommend":7}""", "/recommend", "positive, negative, strategy, was 7")]
    [InlineData("""{"recommend":null}""", "/recommend", "null")]
    [InlineData("""{"recommend":{}}""", "/recommend/positive", "1..100 examples together, have 0")]
    [InlineData("""{"recommend":{"negative":["a"]}}""", "/recommend/positive", "at least one example with the strategy average_vector")]
    [InlineData("""{"recommend":{"positive":"a"}}""", "/recommend/positive", "an array of examples, was the string 'a'")]
    [InlineData("""{"recommend":{"positive":["a",7]}}""", "/recommend/positive/1", "the id of a point, an array of numbers", "was 7")]
    [InlineData("""{"recommend":{"positive":[""]}}""", "/recommend/positive/0", "1..256")]
    [InlineData("""{"recommend":{"positive":[[1,2]]}}""", "/recommend/positive/0", "3 floats, the dimension of the vector field, has 2")]
    [InlineData("""{"recommend":{"positive":[[]]}}""", "/recommend/positive/0", "has 0")]
    [InlineData("""{"recommend":{"positive":["a"],"negative":[[1,2,1e39]]}}""", "/recommend/negative/0/2", "1e39")]
    [InlineData("""{"recommend":{"positive":[{"vector":"AACAPw=="}]}}""", "/recommend/positive/0", "has 1")]
    [InlineData("""{"recommend":{"positive":[{"vector":"A"}]}}""", "/recommend/positive/0/vector", "base64")]
    [InlineData("""{"recommend":{"positive":[{}]}}""", "/recommend/positive/0/id", "give 'id' or 'vector'")]
    [InlineData("""{"recommend":{"positive":[{"id":"a","vector":[1,2,3]}]}}""", "/recommend/positive/0/id", "exclude each other")]
    [InlineData("""{"recommend":{"positive":[{"ids":"a"}]}}""", "/recommend/positive/0/ids", "did you mean 'id'")]
    [InlineData("""{"recommend":{"positive":["a"],"strategy":"median"}}""", "/recommend/strategy", "average_vector, best_score", "'median'")]
    [InlineData("""{"recommend":{"positive":["a"],"stratgy":"best_score"}}""", "/recommend/stratgy", "did you mean 'strategy'")]
    [InlineData("""{"recommend":{"positive":["a",{"id":"b"},[1,2,3]]},"limit":9999}""", "/limit", "at most 9998 together when 2 points are examples")]
    [InlineData("""{"vector":[1,2]}""", "/vector", "3 floats, the dimension of the vector field, has 2")]
    [InlineData("""{"vector":[1,2,3,4]}""", "/vector", "has 4")]
    [InlineData("""{"vector":[]}""", "/vector", "has 0")]
    [InlineData("""{"vector":null}""", "/vector", "null")]
    [InlineData("""{"vector":[1,2,1e39]}""", "/vector/2", "1e39")]
    [InlineData("""{"vector":[1,"NaN",3]}""", "/vector/1", "'NaN'")]
    [InlineData("""{"vector":[1,null,3]}""", "/vector/1", "null")]
    [InlineData("""{"vector":"AACAPw=="}""", "/vector", "has 1")]
    [InlineData("""{"id":""}""", "/id", "1..256")]
    [InlineData("""{"id":"a\u0000"}""", "/id", "NUL")]
    [InlineData("""{"id":7}""", "/id", "was 7")]
    [InlineData("""{"vector":[1,2,3],"using":"title"}""", "/using", "'' (unnamed)")]
    [InlineData("""{"vector":[1,2,3],"using":7}""", "/using", "was 7")]
    [InlineData("""{"vector":[1,2,3],"limit":0}""", "/limit", "1..10000, was 0")]
    [InlineData("""{"vector":[1,2,3],"limit":-1}""", "/limit", "was -1")]
    [InlineData("""{"vector":[1,2,3],"limit":10001}""", "/limit", "1..10000, was 10001")]
    [InlineData("""{"vector":[1,2,3],"limit":1000000000}""", "/limit", "1..10000, was 1000000000")]
    [InlineData("""{"vector":[1,2,3],"limit":99999999999999999999}""", "/limit", "1..10000")]
    [InlineData("""{"vector":[1,2,3],"limit":1.5}""", "/limit", "whole number")]
    [InlineData("""{"vector":[1,2,3],"limit":"10"}""", "/limit", "'10'")]
    [InlineData("""{"vector":[1,2,3],"offset":-1}""", "/offset", "0..10000")]
    [InlineData("""{"vector":[1,2,3],"limit":5000,"offset":5001}""", "/limit", "at most 10000 together, were 10001")]
    [InlineData("""{"id":"a","limit":10000}""", "/limit", "at most 9999 together when 'id' is given")]
    [InlineData("""{"vector":[1,2,3],"ef":0}""", "/ef", "1..10000")]
    [InlineData("""{"vector":[1,2,3],"ef":10001}""", "/ef", "was 10001")]
    [InlineData("""{"vector":[1,2,3],"exact":"yes"}""", "/exact", "true or false")]
    [InlineData("""{"vector":[1,2,3],"exact":1}""", "/exact", "true or false")]
    [InlineData("""{"vector":[1,2,3],"score_threshold":1e39}""", "/score_threshold", "1e39")]
    [InlineData("""{"vector":[1,2,3],"score_threshold":"0.5"}""", "/score_threshold", "'0.5'")]
    [InlineData("""{"vector":[1,2,3],"with_payload":["a"]}""", "/with_payload", "true or false")]
    [InlineData("""{"vector":[1,2,3],"with_vector":"hex"}""", "/with_vector", "base64")]
    [InlineData("""{"vector":[1,2,3],"with_vectors":true}""", "/with_vectors", "did you mean 'with_vector'")]
    [InlineData("""{"vector":[1,2,3],"top_k":3}""", "/top_k", "known are vector, id, using, limit")]
    [InlineData("""[]""", "", "an object")]
    public async Task A_query_that_is_not_valid_names_its_fault(string query, string pointer, params string[] words)
    {
        Collection collection = await Collection.CreateAsync(server);
        await collection.UpsertAsync("""[{"id":"a","vector":[1,2,3]}]""");
        (await collection.SendAsync(HttpMethod.Post, "/query", query))
            .ShouldBeProblem(422, "validation_failed", pointer, words);
        if (query.StartsWith('{'))
        {
            string inBatch = $$"""{"queries":[{"vector":[1,2,3]},{{query}}]}""";
            (await collection.SendAsync(HttpMethod.Post, "/query/batch", inBatch))
                .ShouldBeProblem(422, "validation_failed", $"/queries/1{pointer}", words);
        }
    }

    [Theory]
    [InlineData(100, 0, null)]
    [InlineData(101, 0, "at most 100 examples, has 101")]
    [InlineData(60, 40, null)]
    [InlineData(60, 41, "1..100 examples together, have 101")]
    public async Task Examples_are_limited(int positive, int negative, string? refusal)
    {
        Collection collection = await Collection.CreateAsync(server);
        string query = $$"""{"recommend":{"positive":[{{Examples(positive)}}],"negative":[{{Examples(negative)}}],"strategy":"best_score"} }""";
        Answer answer = await collection.SendAsync(HttpMethod.Post, "/query", query);
        if (refusal is null)
        {
            answer.ShouldBe(HttpStatusCode.OK);
        }
        else
        {
            answer.ShouldBeProblem(422, "validation_failed", "/recommend/positive", refusal);
        }

        static string Examples(int count) => string.Join(',', Enumerable.Repeat("[1,2,3]", count));
    }

    // They travel in one message, so long ones must be few.
    [Fact]
    public async Task Long_examples_of_best_score_are_limited_to_fewer()
    {
        Collection collection = await Collection.CreateAsync(server, """{"dimension":65536}""");
        string vector = $"[{string.Join(',', Enumerable.Repeat('1', 65_536))}]";
        string examples = string.Join(',', Enumerable.Repeat(vector, 17));
        (await collection.SendAsync(HttpMethod.Post, "/query", $$"""{"recommend":{"positive":[{{examples}}],"strategy":"best_score"} }"""))
            .ShouldBeProblem(422, "validation_failed", "/recommend", "1..16 together where each has 65536 floats, were 17");
        (await collection.SendAsync(HttpMethod.Post, "/query", $$"""{"recommend":{"positive":[{{examples}}]} }"""))
            .ShouldBe(HttpStatusCode.OK);
    }

    [Theory]
    [InlineData("""{"queries":[]}""", "/queries", "1..1000 queries, has 0")]
    [InlineData("""{"queries":{}}""", "/queries", "an array")]
    [InlineData("""{}""", "/queries", "missing")]
    [InlineData("""{"query":[]}""", "/query", "known are queries")]
    [InlineData("""{"queries":[7]}""", "/queries/0", "an object")]
    public async Task A_batch_that_is_not_valid_names_its_fault(string batch, string pointer, string words)
    {
        Collection collection = await Collection.CreateAsync(server);
        (await collection.SendAsync(HttpMethod.Post, "/query/batch", batch))
            .ShouldBeProblem(422, "validation_failed", pointer, words);
    }

    [Fact]
    public async Task A_batch_has_at_most_1000_queries_and_100000_hits()
    {
        Collection collection = await Collection.CreateAsync(server);
        string query = """{"vector":[1,2,3],"limit":1}""";
        (await collection.SendAsync(HttpMethod.Post, "/query/batch", Batch(query, 1_001)))
            .ShouldBeProblem(422, "validation_failed", "/queries", "1..1000", "has 1001");
        query = """{"vector":[1,2,3],"limit":10000}""";
        (await collection.SendAsync(HttpMethod.Post, "/query/batch", Batch(query, 11)))
            .ShouldBeProblem(422, "validation_failed", "/queries", "100000", "110000");
    }

    [Theory]
    [InlineData("""{"vector":[1,2,3],"vector":[1,2,3]}""")]
    [InlineData("""{"vector":[1,2,NaN]}""")]
    [InlineData("""{"vector":[1,2,3]}}""")]
    [InlineData("""{"vector":[1,2,3]""")]
    [InlineData("""{"id":"\ud800"}""")]
    [InlineData("""{"vector":[1,2,3],"using":"\ud800"}""")]
    public async Task A_query_that_is_not_JSON_is_malformed(string query)
    {
        Collection collection = await Collection.CreateAsync(server);
        (await collection.SendAsync(HttpMethod.Post, "/query", query)).ShouldBeProblem(400, "malformed_json");
    }

    [Theory]
    [InlineData("limit=0", "/limit", "1..1000, was '0'")]
    [InlineData("limit=1001", "/limit", "1..1000")]
    [InlineData("limit=1000000000", "/limit", "1..1000")]
    [InlineData("limit=99999999999999", "/limit", "1..1000")]
    [InlineData("limit=ten", "/limit", "'ten'")]
    [InlineData("limit=", "/limit", "''")]
    [InlineData("limit=1&limit=2", "/limit", "2 times")]
    [InlineData("cursor=%21", "/cursor", "cursor")]
    [InlineData("cursor=", "/cursor", "cursor")]
    [InlineData("cursor=LONG", "/cursor", "cursor")]
    [InlineData("cursor=A", "/cursor", "cursor")]
    [InlineData("cursor=a.b", "/cursor", "cursor")]
    [InlineData("with_payload=yes", "/with_payload", "'yes'")]
    [InlineData("with_vectors=true", "/with_vectors", "did you mean 'with_vector'")]
    [InlineData("offset=3", "/offset", "known are limit, cursor")]
    public async Task Parameters_of_a_list_that_are_not_valid_name_their_fault(string query, string pointer, string words)
    {
        Collection collection = await Collection.CreateAsync(server);
        query = query.Replace("LONG", new string('A', 344), StringComparison.Ordinal);
        (await collection.SendAsync(HttpMethod.Get, $"/points?{query}"))
            .ShouldBeProblem(422, "validation_failed", pointer, words);
    }

    private static string Batch(string query, int count)
        => $$"""{"queries":[{{string.Join(',', Enumerable.Repeat(query, count))}}]}""";
}
