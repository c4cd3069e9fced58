using Azure.Storage.Blobs;
using Orleans.Storage;
using Vectorizer.Azure.Blobs;
using Vectorizer.Azure.Persistence;
using Vectorizer.Clustering.Tests.Servers;

namespace Vectorizer.Clustering.Tests.Persistence;

public sealed class AzureBlobGrainStorageContractTests(AzuriteServer azurite) : GrainStorageContract
{
    private readonly List<TestSilo> _silos = [];
    private BlobContainerClient? _container;

    protected override string[] UnreachableWords => ["manifest", "segment/", "container 'gone'", "can be reached"];

    public override async ValueTask DisposeAsync()
    {
        foreach (TestSilo silo in _silos)
        {
            await silo.DisposeAsync();
        }

        await base.DisposeAsync();
    }

    protected internal override async Task<IGrainStorage> OpenAsync()
        => await OpenAsync(_container ??= await azurite.NewContainerAsync());

    protected internal override Task<IGrainStorage> OpenUnreachableAsync()
        => OpenAsync(AzureContainer.Client(
            azurite.ConnectionString(ServerProcess.FreePort()), "gone", options => options.Retry.MaxRetries = 1));

    private async Task<IGrainStorage> OpenAsync(BlobContainerClient container)
    {
        TestSilo silo = await TestSilo.StartAsync(silo => silo.AddAzureBlobGrainStorage(container));
        _silos.Add(silo);
        return silo.Storage;
    }
}
