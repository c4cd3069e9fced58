using Microsoft.Extensions.DependencyInjection;
using Orleans.TestingHost;
using Vectorizer.Client.Orleans;
using Vectorizer.Clustering.Persistence;
using Vectorizer.Grains.Hosting;
using Vectorizer.Grains.Search;
using Vectorizer.Grains.Segments;
using Vectorizer.Grains.Snapshots;
using Vectorizer.Grains.Storage;
using Vectorizer.Grains.Tests.Storage;

namespace Vectorizer.Grains.Tests.Clusters;

/// <summary>A cluster in this process, with the product's grains and real serialisation between the silos.</summary>
public class VectorizerCluster(
    short silos,
    Action<SearchOptions>? search = null,
    Action<IndexOptions>? index = null,
    Action<AutoSaveOptions>? autoSave = null,
    Action<CachingOptions>? caching = null) : IAsyncLifetime
{
    private readonly TestDirectory _data = new();
    private InProcessTestCluster? _cluster;

    public InProcessTestCluster Cluster => _cluster ?? throw new InvalidOperationException("The cluster is not up.");

    /// <summary>A client outside the silos: everything that it sends is serialised.</summary>
    public VectorizerClient Client { get; private set; } = null!;

    public IGrainFactory Grains => Cluster.Client;

    /// <summary>What each silo has of a service, in order of the silos' names.</summary>
    public IEnumerable<T> OnEverySilo<T>()
        where T : notnull
        => Cluster.Silos.OrderBy(silo => silo.Name, StringComparer.Ordinal)
            .Select(silo => Cluster.GetSiloServiceProvider(silo.SiloAddress).GetRequiredService<T>());

    public async ValueTask InitializeAsync()
    {
        InProcessTestClusterBuilder builder = new(silos);
        builder.Options.ConfigureFileLogging = false;
        builder.ConfigureSilo((options, silo) =>
        {
            silo.AddVectorizer(storage => storage.DataDirectory = _data.Of(options.SiloName), search, index, autoSave: autoSave, caching: caching);
            silo.AddFileGrainStorage(services => services.GetRequiredService<NodeStorage>().Data);
            silo.Services.AddSingleton<CallCounter>();
            silo.Services.AddSingleton<CallFaults>();
            silo.AddIncomingGrainCallFilter<CallCounterFilter>();
        });
        _cluster = builder.Build();
        await _cluster.DeployAsync();
        Client = new VectorizerClient(Grains);
    }

    public async ValueTask DisposeAsync()
    {
        if (_cluster is not null)
        {
            await _cluster.DisposeAsync();
        }

        _data.Dispose();

        GC.SuppressFinalize(this);
    }

    /// <summary>How often a grain method has been called, on all silos together.</summary>
    public int Calls(string grain, string method) => OnEverySilo<CallCounter>().Sum(counter => counter.Of(grain, method));
}
