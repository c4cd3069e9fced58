using System.Globalization;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Vectorizer.Server.CrashTests.Http;

/// <summary>One connection to a server.</summary>
internal sealed class Api : IDisposable
{
    private static readonly TimeSpan s_timeout = TimeSpan.FromSeconds(100);

    private readonly HttpClient _http;

    public Api(Uri address, int connections = 1) => _http = new HttpClient(
        new SocketsHttpHandler { MaxConnectionsPerServer = connections })
    {
        BaseAddress = address,
        Timeout = s_timeout,
    };

    public Task<Answer> GetAsync(string path) => SendAsync(HttpMethod.Get, path);

    public Task<Answer> PutAsync(string path, JsonNode body) => SendAsync(HttpMethod.Put, path, body);

    public Task<Answer> PostAsync(string path, JsonNode body) => SendAsync(HttpMethod.Post, path, body);

    public Task<Answer> DeleteAsync(string path) => SendAsync(HttpMethod.Delete, path);

    /// <summary>Sends a request and reads the whole answer.</summary>
    /// <exception cref="NoAnswerException">None came; the request may or may not have been carried out.</exception>
    public async Task<Answer> SendAsync(HttpMethod method, string path, JsonNode? body = null, string? idempotencyKey = null)
    {
        using HttpRequestMessage request = new(method, path);
        if (body is not null)
        {
            request.Content = new StringContent(body.ToJsonString(), Encoding.UTF8, "application/json");
        }

        if (idempotencyKey is not null)
        {
            request.Headers.Add("Idempotency-Key", idempotencyKey);
        }

        string asked = $"{method} {path}";
        try
        {
            using HttpResponseMessage response = await _http.SendAsync(request);
            byte[] bytes = await response.Content.ReadAsByteArrayAsync();
            using JsonDocument json = JsonDocument.Parse(bytes);
            return new Answer((int)response.StatusCode, json.RootElement.Clone(), asked);
        }
        catch (Exception e) when (e is HttpRequestException or IOException or TaskCanceledException or SocketException)
        {
            throw new NoAnswerException($"{asked}: {e.Message}", e);
        }
    }

    /// <summary>The value of a series of <c>/metrics</c>, named with its labels as it stands there.</summary>
    public async Task<double> MetricAsync(string series)
    {
        string text = await _http.GetStringAsync("/metrics", TestContext.Current.CancellationToken);
        string line = text.Split('\n').Single(line => line.StartsWith(series + " ", StringComparison.Ordinal));
        return double.Parse(line[(series.Length + 1)..], CultureInfo.InvariantCulture);
    }

    public void Dispose() => _http.Dispose();
}
