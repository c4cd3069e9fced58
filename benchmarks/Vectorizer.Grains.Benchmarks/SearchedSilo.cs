using Microsoft.Extensions.DependencyInjection;
using Orleans.TestingHost;
using Vectorizer.Abstractions.Collections;
using Vectorizer.Abstractions.Points;
using Vectorizer.Abstractions.Segments;
using Vectorizer.Client.Orleans;
using Vectorizer.Clustering.Persistence;
using Vectorizer.Grains.Hosting;
using Vectorizer.Grains.Storage;

namespace Vectorizer.Grains.Benchmarks;

/// <summary>A silo with one collection, called from inside as the web API calls it.</summary>
internal sealed class SearchedSilo : IAsyncDisposable
{
    private const string Name = "c";
    private const int BatchPoints = 500;

    private readonly InProcessTestCluster _cluster;
    private readonly DirectoryInfo _data;
    private readonly VectorizerClient _client;

    private SearchedSilo(InProcessTestCluster cluster, DirectoryInfo data)
    {
        _cluster = cluster;
        _data = data;
        _client = new VectorizerClient(cluster.GetSiloServiceProvider(cluster.Silos[0].SiloAddress).GetRequiredService<IGrainFactory>());
    }

    /// <summary>Starts a silo and fills its collection.</summary>
    public static async Task<SearchedSilo> StartAsync(bool caching, int points, int dimension)
    {
        DirectoryInfo data = Directory.CreateTempSubdirectory("vectorizer-benchmark-");
        InProcessTestClusterBuilder builder = new(1);
        builder.Options.ConfigureFileLogging = false;
        builder.ConfigureSilo((_, silo) =>
        {
            silo.AddVectorizer(storage => storage.DataDirectory = Path.Combine(data.FullName, "data"), caching: options => options.Enabled = caching);
            silo.AddFileGrainStorage(services => services.GetRequiredService<NodeStorage>().Data);
        });
        InProcessTestCluster cluster = builder.Build();
        await cluster.DeployAsync();
        SearchedSilo started = new(cluster, data);
        await started._client.CreateCollectionAsync(new CollectionDefinition(
            Name, [new VectorField("", dimension, DistanceMetric.Cosine, new HnswConfig())], Segments: 1, Durability: Durability.Memory));
        for (int first = 0; first < points; first += BatchPoints)
        {
            await started._client.UpsertAsync(Name, Points.Batch(first, Math.Min(BatchPoints, points - first), dimension));
        }

        return started;
    }

    /// <summary>One search for ten points with their payloads, ef 100.</summary>
    public Task SearchAsync(VectorBlock query)
        => _client.SearchAsync(Name, new SearchQuery { Vectors = query, Limit = 10, Ef = 100, Parts = PointParts.Payload });

    public async ValueTask DisposeAsync()
    {
        await _cluster.DisposeAsync();
        _data.Delete(recursive: true);
    }
}
