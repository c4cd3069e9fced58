using System.Net;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Vectorizer.Server.Tests.Api;

/// <summary>An answer of the server.</summary>
internal sealed record Answer(HttpStatusCode Status, string? ContentType, string? RetryAfter, string Text)
{
    // As strict as a parser can be: answers must not be sloppy where requests may not.
    private static readonly JsonDocumentOptions s_strict = new() { AllowDuplicateProperties = false };

    private JsonNode? _json;

    /// <summary>The body as JSON.</summary>
    public JsonNode Json => _json ??= JsonNode.Parse(Text, documentOptions: s_strict)!;

    /// <summary>The hits of a query: ids and scores.</summary>
    public (string Id, float Score)[] Hits
        => [.. Json["points"]!.AsArray().Select(hit => ((string)hit!["id"]!, (float)hit["score"]!))];

    /// <summary>The ids of points or hits.</summary>
    public string[] Ids => [.. Json["points"]!.AsArray().Select(point => (string)point!["id"]!)];

    public static async Task<Answer> ReadAsync(HttpResponseMessage response)
    {
        byte[] body = await response.Content.ReadAsByteArrayAsync(TestContext.Current.CancellationToken);
        UTF8Encoding strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);
        return new Answer(
            response.StatusCode,
            response.Content.Headers.ContentType?.ToString(),
            response.Headers.TryGetValues("Retry-After", out IEnumerable<string>? values) ? values.Single() : null,
            strict.GetString(body));
    }

    public Answer ShouldBe(HttpStatusCode status)
    {
        Assert.True(Status == status, $"Expected {status}, was {Status}: {Text}");
        return this;
    }

    public Answer ShouldBeSuccess()
    {
        Assert.True((int)Status is >= 200 and < 300, $"Expected a success, was {Status}: {Text}");
        return this;
    }

    /// <summary>Checks that the answer is a problem with everything that problems have.</summary>
    /// <param name="status">HTTP status.</param>
    /// <param name="code">Its code.</param>
    /// <param name="pointer">A JSON pointer that its errors must hold; null for any errors or none.</param>
    /// <param name="words">Words that must stand in what is said of the pointer, or else in the detail.</param>
    public Answer ShouldBeProblem(int status, string code, string? pointer = null, params string[] words)
    {
        Assert.True((int)Status == status, $"Expected {status}, was {Status}: {Text}");
        Assert.Equal("application/problem+json", ContentType);
        Assert.Equal(code, (string?)Json["code"]);
        Assert.Equal($"/docs/problems#{code}", (string?)Json["type"]);
        Assert.Equal(status, (int)Json["status"]!);
        Assert.NotEmpty((string)Json["title"]!);
        Assert.NotEmpty((string)Json["trace_id"]!);
        Assert.NotNull(Json["retryable"]);
        string said = (string)Json["detail"]!;
        Assert.NotEmpty(said);
        if (pointer is not null)
        {
            JsonNode? errors = Json["errors"]?[pointer];
            Assert.True(errors is not null, $"No error at '{pointer}': {Text}");
            said = string.Join('\n', errors!.AsArray().Select(error => (string)error!));
        }

        Assert.All(words, word => Assert.Contains(word, said, StringComparison.Ordinal));
        return this;
    }
}
