using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Orleans.Configuration;
using Orleans.Runtime.Hosting;
using Orleans.Serialization;
using Orleans.Storage;
using StackExchange.Redis;
using Vectorizer.Storage.Files;

namespace Vectorizer.Clustering.Persistence;

/// <summary>Registration of the storage under <see cref="VectorizerStorage.ProviderName"/>. One of them is added.</summary>
public static class PersistenceSiloBuilderExtensions
{
    /// <summary>Keeps the state of grains in files of this node.</summary>
    /// <param name="builder">The silo.</param>
    /// <param name="data">Finds the data directory, whose lock must be held until the container is disposed of.</param>
    public static ISiloBuilder AddFileGrainStorage(this ISiloBuilder builder, Func<IServiceProvider, DataDirectory> data)
    {
        ArgumentNullException.ThrowIfNull(builder);
        builder.Services.TryAddSingleton<GrainStateCodec>();
        builder.Services.AddGrainStorage(VectorizerStorage.ProviderName, (services, _) =>
        {
            DataDirectory directory = data(services);
            directory.CreateStateDirectory();
            return new FileGrainStorage(
                directory.Disk,
                directory.StateDirectory,
                services.GetRequiredService<GrainStateCodec>(),
                services.GetRequiredService<ILogger<FileGrainStorage>>());
        });
        return builder;
    }

    /// <summary>Keeps the state of grains in Redis, as <c>&lt;service id&gt;/state/&lt;state name&gt;/&lt;grain type&gt;/&lt;grain key&gt;</c>.</summary>
    /// <param name="builder">The silo.</param>
    /// <param name="redis">How to reach it.</param>
    public static ISiloBuilder AddRedisGrainStorage(this ISiloBuilder builder, ConfigurationOptions redis)
    {
        ArgumentNullException.ThrowIfNull(builder);
        return builder.AddRedisGrainStorage(
            VectorizerStorage.ProviderName,
            options => options.Configure<IOptions<ClusterOptions>, Serializer>((storage, cluster, serializer) =>
            {
                storage.ConfigurationOptions = redis;
                storage.DeleteStateOnClear = true;

                // Binary, as in files and blobs. The default is JSON, which makes text of every number.
                storage.GrainStorageSerializer = new OrleansGrainStorageSerializer(serializer);

                // The grain's key last: it alone may hold a slash, and at any other place two keys could become one.
                string prefix = $"{cluster.Value.ServiceId}/state/";
                storage.GetStorageKey = (stateName, grainId) => $"{prefix}{stateName}/{grainId}";
            }));
    }
}
