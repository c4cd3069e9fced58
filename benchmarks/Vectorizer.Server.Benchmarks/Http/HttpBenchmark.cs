using System.Globalization;
using System.Text.Json.Nodes;
using Vectorizer.Client;
using Vectorizer.Client.Search;
using Vectorizer.Engine.Benchmarks.DataSets;

namespace Vectorizer.Server.Benchmarks.Http;

/// <summary>
/// Queries over HTTP from a closed loop: server, floor and engine in turns, so that what the machine does meanwhile
/// comes over all of them.
/// </summary>
/// <remarks>
/// The floor is the same process image with the same Kestrel, middleware, parsers and writers, where the searches are
/// answered at once. A server cannot be quicker than 1 / (1 / floor + 1 / engine) on the same cores: the share of that
/// which it reaches is the figure to watch.
/// </remarks>
internal sealed class HttpBenchmark(HttpOptions options)
{
    private static readonly int[] s_connections = [1, 8, 32];

    public async Task<int> RunAsync(CancellationToken cancellationToken)
    {
        DataSet data = await DataSet.LoadAsync("glove", int.MaxValue, int.MaxValue, cancellationToken);
        DirectoryInfo scratch = Directory.CreateTempSubdirectory("vectorizer-http-");
        try
        {
            HttpReport report = await MeasureAsync(data, scratch.FullName, cancellationToken);
            Console.Write(report.ToMarkdown());
            if (options.Markdown is { } path)
            {
                await File.WriteAllTextAsync(path, report.ToMarkdown(), cancellationToken);
            }
        }
        finally
        {
            scratch.Delete(recursive: true);
        }

        return 0;
    }

    private async Task<HttpReport> MeasureAsync(DataSet data, string scratch, CancellationToken cancellationToken)
    {
        await using ServerProcess server = await ServerProcess.StartAsync([options.Server], options.Data, cancellationToken);
        HttpReport report = new(options, data.RowCount);
        foreach (int segments in new[] { 1, 4 })
        {
            if (await Words.ImportAsync(server.Http, $"w{segments}", segments, data, cancellationToken) is { } rate)
            {
                Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"imported into {segments} segments: {rate:F0} points/s"));
            }

            report.Recall[segments] = await RecallAsync(server.Http, $"w{segments}", data, cancellationToken);
        }

        JsonNode collection = JsonNode.Parse(await server.Http.GetStringAsync("api/v1/collections/w1", cancellationToken))!;
        using EngineRate engine = new(options.Data, (long)collection["id"]!, data, options.Ef);
        if (engine.Points != data.RowCount)
        {
            throw new InvalidOperationException($"The snapshot holds {engine.Points} points.");
        }

        string floorData = Path.Combine(scratch, "floor");
        await using ServerProcess floor = await ServerProcess.StartAsync(
            [typeof(HttpBenchmark).Assembly.Location, "floor", "--"], floorData, cancellationToken);
        await new VectorizerHttpClient(floor.Http).CreateCollectionAsync(
            "w1", new Client.Collections.CollectionDefinition { Dimension = data.Dimension, Metric = Client.Collections.Metric.Cosine }, cancellationToken);

        foreach (BodyKind kind in Enum.GetValues<BodyKind>())
        {
            QueryRequests.Write(Path.Combine(scratch, $"w1-{kind}"), "w1", kind, data, options.Ef);
            QueryRequests.Write(Path.Combine(scratch, $"w4-{kind}"), "w4", kind, data, options.Ef);
        }

        for (int round = 0; round < options.Rounds; round++)
        {
            foreach (int connections in s_connections)
            {
                foreach (BodyKind kind in Enum.GetValues<BodyKind>())
                {
                    await MeasureOneAsync("server", server, 1, kind);
                    await MeasureOneAsync("floor", floor, 1, kind);
                }

                await MeasureOneAsync("server", server, 4, BodyKind.Json);

                async Task MeasureOneAsync(string what, ServerProcess process, int segments, BodyKind kind) => report.Add(
                    new Measured(what, segments, kind, connections),
                    await LoadGenerator.RunAsync(
                        process.Port, connections, options.Seconds, Path.Combine(scratch, $"w{segments}-{kind}"), cancellationToken));
            }

            report.EngineRates.Add(engine.Measure(TimeSpan.FromSeconds(options.Seconds)));
        }

        return report;
    }

    /// <summary>Compares the ids of every query's answer with the exact truth.</summary>
    private async Task<double> RecallAsync(HttpClient http, string collection, DataSet data, CancellationToken cancellationToken)
    {
        VectorizerHttpClient client = new(http);
        long nearest = 0;
        for (int query = 0; query < data.QueryCount; query++)
        {
            QueryResult found = await client.QueryAsync(
                collection,
                new Query { Vector = data.Query(query).ToArray(), Limit = DataSet.Neighbors, Ef = options.Ef, WithPayload = false },
                cancellationToken);
            nearest += data.CountNearest(query, [.. found.Points.Select(point => int.Parse(point.Id, CultureInfo.InvariantCulture))]);
        }

        return (double)nearest / data.Truth.Length;
    }
}
