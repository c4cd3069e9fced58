using Orleans.Storage;
using Vectorizer.Clustering.Persistence;
using Vectorizer.Clustering.Tests.Servers;

namespace Vectorizer.Clustering.Tests.Persistence;

public sealed class RedisGrainStorageContractTests(RedisServer redis) : GrainStorageContract
{
    private readonly List<TestSilo> _silos = [];

    protected override string[] UnreachableWords => ["segment/", "manifest", "Redis"];

    [Fact]
    public async Task A_Redis_that_is_back_is_used_again_without_a_restart()
    {
        RedisServer other = new();
        await other.InitializeAsync();
        await using IAsyncDisposable stopped = other;
        IGrainStorage storage = await OpenAsync(other);
        GrainId grain = GrainId.Create("segment", "1/0");
        await storage.WriteStateAsync("manifest", grain, new Held());
        await other.DisposeAsync();
        await Assert.ThrowsAnyAsync<Exception>(() => storage.ReadStateAsync("manifest", grain, new Held()));

        await other.ReturnAsync();
        Held read = new();
        while (await Record.ExceptionAsync(() => storage.ReadStateAsync("manifest", grain, read)) is not null)
        {
            TestContext.Current.CancellationToken.ThrowIfCancellationRequested();
        }

        Assert.False(read.RecordExists);
    }

    public override async ValueTask DisposeAsync()
    {
        foreach (TestSilo silo in _silos)
        {
            await silo.DisposeAsync();
        }

        await base.DisposeAsync();
    }

    protected internal override async Task<IGrainStorage> OpenAsync() => await OpenAsync(redis);

    protected internal override async Task<IGrainStorage> OpenUnreachableAsync()
    {
        RedisServer other = new();
        await other.InitializeAsync();
        IGrainStorage storage = await OpenAsync(other);
        await other.DisposeAsync();
        return storage;
    }

    private async Task<IGrainStorage> OpenAsync(RedisServer server)
    {
        TestSilo silo = await TestSilo.StartAsync(silo => silo.AddRedisGrainStorage(server.Connection));
        _silos.Add(silo);
        return silo.Storage;
    }
}
