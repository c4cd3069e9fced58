using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Text.Json.Nodes;

namespace Vectorizer.Server.Benchmarks;

/// <summary>Searches with vectors of the collection itself, rendered before the clock starts.</summary>
internal sealed class SearchLoad
{
    private const int Queries = 500;
    private static readonly TimeSpan s_pingInterval = TimeSpan.FromMilliseconds(20);

    private readonly HttpClient _http;
    private readonly byte[][] _bodies;
    private readonly string _queryPath;
    private readonly string _pingPath;

    private SearchLoad(HttpClient http, string collection, byte[][] bodies, string description)
    {
        _http = http;
        _bodies = bodies;
        _queryPath = $"{collection}/query";
        _pingPath = $"{collection}/segments";
        Description = description;
    }

    /// <summary>What is searched.</summary>
    public string Description { get; }

    public static async Task<SearchLoad> PrepareAsync(Uri url, string collection, int ef, CancellationToken cancellationToken)
    {
        HttpClient http = new(new SocketsHttpHandler { MaxConnectionsPerServer = int.MaxValue })
        {
            BaseAddress = new Uri(url, "/api/v1/collections/"),
        };
        JsonNode info = JsonNode.Parse(await http.GetStringAsync(collection, cancellationToken))!;
        JsonNode page = JsonNode.Parse(await http.GetStringAsync(
            $"{collection}/points?limit={Queries}&with_vector=true&with_payload=false", cancellationToken))!;
        byte[][] bodies = [.. page["points"]!.AsArray().Select(point => System.Text.Encoding.UTF8.GetBytes(
            $$"""{"vector":{{point!["vector"]!.ToJsonString()}},"limit":10,"ef":{{ef}},"with_payload":false}"""))];
        return new SearchLoad(
            http,
            collection,
            bodies,
            $"{info["points"]} points, {info["dimension"]} floats, M={info["hnsw_config"]!["m"]}, ef={ef}, limit 10, JSON");
    }

    /// <summary>One run, as a line of the table.</summary>
    public async Task<string> RunAsync(int connections, TimeSpan length, CancellationToken cancellationToken)
    {
        // What is counted comes after a first second, when connections are open and code is compiled.
        await RunLoopsAsync(connections, TimeSpan.FromSeconds(1), cancellationToken);
        ConcurrentBag<(HttpStatusCode Status, bool RetryAfter, double Ms)> answers = [];
        ConcurrentBag<double> pings = [];
        using CancellationTokenSource stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        Task pinger = PingAsync(pings, stop.Token);
        answers = connections == 0 ? answers : await RunLoopsAsync(connections, length, cancellationToken);
        if (connections == 0)
        {
            await Task.Delay(length, cancellationToken);
        }

        await stop.CancelAsync();
        await pinger;
        double[] found = [.. answers.Where(answer => answer.Status == HttpStatusCode.OK).Select(answer => answer.Ms).Order()];
        int refused = answers.Count(answer => answer.Status is HttpStatusCode.TooManyRequests or HttpStatusCode.ServiceUnavailable);
        int retry = answers.Count(answer => answer.RetryAfter);
        double[] ping = [.. pings.Order()];
        return string.Create(
            CultureInfo.InvariantCulture,
            $"{connections,5} {found.Length / length.TotalSeconds,9:F0} {At(found, 0.5),8:F2} {At(found, 0.99),8:F2} |"
            + $" {refused,8} {retry,17} {answers.Count - found.Length - refused,6} | {At(ping, 0.5),12:F2} {At(ping, 0.99),7:F2}");
    }

    /// <summary>Answers a second of closed loops.</summary>
    public async Task<double> MeasureRateAsync(int connections, TimeSpan length, CancellationToken cancellationToken)
        => (await RunLoopsAsync(connections, length, cancellationToken)).Count(answer => answer.Status == HttpStatusCode.OK) / length.TotalSeconds;

    /// <summary>One search.</summary>
    public async Task<(HttpStatusCode Status, bool RetryAfter)> SearchAsync(int number, CancellationToken cancellationToken)
    {
        using ByteArrayContent body = new(_bodies[number % _bodies.Length]);
        body.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        using HttpResponseMessage response = await _http.PostAsync(_queryPath, body, cancellationToken);
        await response.Content.ReadAsByteArrayAsync(cancellationToken);
        return (response.StatusCode, response.Headers.RetryAfter is not null);
    }

    private async Task<ConcurrentBag<(HttpStatusCode Status, bool RetryAfter, double Ms)>> RunLoopsAsync(
        int connections, TimeSpan length, CancellationToken cancellationToken)
    {
        ConcurrentBag<(HttpStatusCode, bool, double)> answers = [];
        long end = Stopwatch.GetTimestamp() + (long)(length.TotalSeconds * Stopwatch.Frequency);
        await Task.WhenAll(Enumerable.Range(0, connections).Select(async connection =>
        {
            for (int i = connection; Stopwatch.GetTimestamp() < end; i++)
            {
                long start = Stopwatch.GetTimestamp();
                (HttpStatusCode status, bool retryAfter) = await SearchAsync(i, cancellationToken);
                answers.Add((status, retryAfter, Stopwatch.GetElapsedTime(start).TotalMilliseconds));
            }
        }));
        return answers;
    }

    private async Task PingAsync(ConcurrentBag<double> pings, CancellationToken cancellationToken)
    {
        using PeriodicTimer timer = new(s_pingInterval);
        try
        {
            while (await timer.WaitForNextTickAsync(cancellationToken))
            {
                long start = Stopwatch.GetTimestamp();
                await _http.GetStringAsync(_pingPath, cancellationToken);
                pings.Add(Stopwatch.GetElapsedTime(start).TotalMilliseconds);
            }
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            // The run is over.
        }
    }

    private static double At(double[] sorted, double quantile)
        => sorted.Length == 0 ? double.NaN : sorted[(int)(quantile * (sorted.Length - 1))];
}
