using System.Net;
using Vectorizer.Server.Tests.Hosting;

namespace Vectorizer.Server.Tests.Api.Filters;

/// <summary>A filter that cannot be is refused with the JSON pointer of each fault, in a query and in a batch.</summary>
public sealed class BadFilterTests(SharedServer server)
{
    private const string Key = """ "key":"a" """;

    [Theory]
    [InlineData("[]", "", "an object with must, should, must_not, min_should, was an array")]
    [InlineData("7", "", "was 7")]
    [InlineData("""{"and":[]}""", "/and", "unknown field 'and'; known are must, should, must_not, min_should")]
    [InlineData("""{"must_not_":[]}""", "/must_not_", "did you mean 'must_not'")]
    [InlineData("""{"must":7}""", "/must", "an array of conditions, was 7")]
    [InlineData("""{"must":[7]}""", "/must/0", "an object")]
    [InlineData("""{"must":[null]}""", "/must/0", "was null")]
    [InlineData("""{"must":[{}]}""", "/must/0", "must be a condition: a 'key' with match")]
    [InlineData("""{"must":{}}""", "/must", "must be a condition")]
    [InlineData("""{"should":[{"must":[{}]}]}""", "/should/0/must/0", "must be a condition")]
    [InlineData("""{"min_should":{"conditions":[]}}""", "/min_should/min_count", "is missing")]
    [InlineData("""{"min_should":{"min_count":1}}""", "/min_should/conditions", "is missing")]
    [InlineData("""{"min_should":{"conditions":[{"is_null":{"key":"a"}}],"min_count":0}}""", "/min_should/min_count", "was 0")]
    [InlineData("""{"min_should":{"conditions":[{"is_null":{"key":"a"}}],"min_count":2}}""", "/min_should/min_count", "1..1, the number of conditions, was 2")]
    [InlineData("""{"min_should":[]}""", "/min_should", "an object with conditions, min_count")]
    public Task A_clause_that_cannot_be_names_its_fault(string filter, string pointer, string words)
        => ShouldBeRefusedAsync(filter, pointer, words);

    [Theory]
    [InlineData(Key, "", "must be a condition")]
    [InlineData(""" "match":{"value":1} """, "/key", "is missing")]
    [InlineData(""" "key":null,"match":{"value":1} """, "/key", "is missing")]
    [InlineData(""" "key":7,"match":{"value":1} """, "/key", "a path into payloads")]
    [InlineData(""" "key":"","match":{"value":1} """, "/key", "must not be empty")]
    [InlineData(""" "key":"a..b","match":{"value":1} """, "/key", "a name at character 2")]
    [InlineData(""" "key":"a[x]","match":{"value":1} """, "/key", "[] or an index like [0] at character 1")]
    [InlineData(""" "key":"\"a","match":{"value":1} """, "/key", "a quote at character 0 that is not closed")]
    [InlineData(""" "key":"a]","match":{"value":1} """, "/key", "a dot or a bracket at character 1")]
    [InlineData(Key + ""","match":{"value":1},"range":{"gt":1} """, "", "must be one condition, is 2")]
    [InlineData(Key + ""","match":{"value":1},"must":[] """, "", "must be one condition, is 2")]
    [InlineData(Key + ""","must":[] """, "/key", "does not go with this condition")]
    [InlineData(Key + ""","is_null":{"key":"b"} """, "/key", "does not go with this condition")]
    [InlineData(Key + ""","matches":{"value":1} """, "/matches", "did you mean 'match'")]
    public Task A_condition_that_cannot_be_names_its_fault(string condition, string pointer, string words)
        => ShouldBeRefusedAsync($$"""{"must":[{{{condition}}}]}""", $"/must/0{pointer}", words);

