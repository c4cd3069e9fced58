using Vectorizer.Server.Tests.Hosting;

namespace Vectorizer.Server.Tests.Api;

public sealed class BadCollectionTests(SharedServer server)
{
    [Theory]
    [InlineData("""{}""", "/dimension", "missing")]
    [InlineData("""{"dimension":null}""", "/dimension", "1..65536, was null")]
    [InlineData("""{"dimension":0}""", "/dimension", "1..65536, was 0")]
    [InlineData("""{"dimension":65537}""", "/dimension", "1..65536, was 65537")]
    [InlineData("""{"dimension":-3}""", "/dimension", "was -3")]
    [InlineData("""{"dimension":3.5}""", "/dimension", "3.5")]
    [InlineData("""{"dimension":"3"}""", "/dimension", "'3'")]
    [InlineData("""{"dimension":3,"metric":"cosin"}""", "/metric", "did you mean 'cosine'")]
    [InlineData("""{"dimension":3,"metric":"Cosine"}""", "/metric", "did you mean 'cosine'")]
    [InlineData("""{"dimension":3,"metric":7}""", "/metric", "cosine, euclidean, dot, manhattan")]
    [InlineData("""{"dimension":3,"segments":0}""", "/segments", "1..256")]
    [InlineData("""{"dimension":3,"segments":257}""", "/segments", "was 257")]
    [InlineData("""{"dimension":3,"hnsw_config":{"m":1}}""", "/hnsw_config/m", "2..128")]
    [InlineData("""{"dimension":3,"hnsw_config":{"m":129}}""", "/hnsw_config/m", "was 129")]
    [InlineData("""{"dimension":3,"hnsw_config":{"ef_construction":3}}""", "/hnsw_config/ef_construction", "4..4096")]
    [InlineData("""{"dimension":3,"hnsw_config":{"ef_search":10001}}""", "/hnsw_config/ef_search", "1..10000")]
    [InlineData("""{"dimension":3,"hnsw_config":{"ef":10}}""", "/hnsw_config/ef", "known are m, ef_construction, ef_search")]
    [InlineData("""{"dimension":3,"hnsw_config":[]}""", "/hnsw_config", "an object")]
    [InlineData("""{"dimension":3,"compression":{"threshold_bytes":63}}""", "/compression/threshold_bytes", "64..1048576, was 63")]
    [InlineData("""{"dimension":3,"compression":{"threshold_bytes":1048577}}""", "/compression/threshold_bytes", "was 1048577")]
    [InlineData("""{"dimension":3,"compression":{"threshold_bytes":"1k"}}""", "/compression/threshold_bytes", "'1k'")]
    [InlineData("""{"dimension":3,"compression":{"enabled":1}}""", "/compression/enabled", "1")]
    [InlineData("""{"dimension":3,"compression":{"level":1}}""", "/compression/level", "known are enabled, threshold_bytes")]
    [InlineData("""{"dimension":3,"compression":true}""", "/compression", "an object")]
    [InlineData("""{"dimensions":3}""", "/dimensions", "did you mean 'dimension'")]
    [InlineData("""{"dimension":3,"quantisation":{}}""", "/quantisation", "did you mean 'quantization'")]
    [InlineData("""{"dimension":3,"quantization":{"type":"product"}}""", "/quantization/type", "known are scalar, binary, neighbor_codes")]
    [InlineData("""{"dimension":3,"quantization":{"type":"scalr"}}""", "/quantization/type", "did you mean 'scalar'")]
    [InlineData("""{"dimension":3,"quantization":{"type":8}}""", "/quantization/type", "one of scalar, binary, neighbor_codes, was 8")]
    [InlineData("""{"dimension":3,"quantization":{"bits":2}}""", "/quantization/bits", "scalar with 8 bits, binary with 1 bit and neighbor_codes with 4 bits")]
    [InlineData("""{"dimension":3,"quantization":{"bits":"8"}}""", "/quantization/bits", "the string '8'")]
    [InlineData("""{"dimension":3,"quantization":{"bits":1}}""", "/quantization/bits", "must be 8 with the type scalar, was 1")]
    [InlineData("""{"dimension":3,"quantization":{"bits":8,"type":"binary"}}""", "/quantization/bits", "must be 1 with the type binary, was 8")]
    [InlineData("""{"dimension":3,"quantization":{"bits":8,"type":"neighbor_codes"}}""", "/quantization/bits", "must be 4 with the type neighbor_codes")]
    [InlineData("""{"dimension":3,"quantization":{"type":"neighbor_codes","on_disk":true}}""", "/quantization/on_disk", "floats in memory", "Possible are scalar and binary")]
    [InlineData("""{"dimension":3,"metric":"manhattan","quantization":{"type":"neighbor_codes"}}""", "/quantization/type", "manhattan", "Possible is scalar")]
    [InlineData("""{"dimension":3,"quantization":{"enabled":"no"}}""", "/quantization/enabled", "true or false")]
    [InlineData("""{"dimension":3,"quantization":{"enabled":false,"on_disk":true}}""", "/quantization/on_disk", "needs 'enabled'")]
    [InlineData("""{"dimension":3,"quantization":{"on_disk":1}}""", "/quantization/on_disk", "true or false")]
    [InlineData("""{"dimension":3,"quantization":{"quantile":0.99}}""", "/quantization/quantile", "known are enabled, type, bits, on_disk")]
    [InlineData("""{"dimension":3,"quantization":"scalar"}""", "/quantization", "an object")]
    [InlineData("""{"dimension":3,"metric":"manhattan","quantization":{"type":"binary"}}""", "/quantization/type", "manhattan", "Possible is scalar")]
    [InlineData("""{"vectors":{"a":{"dimension":3,"quantization":{"type":"binary"},"metric":"manhattan"}}}""", "/vectors/a/quantization/type", "manhattan")]
    [InlineData("""{"quantization":{},"vectors":{"a":{"dimension":3}}}""", "/quantization", "exclude each other")]
    [InlineData("""{"dimension":3,"vectors":{"a":{"dimension":3}}}""", "/dimension", "exclude each other")]
    [InlineData("""{"metric":"dot","vectors":{"a":{"dimension":3}}}""", "/metric", "exclude each other")]
    [InlineData("""{"vectors":{}}""", "/vectors", "1..64 vector fields, has 0")]
    [InlineData("""{"vectors":[]}""", "/vectors", "an array")]
    [InlineData("""{"vectors":{"a":{}}}""", "/vectors/a/dimension", "missing")]
    [InlineData("""{"vectors":{"a":7}}""", "/vectors/a", "was 7")]
    [InlineData("""{"vectors":{"":{"dimension":3}}}""", "/vectors/", "1..255")]
    [InlineData("""{"vectors":{"../a":{"dimension":3}}}""", "/vectors/..~1a", "1..255")]
    [InlineData("""{"vectors":{"a b":{"dimension":3}}}""", "/vectors/a b", "1..255")]
    [InlineData("""{"vectors":{"a":{"dimension":3,"segments":2}}}""", "/vectors/a/segments", "unknown field")]
    [InlineData("""7""", "", "an object")]
    public async Task A_definition_that_is_not_valid_names_its_fault(string body, string pointer, params string[] words)
    {
        Collection collection = new(server.Http, SharedServer.NewName());
        (await collection.SendAsync(HttpMethod.Put, "", body)).ShouldBeProblem(422, "validation_failed", pointer, words);
        (await collection.SendAsync(HttpMethod.Get, "")).ShouldBeProblem(404, "collection_not_found");
    }

