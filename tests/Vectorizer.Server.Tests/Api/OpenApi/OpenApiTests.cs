using System.Net;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Vectorizer.Server.Tests.Hosting;

namespace Vectorizer.Server.Tests.Api.OpenApi;

public sealed class OpenApiTests(SharedServer server)
{
    // Routes that show the reference and are no part of it, and the metrics, which have a page of their own.
    private static readonly string[] s_undescribed = ["GET /openapi/v1.json", "GET /docs/problems", "GET /metrics"];

    [Fact]
    public async Task Every_route_is_described_and_nothing_else()
    {
        JsonNode document = await DocumentAsync();
        string[] described = [.. Operations(document).Select(operation => $"{operation.Method.ToUpperInvariant()} {operation.Path}")];
        string[] routes = [.. server.Server.Services.GetRequiredService<EndpointDataSource>().Endpoints
            .OfType<RouteEndpoint>()
            .SelectMany(endpoint => endpoint.Metadata.GetRequiredMetadata<IHttpMethodMetadata>().HttpMethods
                .Select(method => $"{method} {endpoint.RoutePattern.RawText}"))];
        Assert.Equal(routes.Except(s_undescribed).Order(StringComparer.Ordinal), described.Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task The_document_is_OpenAPI_3_1_and_its_references_lead_somewhere()
    {
        JsonNode document = await DocumentAsync();
        Assert.StartsWith("3.1.", (string)document["openapi"]!, StringComparison.Ordinal);
        string[] references = [.. Descend(document)
            .OfType<JsonObject>()
            .Select(item => item["$ref"])
            .OfType<JsonValue>()
            .Select(reference => (string)reference!)];
        Assert.NotEmpty(references);
        Assert.All(references, reference =>
        {
            JsonNode? target = document;
            foreach (string step in reference.TrimStart('#', '/').Split('/'))
            {
                target = target?[step];
            }

            Assert.True(target is not null, reference);
        });
    }

    [Fact]
    public async Task Every_operation_has_a_summary_an_answer_and_its_problems()
    {
        JsonNode document = await DocumentAsync();
        Assert.All(Operations(document), operation =>
        {
            string name = $"{operation.Method} {operation.Path}";
            Assert.True(operation.Node["summary"] is not null, name);
            Assert.True(operation.Node["operationId"] is not null, name);
            JsonObject responses = operation.Node["responses"]!.AsObject();
            Assert.True(responses.Any(response => response.Key.StartsWith('2')), name);
            Assert.True(responses.ContainsKey("500"), name);
            Assert.All(responses, response =>
            {
                // A probe that is told "not now" gets its usual answer, not a problem.
                bool isAnswer = response.Key.StartsWith('2') || (response.Key == "503" && (string?)operation.Node["tags"]![0] == "Status");
                string type = isAnswer ? "application/json" : "application/problem+json";
                Assert.True(response.Value!["content"]?[type]?["schema"] is not null, $"{name} {response.Key}");
            });
            foreach (string part in operation.Path.Split('/').Where(part => part.StartsWith('{')))
            {
                JsonNode parameter = operation.Node["parameters"]!.AsArray()
                    .Single(parameter => $"{{{(string)parameter!["name"]!}}}" == part)!;
                Assert.Equal("path", (string?)parameter["in"]);
                Assert.True((bool)parameter["required"]!);
            }

            // To save a snapshot there is nothing to say.
            if (operation.Method is "put" or "patch" or "post" && !operation.Path.EndsWith("/snapshot", StringComparison.Ordinal))
            {
                Assert.True(operation.Node["requestBody"]!["content"]!["application/json"]!["examples"]!.AsObject().Count > 0, name);
                Assert.True(responses.ContainsKey("422"), name);
            }
        });
        Assert.Equal(["Collections", "Aliases", "Payload indexes", "Points", "Payloads", "Queries", "Status"], document["tags"]!.AsArray().Select(tag => (string)tag!["name"]!));
        string[] ids = [.. Operations(document).Select(operation => (string)operation.Node["operationId"]!)];
        Assert.Equal(ids.Length, ids.Distinct().Count());
    }

    [Theory]
    [InlineData("CreateCollection", "dimension", 1, 65_536)]
    [InlineData("CreateCollection", "segments", 1, 256)]
    [InlineData("HnswConfig", "m", 2, 128)]
    [InlineData("HnswConfig", "ef_construction", 4, 4_096)]
    [InlineData("HnswConfig", "ef_search", 1, 10_000)]
    [InlineData("Query", "limit", 1, 10_000)]
    [InlineData("Query", "offset", 0, 10_000)]
    [InlineData("Query", "ef", 1, 10_000)]
    public async Task Limits_are_described(string schema, string member, int minimum, int maximum)
    {
        JsonNode document = await DocumentAsync();
        JsonNode described = document["components"]!["schemas"]![schema]!["properties"]![member]!;
        Assert.Equal(minimum, (int)described["minimum"]!);
        Assert.Equal(maximum, (int)described["maximum"]!);
    }

    [Fact]
    public async Task Lists_are_described_with_their_lengths_and_requests_with_all_of_their_members()
    {
        JsonNode schemas = (await DocumentAsync())["components"]!["schemas"]!;
        Assert.Equal(10_000, (int)schemas["Upsert"]!["properties"]!["points"]!["maxItems"]!);
        Assert.Equal(10_000, (int)schemas["DeletePoints"]!["properties"]!["ids"]!["maxItems"]!);
        Assert.Equal(1_000, (int)schemas["QueryBatch"]!["properties"]!["queries"]!["maxItems"]!);
        Assert.Equal(64, (int)schemas["CreateCollection"]!["properties"]!["vectors"]!["maxProperties"]!);
        foreach (string request in (string[])["CreateCollection", "ChangeCollection", "RenameCollection", "PutAlias", "ChangeAliases", "AliasAction", "Upsert", "Point", "DeletePoints", "Query", "QueryBatch"])
        {
            Assert.False((bool)schemas[request]!["additionalProperties"]!);
        }
    }

    /// <summary>
    /// Each example is sent as it stands. The examples of an operation follow from those before: collections are made from
    /// the examples of their creation, filled with those of the upsert, and gone in the end.
    /// </summary>
    [Fact]
    public async Task Every_example_works()
    {
        await using TestServer own = await TestServer.StartAsync();
        JsonNode document = await DocumentAsync();
        (string Path, string Method, JsonNode Node)[] operations = [.. Operations(document)];
        List<string> sent = [];
        foreach ((string path, string method, JsonNode node) in operations)
        {
            foreach ((string key, JsonNode? body) in Examples(node))
            {
                // Examples of several vector fields belong to a collection that has them.
                string variant = key == "named_vectors" ? "named_vectors" : "one_vector";
                await PrepareAsync(own, operations, variant, (string)node["operationId"]!);
                Answer answer = await SendAsync(own, path, method, node, body);
                Assert.True((int)answer.Status is 200 or 201 or 202, $"{method} {path} {key}: {answer.Text}");
                sent.Add($"{method} {path}");
            }
        }

        Assert.Equal(operations.Select(operation => $"{operation.Method} {operation.Path}"), sent.Distinct());
    }

    /// <summary>What an answer has is what its schema tells, member by member.</summary>
    [Fact]
    public async Task Answers_have_the_members_that_are_described()
    {
        await using TestServer own = await TestServer.StartAsync();
        JsonNode document = await DocumentAsync();
        (string Path, string Method, JsonNode Node)[] operations = [.. Operations(document)];
        foreach ((string path, string method, JsonNode node) in operations)
        {
            foreach ((string key, JsonNode? body) in Examples(node))
            {
                await PrepareAsync(own, operations, key == "named_vectors" ? "named_vectors" : "one_vector", (string)node["operationId"]!);
                Answer answer = await SendAsync(own, path, method, node, body);
                JsonObject responses = node["responses"]!.AsObject();
                Assert.True(responses.ContainsKey($"{(int)answer.Status}"), $"{method} {path}: {answer.Status} is not described.");
                ShouldFit(document, responses[$"{(int)answer.Status}"]!["content"]!["application/json"]!["schema"]!, answer.Json, $"{method} {path}");
            }
        }

        Answer problem = await new Collection(own.Http, "nobody").SendAsync(HttpMethod.Get, "");
        ShouldFit(document, document["components"]!["schemas"]!["ProblemAnswer"]!, problem.Json, "problem");
    }

    [Fact]
    public async Task Every_kind_of_problem_is_explained_where_its_type_leads()
    {
        using HttpResponseMessage response = await server.Http.GetAsync("/docs/problems", TestContext.Current.CancellationToken);
        string page = await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        Assert.Equal("text/html; charset=utf-8", response.Content.Headers.ContentType?.ToString());
        foreach (string code in (string[])["malformed_json", "validation_failed", "collection_not_found", "overloaded", "internal_error"])
        {
            Assert.Contains($"id=\"{code}\"", page, StringComparison.Ordinal);
        }
    }

    private async Task<JsonNode> DocumentAsync()
    {
        using HttpResponseMessage response = await server.Http.GetAsync("/openapi/v1.json", TestContext.Current.CancellationToken);
        return (await Answer.ReadAsync(response)).ShouldBe(HttpStatusCode.OK).Json;
    }

    private static IEnumerable<(string Path, string Method, JsonNode Node)> Operations(JsonNode document)
        => document["paths"]!.AsObject().SelectMany(
            path => path.Value!.AsObject().Select(operation => (path.Key, operation.Key, operation.Value!)));

    private static IEnumerable<(string Key, JsonNode? Body)> Examples(JsonNode operation)
        => operation["requestBody"]?["content"]?["application/json"]?["examples"]?.AsObject()
            .Select(example => (example.Key, (JsonNode?)example.Value!["value"])) ?? [("", null)];

    private static async Task PrepareAsync(
        TestServer own, (string Path, string Method, JsonNode Node)[] operations, string variant, string operation)
    {
        (string Path, string Method, JsonNode Node) Find(string id) => operations.Single(item => (string)item.Node["operationId"]! == id);

        // One of the examples protects it.
        (string path, string method, JsonNode node) = Find("change_collection");
        await SendAsync(own, path, method, node, JsonNode.Parse("""{"deletion_protection": false}"""));
        (path, method, node) = Find("delete_collection");
        await SendAsync(own, path, method, node, null);
        if (operation == "create_collection")
        {
            return;
        }

        // Examples are sent in the order of the document, and this one may have come before.
        (path, method, node) = Find("change_aliases");
        string forget = """{"actions": [{"delete": {"alias": "live"}}]}""";
        await SendAsync(own, path, method, node, JsonNode.Parse(forget));

        (path, method, node) = Find("create_collection");
        (await SendAsync(own, path, method, node, Examples(node).Single(example => example.Key == variant).Body)).ShouldBe(HttpStatusCode.Created);
        (path, method, node) = Find("upsert_points");
        string points = variant == "named_vectors" ? "named_vectors" : "points";
        (await SendAsync(own, path, method, node, Examples(node).Single(example => example.Key == points).Body)).ShouldBe(HttpStatusCode.OK);
        if (operation == "delete_alias")
        {
            (path, method, node) = Find("put_alias");
            (await SendAsync(own, path, method, node, Examples(node).Single().Body)).ShouldBe(HttpStatusCode.OK);
        }

        if (operation is "get_index" or "delete_index")
        {
            (path, method, node) = Find("put_index");
            (await SendAsync(own, path, method, node, Examples(node).First().Body)).ShouldBeSuccess();
        }
    }

    private static async Task<Answer> SendAsync(TestServer own, string path, string method, JsonNode operation, JsonNode? body)
    {
        foreach (JsonNode? parameter in operation["parameters"]?.AsArray() ?? [])
        {
            if (parameter!["example"] is { } example)
            {
                path = path.Replace($"{{{(string)parameter["name"]!}}}", (string)example!, StringComparison.Ordinal);
            }
        }

        using HttpRequestMessage request = new(HttpMethod.Parse(method), path);
        request.Content = body is null ? null : new StringContent(body.ToJsonString(), null, "application/json");
        using HttpResponseMessage response = await own.Http.SendAsync(request, TestContext.Current.CancellationToken);
        return await Answer.ReadAsync(response);
    }

    private static void ShouldFit(JsonNode document, JsonNode schema, JsonNode? value, string where)
    {
        if ((string?)schema["$ref"] is { } reference)
        {
            schema = document["components"]!["schemas"]![reference["#/components/schemas/".Length..]]!;
        }

        if (schema["oneOf"] is JsonArray forms)
        {
            schema = forms.First(form => (string?)form!["type"] == value!.GetValueKind().ToString().ToLowerInvariant())!;
        }

        switch (value)
        {
            case JsonObject members when schema["properties"] is JsonObject properties:
                Assert.All(members, member => Assert.True(properties.ContainsKey(member.Key), $"{where}/{member.Key} is not described."));
                Assert.All(schema["required"]?.AsArray() ?? [], name => Assert.True(members.ContainsKey((string)name!), $"{where}/{name} is missing."));
                foreach ((string name, JsonNode? member) in members)
                {
                    ShouldFit(document, properties[name]!, member, $"{where}/{name}");
                }

                break;
            case JsonObject members when schema["additionalProperties"] is JsonObject each:
                foreach ((string name, JsonNode? member) in members)
                {
                    ShouldFit(document, each, member, $"{where}/{name}");
                }

                break;
            case JsonArray items:
                foreach (JsonNode? item in items)
                {
                    ShouldFit(document, schema["items"]!, item, $"{where}/*");
                }

                break;
        }

        if (schema["type"] is { } type)
        {
            string[] types = type is JsonArray several ? [.. several.Select(one => (string)one!)] : [(string)type!];
            string kind = value?.GetValueKind().ToString().ToLowerInvariant() ?? "null";
            kind = kind is "true" or "false" ? "boolean" : kind;
            Assert.True(types.Contains(kind) || (kind == "number" && types.Contains("integer")), $"{where} is {kind}, not {string.Join(" or ", types)}.");
        }

        if (schema["enum"] is JsonArray allowed)
        {
            Assert.Contains((string?)value, allowed.Select(one => (string?)one));
        }
    }

    private static IEnumerable<JsonNode> Descend(JsonNode node)
    {
        yield return node;
        IEnumerable<JsonNode?> children = node switch
        {
            JsonObject members => members.Select(member => member.Value),
            JsonArray items => items,
            _ => [],
        };
        foreach (JsonNode child in children.OfType<JsonNode>().SelectMany(Descend))
        {
            yield return child;
        }
    }
}