    [Theory]
    [InlineData(""" "match":1 """, "/match", "an object with value, any, except, text")]
    [InlineData(""" "match":{} """, "/match", "exactly one of value, any, except, text, has 0")]
    [InlineData(""" "match":{"value":1,"any":[2]} """, "/match", "has 2")]
    [InlineData(""" "match":{"value":1.5} """, "/match/value", "other numbers are found by a range, was 1.5")]
    [InlineData(""" "match":{"value":9223372036854775808} """, "/match/value", "was 9223372036854775808")]
    [InlineData(""" "match":{"value":{}} """, "/match/value", "a string, a whole number of 64 bits, true or false, was an object")]
    [InlineData(""" "match":{"any":7} """, "/match/any", "an array of strings")]
    [InlineData(""" "match":{"any":[]} """, "/match/any", "1..10000 values, has 0")]
    [InlineData(""" "match":{"any":["x",null]} """, "/match/any/1", "was null")]
    [InlineData(""" "match":{"except":[]} """, "/match/except", "1..10000 values, has 0")]
    [InlineData(""" "match":{"text":7} """, "/match/text", "a text")]
    [InlineData(""" "match":{"text":"!"} """, "/match/text", "at least one word")]
    [InlineData(""" "range":{} """, "/range", "at least one of gt, gte, lt, lte")]
    [InlineData(""" "range":{"gt":null} """, "/range", "at least one of gt, gte, lt, lte")]
    [InlineData(""" "range":{"gt":1,"lt":"2026-01-01"} """, "/range", "bounds of one kind")]
    [InlineData(""" "range":{"gt":"yesterday"} """, "/range/gt", "RFC 3339")]
    [InlineData(""" "range":{"gt":"0001-01-01T00:00:00+01:00"} """, "/range/gt", "0001..9999 in UTC")]
    [InlineData(""" "range":{"gt":1e999} """, "/range/gt", "finite")]
    [InlineData(""" "range":{"from":1} """, "/range/from", "known are gt, gte, lt, lte")]
    [InlineData(""" "values_count":{"gt":-1} """, "/values_count/gt", "was -1")]
    [InlineData(""" "values_count":{} """, "/values_count", "at least one")]
    [InlineData(""" "geo_bounding_box":{"top_left":{"lon":1,"lat":1}} """, "/geo_bounding_box/bottom_right", "is missing")]
    [InlineData(""" "geo_bounding_box":{"top_left":{"lon":1,"lat":1},"bottom_right":{"lon":1,"lat":2}} """, "/geo_bounding_box/bottom_right", "north of 'top_left'")]
    [InlineData(""" "geo_radius":{"center":{"lon":1},"radius":1} """, "/geo_radius/center/lat", "is missing")]
    [InlineData(""" "geo_radius":{"center":{"lon":200,"lat":0},"radius":1} """, "/geo_radius/center", "were 200 and 0")]
    [InlineData(""" "geo_radius":{"center":{"lon":"1","lat":0},"radius":1} """, "/geo_radius/center/lon", "a finite number")]
    [InlineData(""" "geo_radius":{"center":{"lon":1,"lat":0},"radius":-1} """, "/geo_radius/radius", "0 or more")]
    [InlineData(""" "geo_polygon":{"interiors":[]} """, "/geo_polygon/exterior", "is missing")]
    [InlineData(""" "geo_polygon":{"exterior":{"points":[]}} """, "/geo_polygon/exterior/points", "at least 3 corners, has 0")]
    [InlineData(""" "geo_polygon":{"exterior":{}} """, "/geo_polygon/exterior/points", "is missing")]
    [InlineData(""" "geo_polygon":{"exterior":{"points":[{"lon":0,"lat":0},{"lon":1,"lat":0},{"lon":0,"lat":1}]},"interiors":[{"points":[7]}]} """, "/geo_polygon/interiors/0/points/0", "an object with lon, lat")]
    public Task A_condition_on_a_key_that_cannot_be_names_its_fault(string kind, string pointer, string words)
        => ShouldBeRefusedAsync($$"""{"must":[{"key":"a",{{kind}}}]}""", $"/must/0{pointer}", words);

