using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using System.Net.Http.Json;
using System.Text.Json.Nodes;

namespace Vectorizer.Server.Benchmarks;

/// <summary>
/// Searches at half of the greatest rate, at fixed times whatever the answers take (open loop), in turns without and with
/// saves one after the other. A search that must wait for its turn counts from when it was due.
/// </summary>
internal sealed class SaveLoad(SearchLoad load, Uri url, string collection)
{
    private const int Connections = 8;
    private const int Turns = 5;

    private readonly HttpClient _http = new() { BaseAddress = new Uri(url, "/api/v1/collections/"), Timeout = TimeSpan.FromMinutes(5) };

    /// <summary>Runs and prints one line for each turn.</summary>
    public async Task RunAsync(TimeSpan length, CancellationToken cancellationToken)
    {
        await load.MeasureRateAsync(Connections, TimeSpan.FromSeconds(2), cancellationToken);
        double most = await load.MeasureRateAsync(Connections, length, cancellationToken);
        double rate = most / 2;
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"greatest rate at {Connections} connections {most:F0}/s; open loop at {rate:F0}/s:"));
        Console.WriteLine("saves      p50 ms   p99 ms   max ms  saved");
        List<double> without = [];
        List<double> with = [];
        for (int turn = 0; turn < Turns; turn++)
        {
            without.Add(await TurnAsync(rate, length, saves: false, cancellationToken));
            with.Add(await TurnAsync(rate, length, saves: true, cancellationToken));
        }

        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"p99, median of {Turns} turns: {Median(without):F2} ms without, {Median(with):F2} ms with saves ({Median(with) / Median(without):F2} times)"));
    }

    private async Task<double> TurnAsync(double rate, TimeSpan length, bool saves, CancellationToken cancellationToken)
    {
        using CancellationTokenSource stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        Task<int> saving = saves ? SaveAsync(stop.Token) : Task.FromResult(0);
        double[] found = await OpenLoopAsync(rate, length, cancellationToken);
        await stop.CancelAsync();
        int saved = await saving;
        double p99 = At(found, 0.99);
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture, $"{(saves ? "with" : "without"),-8} {At(found, 0.5),8:F2} {p99,8:F2} {found[^1],8:F2} {saved,6}"));
        return p99;
    }

    private async Task<double[]> OpenLoopAsync(double rate, TimeSpan length, CancellationToken cancellationToken)
    {
        ConcurrentBag<double> answers = [];
        List<Task> running = [];
        long start = Stopwatch.GetTimestamp();
        int sent = 0;
        while (Stopwatch.GetElapsedTime(start) < length)
        {
            int due = (int)(Stopwatch.GetElapsedTime(start).TotalSeconds * rate);
            for (; sent < due; sent++)
            {
                running.Add(SearchAsync(sent, start + (long)(sent / rate * Stopwatch.Frequency), answers, cancellationToken));
            }

            await Task.Delay(1, cancellationToken);
        }

        await Task.WhenAll(running);
        return [.. answers.Order()];
    }

    private async Task SearchAsync(int number, long due, ConcurrentBag<double> answers, CancellationToken cancellationToken)
    {
        await load.SearchAsync(number, cancellationToken);
        answers.Add(Stopwatch.GetElapsedTime(due).TotalMilliseconds);
    }

    /// <summary>Saves again and again, each time with a new write, since what is saved is not saved again.</summary>
    private async Task<int> SaveAsync(CancellationToken cancellationToken)
    {
        JsonNode info = JsonNode.Parse(await _http.GetStringAsync(collection, cancellationToken))!;
        float[] vector = [.. Enumerable.Range(0, (int)info["dimension"]!).Select(i => i + 1f)];
        int saved = 0;
        try
        {
            while (true)
            {
                // Enough ids that every segment gets one.
                object points = Enumerable.Range(0, 64).Select(i => new { id = $"benchmark-{i}", vector });
                (await _http.PutAsJsonAsync($"{collection}/points", new { points }, cancellationToken)).EnsureSuccessStatusCode();
                (await _http.PostAsync($"{collection}/snapshot", null, cancellationToken)).EnsureSuccessStatusCode();
                saved++;
            }
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            return saved;
        }
    }

    private static double At(double[] sorted, double quantile) => sorted[(int)(quantile * (sorted.Length - 1))];

    private static double Median(List<double> values) => values.Order().ElementAt(values.Count / 2);
}
