using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging.Abstractions;
using Orleans.Storage;
using Vectorizer.Clustering.Persistence;

namespace Vectorizer.Clustering.Tests.Persistence;

/// <summary>The storage as a silo has it, registered as in a silo, without the silo being started.</summary>
internal sealed class TestSilo : IAsyncDisposable
{
    private readonly IHost _host;
    private readonly SiloLifecycleSubject _lifecycle = new(NullLogger<SiloLifecycleSubject>.Instance);

    private TestSilo(IHost host)
    {
        _host = host;
        Storage = host.Services.GetRequiredKeyedService<IGrainStorage>(VectorizerStorage.ProviderName);
    }

    public IGrainStorage Storage { get; }

    public static async Task<TestSilo> StartAsync(Action<ISiloBuilder> addStorage)
    {
        HostApplicationBuilder builder = Host.CreateEmptyApplicationBuilder(null);
        builder.UseOrleans(silo => addStorage(silo.UseLocalhostClustering(serviceId: "tests", clusterId: "tests")));
        TestSilo silo = new(builder.Build());
        if (silo.Storage is ILifecycleParticipant<ISiloLifecycle> participant)
        {
            participant.Participate(silo._lifecycle);
        }

        await silo._lifecycle.OnStart(TestContext.Current.CancellationToken);
        return silo;
    }

    public async ValueTask DisposeAsync()
    {
        await _lifecycle.OnStop(CancellationToken.None);
        await ((IAsyncDisposable)_host).DisposeAsync();
    }
}
