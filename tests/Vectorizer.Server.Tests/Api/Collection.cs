using System.Net;
using System.Net.Http.Headers;
using System.Text;
using Vectorizer.Server.Tests.Hosting;

namespace Vectorizer.Server.Tests.Api;

/// <summary>A collection of the shared server, as a test talks to it.</summary>
internal sealed class Collection(HttpClient http, string name)
{
    /// <summary>Its name.</summary>
    public string Name => name;

    /// <summary>Its path.</summary>
    public string Path => $"/api/v1/collections/{name}";

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    /// <summary>Creates a collection with a name of its own.</summary>
    public static async Task<Collection> CreateAsync(
        SharedServer server, string body = """{"dimension":3,"metric":"euclidean","segments":3}""")
    {
        Collection collection = new(server.Http, SharedServer.NewName());
        Answer answer = await collection.SendAsync(HttpMethod.Put, "", body);
        answer.ShouldBe(HttpStatusCode.Created);
        return collection;
    }

    /// <summary>Stores points given as JSON array.</summary>
    public async Task UpsertAsync(string points)
        => (await SendAsync(HttpMethod.Put, "/points", $$"""{"points":{{points}}}""")).ShouldBe(HttpStatusCode.OK);

    /// <summary>Number of its points.</summary>
    public async Task<long> CountAsync()
    {
        Answer answer = await SendAsync(HttpMethod.Get, "");
        answer.ShouldBe(HttpStatusCode.OK);
        return (long)answer.Json["points"]!;
    }

    /// <summary>Sends JSON to a path below the collection's.</summary>
    public Task<Answer> SendAsync(HttpMethod method, string path, string? json = null)
        => SendAsync(method, path, json is null ? null : Encoding.UTF8.GetBytes(json), "application/json");

    /// <summary>Sends a body to a path below the collection's.</summary>
    public async Task<Answer> SendAsync(HttpMethod method, string path, byte[]? body, string? contentType)
    {
        using HttpRequestMessage request = new(method, Path + path);
        if (body is not null)
        {
            request.Content = new ByteArrayContent(body);
            if (contentType is not null)
            {
                request.Content.Headers.ContentType = MediaTypeHeaderValue.Parse(contentType);
            }
        }

        using HttpResponseMessage response = await http.SendAsync(request, Token);
        return await Answer.ReadAsync(response);
    }
}