    [Fact]
    public async Task A_collection_has_at_most_64_vector_fields()
    {
        Collection collection = new(server.Http, SharedServer.NewName());
        string fields = string.Join(',', Enumerable.Range(0, 65).Select(i => $"\"f{i}\":{{\"dimension\":1}}"));
        (await collection.SendAsync(HttpMethod.Put, "", $$"""{"vectors":{ {{fields}} } }"""))
            .ShouldBeProblem(422, "validation_failed", "/vectors", "1..64", "has 65");
    }

    [Theory]
    [InlineData("""{"dimension":3,"dimension":3}""")]
    [InlineData("""{"vectors":{"a":{"dimension":3},"a":{"dimension":3}}}""")]
    [InlineData("""{"vectors":{"a":{"dimension":3},"\u0061":{"dimension":3}}}""")]
    [InlineData("""{"vectors":{"\ud800":{"dimension":3}}}""")]
    [InlineData("""{"dimension":3,}""")]
    [InlineData("""dimension: 3""")]
    public async Task A_definition_that_is_not_JSON_is_malformed(string body)
    {
        Collection collection = new(server.Http, SharedServer.NewName());
        (await collection.SendAsync(HttpMethod.Put, "", body)).ShouldBeProblem(400, "malformed_json");
        (await collection.SendAsync(HttpMethod.Get, "")).ShouldBeProblem(404, "collection_not_found");
    }

