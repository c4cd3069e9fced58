using System.Diagnostics;
using System.Globalization;
using System.Text;
using Vectorizer.Client;
using Vectorizer.Client.Collections;
using Vectorizer.Client.Points;
using Vectorizer.Engine.Benchmarks.DataSets;

namespace Vectorizer.Server.Benchmarks.Http;

/// <summary>Puts the words into a collection; the id of a word is the number of its row.</summary>
internal static class Words
{
    private const int PointsPerRequest = 1_000;
    private const int Writers = 4;

    /// <summary>Imports what is not there yet.</summary>
    /// <returns>Points a second, each durable and searchable when it counts; null when nothing was imported.</returns>
    public static async Task<double?> ImportAsync(
        HttpClient http, string collection, int segments, DataSet data, CancellationToken cancellationToken)
    {
        VectorizerHttpClient client = new(http);
        CollectionSummary? there = (await client.ListCollectionsAsync(cancellationToken)).Collections
            .FirstOrDefault(summary => summary.Name == collection);
        if (there?.Points == data.RowCount)
        {
            return null;
        }

        if (there is null)
        {
            await client.CreateCollectionAsync(
                collection,
                new CollectionDefinition
                {
                    Dimension = data.Dimension,
                    Metric = Metric.Cosine,
                    Segments = segments,
                    HnswConfig = new HnswConfig { M = 16, EfConstruction = 200 },
                },
                cancellationToken);
        }

        long startedAt = Stopwatch.GetTimestamp();
        await Parallel.ForAsync(
            0,
            (data.RowCount + PointsPerRequest - 1) / PointsPerRequest,
            new ParallelOptions { MaxDegreeOfParallelism = Writers, CancellationToken = cancellationToken },
            async (request, token) => await client.UpsertAsync(collection, Batch(data, request * PointsPerRequest), cancellationToken: token));
        double seconds = Stopwatch.GetElapsedTime(startedAt).TotalSeconds;
        using HttpResponseMessage saved = await http.PostAsync($"api/v1/collections/{collection}/snapshot", null, cancellationToken);
        saved.EnsureSuccessStatusCode();
        return data.RowCount / seconds;
    }

    private static PointBatch Batch(DataSet data, int first)
    {
        PointBatch batch = new(data.Dimension);
        for (int row = first; row < Math.Min(first + PointsPerRequest, data.RowCount); row++)
        {
            batch.Add(
                Encoding.UTF8.GetBytes(row.ToString(CultureInfo.InvariantCulture)),
                data.Rows.AsSpan(row * data.Dimension, data.Dimension));
        }

        return batch;
    }
}