    [Theory]
    [InlineData(""" "is_null":{} """, "/is_null/key", "is missing")]
    [InlineData(""" "is_null":"a" """, "/is_null", "an object with key")]
    [InlineData(""" "is_empty":{"key":"a."} """, "/is_empty/key", "a name at character 2")]
    [InlineData(""" "has_id":"a" """, "/has_id", "an array of ids")]
    [InlineData(""" "has_id":[] """, "/has_id", "1..10000")]
    [InlineData(""" "has_id":["a",""] """, "/has_id/1", "1..256 bytes")]
    [InlineData(""" "has_id":[7] """, "/has_id/0", "was 7")]
    [InlineData(""" "has_vector":"titel" """, "/has_vector", "unknown vector field 'titel'; known are '' (unnamed)")]
    [InlineData(""" "has_vector":7 """, "/has_vector", "the name of a vector field")]
    [InlineData(""" "nested":{"key":"a"} """, "/nested/filter", "is missing")]
    [InlineData(""" "nested":{"filter":{}} """, "/nested/key", "is missing")]
    [InlineData(""" "nested":{"key":"a","filter":{"must":[{"has_id":["a"]}]}} """, "/nested/filter/must/0/has_id", "inside of 'nested'")]
    [InlineData(""" "nested":{"key":"a","filter":{"must":[{"should":[{"has_vector":""}]}]}} """, "/nested/filter/must/0/should/0/has_vector", "inside of 'nested'")]
    public Task A_condition_on_a_point_that_cannot_be_names_its_fault(string kind, string pointer, string words)
        => ShouldBeRefusedAsync($$"""{"must":[{{{kind}}}]}""", $"/must/0{pointer}", words);

    [Fact]
    public async Task All_faults_of_a_filter_are_told_at_once()
    {
        Collection collection = await Collection.CreateAsync(server);
        Answer answer = await collection.SendAsync(
            HttpMethod.Post,
            "/query",
            """{"vector":[1,2,3],"filter":{"must":[{"key":"a","match":{"value":1.5}},{"key":"","range":{"gt":"x"}}],"should":[{}]}}""");
        answer.ShouldBeProblem(422, "validation_failed");
        Assert.Equal(
            ["/filter/must/0/match/value", "/filter/must/1/key", "/filter/must/1/range/gt", "/filter/should/0"],
            answer.Json["errors"]!.AsObject().Select(error => error.Key).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Values_ids_and_corners_are_limited_each_and_together()
    {
        Collection collection = await Collection.CreateAsync(server);
        string many = string.Join(',', Enumerable.Range(0, 10_000));
        string any = $$$"""{"key":"a","match":{"any":[{{{many}}}]}}""";
        await ShouldBeRefusedAsync($$$"""{"must":[{"key":"a","match":{"any":[{{{many}}},1]}}]}""", "/must/0/match/any", "1..10000 values, has 10001");
        await ShouldBeRefusedAsync(
            $$"""{"must":[{{string.Join(',', Enumerable.Repeat(any, 11))}}]}""", "/must/10/match", "more than 100000 values");
        (await collection.SendAsync(HttpMethod.Post, "/query", Query($$"""{"must":[{{string.Join(',', Enumerable.Repeat(any, 10))}}]}""")))
            .ShouldBe(HttpStatusCode.OK);
        string corners = string.Join(',', Enumerable.Repeat("""{"lon":0,"lat":0}""", 10_001));
        await ShouldBeRefusedAsync(
            $$$$"""{"must":[{"key":"a","geo_polygon":{"exterior":{"points":[{{{{corners}}}}]}}}]}""", "/must/0/geo_polygon", "10000 corners, has 10001");
    }

    [Theory]
    [InlineData("""{"must":[{"nested":{"key":"a","filter":""")]
    [InlineData("""{"must":[""")]
    [InlineData("""[""")]
    public async Task A_filter_without_end_is_refused(string piece)
    {
        Collection collection = await Collection.CreateAsync(server);
        foreach (int depth in new[] { 20, 100_000 })
        {
            Answer answer = await collection.SendAsync(
                HttpMethod.Post, "/query", $$"""{"vector":[1,2,3],"filter":{{string.Concat(Enumerable.Repeat(piece, depth))}}""");
            Assert.Contains((int)answer.Status, new[] { 400, 422 });
        }
    }

    private async Task ShouldBeRefusedAsync(string filter, string pointer, string words)
    {
        Collection collection = await Collection.CreateAsync(server);
        (await collection.SendAsync(HttpMethod.Post, "/query", Query(filter)))
            .ShouldBeProblem(422, "validation_failed", $"/filter{pointer}", words);
        (await collection.SendAsync(HttpMethod.Post, "/query/batch", $$"""{"queries":[{"vector":[1,2,3]},{{Query(filter)}}]}"""))
            .ShouldBeProblem(422, "validation_failed", $"/queries/1/filter{pointer}", words);
    }

    private static string Query(string filter) => $$"""{"vector":[1,2,3],"filter":{{filter}}}""";
}
