using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Orleans.Configuration;
using Vectorizer.Clustering.Placement;
using Vectorizer.Grains.Memory;
using Vectorizer.Grains.Search;
using Vectorizer.Grains.Segments;
using Vectorizer.Grains.Storage;

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
    public static ISiloBuilder AddVectorizer(
        this ISiloBuilder builder,
        Action<StorageOptions>? storage = null,
        Action<SearchOptions>? search = null,
        Action<IndexOptions>? index = null,
        Action<MemoryOptions>? memory = null)
    {
        ArgumentNullException.ThrowIfNull(builder);
        IServiceCollection services = builder.Services;
        services.AddOptions<StorageOptions>().Configure(options => storage?.Invoke(options));
        services.AddOptions<SearchOptions>().Configure(options => search?.Invoke(options));
        services.AddOptions<IndexOptions>().Configure(options => index?.Invoke(options));
        services.AddOptions<MemoryOptions>().Configure(options => memory?.Invoke(options));
        services.AddTransient<IConfigurationValidator, StorageOptionsValidator>();
        services.AddTransient<IConfigurationValidator, SearchOptionsValidator>();
        services.AddTransient<IConfigurationValidator, IndexOptionsValidator>();
        services.AddTransient<IConfigurationValidator, MemoryOptionsValidator>();
        services.Configure<ConnectionOptions>(options => options.ConnectionsPerEndpoint = ConnectionsPerSilo);

        services.TryAddSingleton(TimeProvider.System);
        services.AddSingleton<MemoryBudget>();
        services.AddSingleton<NodeStorage>();
        services.AddSingleton<NodeRecovery>();
        services.AddSingleton<ILifecycleParticipant<ISiloLifecycle>>(provider => provider.GetRequiredService<NodeRecovery>());
        services.AddSingleton<SearchExecutor>();
        services.AddSingleton<IndexExecutor>();
        services.AddSingleton<SegmentRegistry>();
        return builder.AddSegmentPlacement();
    }
}
