using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Orleans.Configuration;
using Vectorizer.Abstractions.Search;
using Vectorizer.Clustering.Persistence;
using Vectorizer.Clustering.Placement;
using Vectorizer.Grains.Collections;
using Vectorizer.Grains.Memory;
using Vectorizer.Grains.Search;
using Vectorizer.Grains.Segments;
using Vectorizer.Grains.Snapshots;
using Vectorizer.Grains.Storage;
using Vectorizer.Grains.Threads;
using Vectorizer.Storage.Snapshots;

namespace Vectorizer.Grains.Hosting;

/// <summary>Registration of the grains and of what they need on a silo.</summary>
public static class VectorizerSiloBuilderExtensions
{
    // Two, so that a bulky message does not hold up every search between two silos.
    private const int ConnectionsPerSilo = 2;

    /// <summary>Makes a silo hold collections.</summary>
    /// <param name="builder">The silo.</param>
    /// <param name="storage">Sets the storage options, the data directory above all. They can be bound to configuration as well.</param>
    /// <param name="search">Changes the search options; may be null. They can be bound to configuration as well.</param>
    /// <param name="index">Changes the index options; may be null. They can be bound to configuration as well.</param>
    /// <param name="memory">Changes the memory options; may be null. They can be bound to configuration as well.</param>
    /// <param name="autoSave">Changes when segments are saved; may be null. It can be bound to configuration as well.</param>
    /// <param name="caching">Changes what is kept of answers; may be null. It can be bound to configuration as well.</param>
    /// <remarks>The silo needs a storage of grain state under <see cref="VectorizerStorage.ProviderName"/>.</remarks>
    public static ISiloBuilder AddVectorizer(
        this ISiloBuilder builder,
        Action<StorageOptions>? storage = null,
        Action<SearchOptions>? search = null,
        Action<IndexOptions>? index = null,
        Action<MemoryOptions>? memory = null,
        Action<AutoSaveOptions>? autoSave = null,
        Action<CachingOptions>? caching = null)
    {
        ArgumentNullException.ThrowIfNull(builder);
        IServiceCollection services = builder.Services;
        services.AddOptions<StorageOptions>().Configure(options => storage?.Invoke(options));
        services.AddOptions<SearchOptions>().Configure(options => search?.Invoke(options));
        services.AddOptions<IndexOptions>().Configure(options => index?.Invoke(options));
        services.AddOptions<AutoSaveOptions>().Configure(options => autoSave?.Invoke(options));
        services.AddOptions<CachingOptions>().Configure(options => caching?.Invoke(options));
        services.AddOptions<MemoryOptions>().Configure(options => memory?.Invoke(options));
        services.AddTransient<IConfigurationValidator, StorageOptionsValidator>();
        services.AddTransient<IConfigurationValidator, AutoSaveOptionsValidator>();
        services.AddTransient<IConfigurationValidator, CatalogOptionsValidator>();
        services.AddTransient<IConfigurationValidator, SearchOptionsValidator>();
        services.AddTransient<IConfigurationValidator, IndexOptionsValidator>();
        services.AddTransient<IConfigurationValidator, MemoryOptionsValidator>();
        services.AddTransient<IConfigurationValidator, CachingOptionsValidator>();
        services.Configure<ConnectionOptions>(options => options.ConnectionsPerEndpoint = ConnectionsPerSilo);

        services.AddMetrics();
        services.AddSingleton<PoolInstruments>();
        services.AddSingleton<SegmentInstruments>();
        services.AddSingleton<NodeInstruments>();
        services.TryAddSingleton(TimeProvider.System);
        services.AddSingleton<MemoryBudget>();
        services.AddSingleton<NodeStorage>();
        services.AddSingleton<NodeRecovery>();
        services.AddSingleton<ILifecycleParticipant<ISiloLifecycle>>(provider => provider.GetRequiredService<NodeRecovery>());
        services.AddSingleton<SearchExecutor>();
        services.AddSingleton<IndexExecutor>();
        services.AddSingleton<ResultCache>();
        services.TryAddSingleton<ISnapshotStore>(provider => new FileSnapshotStore(provider.GetRequiredService<NodeStorage>().Data));
        services.AddSingleton<CopyManifests>();
        services.AddSingleton<SavingServices>();
        services.AddSingleton<SegmentRegistry>();
        services.TryAddSingleton<ILocalSearches>(provider => provider.GetRequiredService<SegmentRegistry>());
        services.AddSingleton<SegmentUpkeep>();
        services.AddSingleton<ILifecycleParticipant<ISiloLifecycle>>(provider => provider.GetRequiredService<SegmentUpkeep>());
        services.AddSingleton<SnapshotScrubber>();
        services.AddSingleton<ILifecycleParticipant<ISiloLifecycle>>(provider => provider.GetRequiredService<SnapshotScrubber>());
        return builder.AddSegmentPlacement();
    }
}