    [Theory]
    [InlineData("..")]
    [InlineData(".hidden")]
    [InlineData("%2e%2e")]
    [InlineData("..%2Fetc")]
    [InlineData("a%2Fb")]
    [InlineData("a%5Cb")]
    [InlineData("a%20b")]
    [InlineData("-a")]
    [InlineData("_a")]
    [InlineData("k%C3%B6ln")]
    [InlineData("%F0%9F%98%80")]
    [InlineData("a%0D%0Ab")]
    [InlineData("a%25b")]
    [InlineData("a:b")]
    [InlineData("LONG")]
    public async Task A_name_outside_the_allowed_letters_is_refused_on_every_operation(string encoded)
    {
        encoded = encoded == "LONG" ? new string('x', 256) : encoded;
        foreach ((string method, string path) in ((string, string)[])[
            ("PUT", ""), ("GET", ""), ("DELETE", ""), ("PATCH", ""), ("GET", "/segments"), ("PUT", "/points"), ("GET", "/points"),
            ("GET", "/points/a"), ("POST", "/points/delete"), ("POST", "/points/payload/set"),
            ("POST", "/points/payload/overwrite"), ("POST", "/points/payload/delete"), ("POST", "/points/payload/clear"),
            ("POST", "/points/scroll"), ("POST", "/points/count"), ("POST", "/facet"), ("POST", "/query"), ("POST", "/query/batch"),
            ("POST", "/snapshot")])
        {
            (int status, string text) = await RawHttp.GetAsync(server.Url, $"/api/v1/collections/{encoded}{path}", method);
            Assert.True(status == 422, $"{method} {path}: {text}");
            Assert.Contains("\"/name\":[\"must be 1..255", text, StringComparison.Ordinal);
        }

        // Nothing but what every data directory holds.
        Assert.Empty(Directory.EnumerateFileSystemEntries(server.DataDir)
            .Select(Path.GetFileName)
            .Except(["catalog", "lock", "node.json", "reserve", "segments", "state"]));
    }

    [Theory]
    [InlineData("a%zz", "hexadecimal")]
    [InlineData("a%4", "hexadecimal")]
    [InlineData("a%", "hexadecimal")]
    [InlineData("a%+4", "hexadecimal")]
    [InlineData("a%FF", "UTF-8")]
    [InlineData("a%ED%A0%80", "UTF-8")]
    public async Task A_path_that_is_not_percent_encoded_UTF8_is_malformed(string encoded, string word)
    {
        foreach (string path in (string[])[$"/api/v1/collections/{encoded}", $"/api/v1/collections/a/points/{encoded}"])
        {
            (int status, string text) = await RawHttp.GetAsync(server.Url, path);
            Assert.Equal(400, status);
            Assert.Contains("\"code\":\"malformed_url\"", text, StringComparison.Ordinal);
            Assert.Contains(word, text, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task An_id_in_a_path_has_the_same_bounds_as_one_in_a_body()
    {
        Collection collection = await Collection.CreateAsync(server);
        (await collection.SendAsync(HttpMethod.Get, $"/points/{new string('x', 257)}"))
            .ShouldBeProblem(422, "validation_failed", "/id", "1..256", "has 257");
    }

    [Fact]
    public async Task NUL_in_a_path_is_refused()
    {
        // The web server itself ends such a request, before it has a path that could be answered.
        (int status, string text) = await RawHttp.GetAsync(server.Url, "/api/v1/collections/a%00b", "PUT");
        Assert.Equal(400, status);
        Assert.DoesNotContain("Exception", text, StringComparison.Ordinal);
    }
}
