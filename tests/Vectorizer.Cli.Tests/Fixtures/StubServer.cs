using System.Net;
using System.Text;

namespace Vectorizer.Cli.Tests.Fixtures;

/// <summary>Answers every request of an HttpClient with one response, and keeps what was asked.</summary>
internal sealed class StubServer(Func<HttpResponseMessage> answer) : HttpMessageHandler
{
    public HttpMethod? Method { get; private set; }

    /// <summary>Path and query as they go over the wire.</summary>
    public string Target { get; private set; } = "";

    public string? MediaType { get; private set; }

    public byte[] Body { get; private set; } = [];

    public string BodyText => Encoding.UTF8.GetString(Body);

    public static StubServer Answering(
        string body, HttpStatusCode status = HttpStatusCode.OK, string mediaType = "application/json") =>
        new(() => new HttpResponseMessage(status) { Content = new StringContent(body, Encoding.UTF8, mediaType) });

    public Vectorizer.Client.VectorizerHttpClient Client(string url = "http://server.test:15002") =>
        new(new HttpClient(this) { BaseAddress = new Uri(url) });

    protected override async Task<HttpResponseMessage> SendAsync(
        HttpRequestMessage request, CancellationToken cancellationToken)
    {
        Method = request.Method;
        Target = request.RequestUri!.PathAndQuery;
        MediaType = request.Content?.Headers.ContentType?.MediaType;
        Body = request.Content is null ? [] : await request.Content.ReadAsByteArrayAsync(cancellationToken);
        HttpResponseMessage response = answer();
        response.RequestMessage = request;
        return response;
    }
}
