using Azure.Storage.Blobs;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;
using Orleans.Configuration;
using Orleans.Runtime.Hosting;
using Vectorizer.Clustering.Persistence;

namespace Vectorizer.Azure.Persistence;

/// <summary>Registration of the storage under <see cref="VectorizerStorage.ProviderName"/>.</summary>
public static class AzurePersistenceSiloBuilderExtensions
{
    /// <summary>Keeps the state of grains in Azure Blob Storage.</summary>
    public static ISiloBuilder AddAzureBlobGrainStorage(this ISiloBuilder builder, BlobContainerClient container)
    {
        ArgumentNullException.ThrowIfNull(builder);
        builder.Services.TryAddSingleton<GrainStateCodec>();
        builder.Services.AddGrainStorage(VectorizerStorage.ProviderName, (services, _) => new AzureBlobGrainStorage(
            container,
            services.GetRequiredService<IOptions<ClusterOptions>>().Value.ServiceId,
            services.GetRequiredService<GrainStateCodec>()));
        return builder;
    }
}
