using System.Diagnostics.Metrics;
using System.Text;
using Vectorizer.Abstractions.Collections;
using Vectorizer.Abstractions.Points;
using Vectorizer.Abstractions.Search;
using Vectorizer.Client.Orleans;
using Vectorizer.Grains.Search;
using Vectorizer.Grains.Tests.Clusters;

namespace Vectorizer.Grains.Tests.Search;

/// <summary>
/// The same random writes and searches go to a silo that keeps answers and to one that does not: every answer is equal, byte
/// for byte. One index thread on each, so that both build the same graph; more points than are scanned, so that it is walked.
/// </summary>
public sealed class CachedSearchTests(ITestOutputHelper output) : IAsyncLifetime
{
    private const int Dimension = 8;
    private const int Ids = 600;
    private const int Queries = 3;
    private const int Steps = 2_000;

    private readonly VectorizerCluster _with = new(1, index: index => index.MaxThreads = 1, caching: caching => caching.MaxBytes = 1024 * 1024);
    private readonly VectorizerCluster _without = new(1, index: index => index.MaxThreads = 1, caching: caching => caching.Enabled = false);

    public async ValueTask InitializeAsync()
    {
        await _with.InitializeAsync();
        await _without.InitializeAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await _with.DisposeAsync();
        await _without.DisposeAsync();
    }

    [Fact]
    public async Task Answers_are_the_same_with_and_without_the_cache()
    {
        int seed = Random.Shared.Next();
        output.WriteLine($"seed {seed}");
        Random random = new(seed);
        long hits = 0;
        using MeterListener listener = Listen(() => hits++);
        CollectionDefinition definition = Definitions.Plain("c", Dimension, segments: 2);
        await _with.Client.CreateCollectionAsync(definition);
        await _without.Client.CreateCollectionAsync(definition);
        float[][] queries = [.. Enumerable.Range(0, Queries).Select(_ => Vector(random))];
        int first = random.Next();
        await BothAsync(client => client.UpsertAsync("c", Batch(first, [.. Enumerable.Range(0, Ids)])));

        for (int step = 0; step < Steps; step++)
        {
            int number = random.Next();
            int[] some = [.. Enumerable.Range(0, random.Next(1, 4)).Select(_ => random.Next(Ids))];
            switch (random.Next(50))
            {
                case 0:
                    await BothAsync(client => client.UpsertAsync("c", Batch(number, some)));
                    break;
                case 1:
                    await BothAsync(client => client.DeleteAsync("c", Points.Ids(some.Select(id => $"p{id}"))));
                    break;
                default:
                    // The same vectors alone, or as examples of either kind: answers that must not be taken for one another.
                    float[][] asked = [.. Enumerable.Range(0, random.Next(4) == 0 ? 2 : 1).Select(_ => queries[random.Next(Queries)])];
                    SearchQuery query = new()
                    {
                        Vectors = new VectorBlock([.. asked.SelectMany(vector => vector)]),
                        Positives = random.Next(2) == 0 ? null : random.Next(2),
                        Limit = random.Next(2, 4),
                        Ef = random.Next(2) == 0 ? null : 10,
                        Exact = random.Next(4) == 0,
                        Parts = random.Next(2) == 0 ? PointParts.Payload : PointParts.Payload | PointParts.Vectors,
                    };
                    Assert.Equal(
                        Text(await _without.Client.SearchAsync("c", query)), Text(await _with.Client.SearchAsync("c", query)));
                    break;
            }
        }

        // Or nothing was tested.
        Assert.True(hits > Steps / 10, $"{hits} hits.");
        ResultCache cache = _with.OnEverySilo<ResultCache>().Single();
        Assert.Equal(0, _without.OnEverySilo<ResultCache>().Single().Count);
        await _with.Client.DropCollectionAsync("c");
        Assert.Equal((0, 0), (cache.Count, cache.Bytes));
    }

    private async Task BothAsync(Func<VectorizerClient, Task> write)
    {
        await write(_with.Client);
        await write(_without.Client);
    }

    private static float[] Vector(Random random) => [.. Enumerable.Range(0, Dimension).Select(_ => random.NextSingle())];

    private static PointBatch Batch(int seed, int[] ids)
    {
        Random random = new(seed);
        PointBatchBuilder batch = new(ids.Length);
        foreach (int id in ids)
        {
            batch.Add($"p{id}", Vector(random), $"{{\"n\":{random.Next()}}}");
        }

        return batch.Build();
    }

    private static string Text(SearchResult result)
    {
        StringBuilder text = new();
        foreach (SearchHits hits in result.Hits)
        {
            for (int i = 0; i < hits.Count; i++)
            {
                text.Append(Encoding.UTF8.GetString(hits.Points.Ids[i].Span)).Append(' ')
                    .Append(BitConverter.SingleToInt32Bits(hits.Distances.Values.Span[i])).Append(' ')
                    .Append(hits.Points.SequenceOf(i)).Append(' ')
                    .Append(Encoding.UTF8.GetString(hits.Points.PayloadOf(i).Span)).Append('\n');
            }

            text.AppendJoin(' ', hits.Points.Values.Values.ToArray().Select(BitConverter.SingleToInt32Bits)).Append('\n');
        }

        return text.ToString();
    }

    private MeterListener Listen(Action hit)
    {
        IMeterFactory meters = _with.OnEverySilo<IMeterFactory>().Single();
        MeterListener listener = new();
        listener.InstrumentPublished = (instrument, published) =>
        {
            if (instrument.Meter.Scope == meters && instrument.Name == "vectorizer.cache.hits")
            {
                published.EnableMeasurementEvents(instrument);
            }
        };
        listener.SetMeasurementEventCallback<long>((_, _, _, _) => hit());
        listener.Start();
        return listener;
    }
}
