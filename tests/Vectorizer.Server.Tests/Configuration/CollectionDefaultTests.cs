using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using Vectorizer.Abstractions.Collections;
using Vectorizer.Configuration.Sections;
using Vectorizer.Server.Api.Collections;
using Vectorizer.Server.Tests.Api;
using Vectorizer.Server.Tests.Hosting;

namespace Vectorizer.Server.Tests.Configuration;

/// <summary>Each key of <c>collections.default</c>, with two values, over a real server.</summary>
public sealed class CollectionDefaultTests
{
    private const string Prefix = "--collections.default.";

    [Theory]
    [InlineData("dimension=5", "dimension=7", "{}", "dimension", "5", "7")]
    [InlineData("metric=dot", "metric=manhattan", """{"dimension":3}""", "metric", "\"dot\"", "\"manhattan\"")]
    [InlineData("hnsw_config.m=8", "hnsw_config.m=32", """{"dimension":3}""", "hnsw_config.m", "8", "32")]
    [InlineData("hnsw_config.ef_construction=20", "hnsw_config.ef_construction=30", """{"dimension":3}""", "hnsw_config.ef_construction", "20", "30")]
    [InlineData("hnsw_config.ef_search=21", "hnsw_config.ef_search=31", """{"dimension":3,"hnsw_config":{"m":4}}""", "hnsw_config.ef_search", "21", "31")]
    [InlineData("quantization.enabled=false", "quantization.enabled=true", """{"dimension":3}""", "quantization", """{"enabled":false}""", """{"enabled":true,"type":"scalar","bits":8,"on_disk":false}""")]
    [InlineData("quantization.type=scalar", "quantization.type=binary", """{"dimension":3,"quantization":{}}""", "quantization.bits", "8", "1")]
    [InlineData("quantization.on_disk=false", "quantization.on_disk=true", """{"dimension":3,"quantization":{}}""", "quantization.on_disk", "false", "true")]
    [InlineData("compression.enabled=true", "compression.enabled=false", """{"dimension":3}""", "compression.enabled", "true", "false")]
    [InlineData("compression.threshold_bytes=100", "compression.threshold_bytes=200", """{"dimension":3,"compression":{"enabled":true}}""", "compression.threshold_bytes", "100", "200")]
    public async Task What_a_request_leaves_out_is_as_the_setting_says_and_the_answer_tells(
        string one, string other, string body, string member, string withOne, string withOther)
    {
        foreach ((string setting, string expected) in ((string, string)[])[(one, withOne), (other, withOther)])
        {
            await using TestServer server = await TestServer.StartAsync(null, Prefix + setting);
            JsonNode? found = await CreateAsync(server, "a", body);
            foreach (string name in member.Split('.'))
            {
                found = found![name];
            }

            Assert.Equal(expected, found?.ToJsonString() ?? "null");
        }
    }

    /// <summary>The type decides the bits, so the key has one right value at a time: another is refused.</summary>
    [Theory]
    [InlineData("scalar", 8, 1)]
    [InlineData("binary", 1, 8)]
    [InlineData("neighbor_codes", 4, 8)]
    public async Task Bits_must_be_those_of_the_type(string type, int right, int wrong)
    {
        await using (TestServer server = await TestServer.StartAsync(
            null, $"{Prefix}quantization.type={type}", $"{Prefix}quantization.bits={right}", $"{Prefix}quantization.enabled=true"))
        {
            Assert.Equal(right, (int)(await CreateAsync(server, "a", """{"dimension":3}"""))["quantization"]!["bits"]!);
        }

        Exception refusal = await Assert.ThrowsAnyAsync<Exception>(() => TestServer.StartAsync(
            null, $"{Prefix}quantization.type={type}", $"{Prefix}quantization.bits={wrong}"));
        Assert.Contains(
            $"collections.default.quantization.bits is {wrong}; with the type {type} it must be {right}.", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_request_overrides_every_default_and_named_fields_have_them_as_well()
    {
        await using TestServer server = await TestServer.StartAsync(
            null,
            $"{Prefix}dimension=5",
            $"{Prefix}metric=manhattan",
            $"{Prefix}quantization.enabled=true",
            $"{Prefix}quantization.on_disk=true");
        JsonNode given = await CreateAsync(server, "a", """{"dimension":3,"metric":"cosine","quantization":null}""");
        Assert.Equal((3, "cosine", false), ((int)given["dimension"]!, (string?)given["metric"], (bool)given["quantization"]!["enabled"]!));
        Assert.False((bool)(await CreateAsync(server, "b", """{"quantization":{"enabled":false}}"""))["quantization"]!["enabled"]!);

        JsonNode vectors = (await CreateAsync(server, "c", """{"vectors":{"x":{},"y":{"dimension":2,"quantization":{"on_disk":false}}}}"""))["vectors"]!;
        Assert.Equal((5, true), ((int)vectors["x"]!["dimension"]!, (bool)vectors["x"]!["quantization"]!["on_disk"]!));
        Assert.Equal((2, false), ((int)vectors["y"]!["dimension"]!, (bool)vectors["y"]!["quantization"]!["on_disk"]!));
    }

    [Fact]
    public void The_defaults_of_the_settings_are_those_of_the_contract()
    {
        CollectionDefaults defaults = CollectionDefaults.Of(new CollectionDefaultSettings());
        Assert.Equal(
            new CollectionDefaults(
                null, default, new HnswConfig(), new QuantizationConfig(QuantizationType.Scalar), IsQuantized: false, new CompressionConfig()),
            defaults);
    }

    private static async Task<JsonNode> CreateAsync(TestServer server, string name, string body)
    {
        using StringContent content = new(body, Encoding.UTF8, "application/json");
        using HttpResponseMessage response =
            await server.Http.PutAsync(new Uri($"/api/v1/collections/{name}", UriKind.Relative), content, TestContext.Current.CancellationToken);
        return (await Answer.ReadAsync(response)).ShouldBe(HttpStatusCode.Created).Json;
    }
}
