using Azure.Storage.Blobs;
using Microsoft.Extensions.DependencyInjection;
using Orleans.Serialization;
using Vectorizer.Azure.Blobs;
using Vectorizer.Azure.Persistence;
using Vectorizer.Clustering.Persistence;
using Vectorizer.Clustering.Tests.Persistence;
using Vectorizer.Clustering.Tests.Servers;
using Vectorizer.Storage.Formats;

namespace Vectorizer.Clustering.Tests.Azure;

/// <summary>What a container holds, and what is done about answers that get lost and blobs that are not as written.</summary>
public sealed class AzureStateTests(AzuriteServer azurite) : IDisposable
{
    private const string StateName = "manifest";

    private static readonly GrainId s_grain = GrainId.Create("segment", "../a key");

    private readonly ServiceProvider _services = new ServiceCollection().AddSerializer().AddSingleton<GrainStateCodec>().BuildServiceProvider();

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    public void Dispose() => _services.Dispose();

    [Fact]
    public async Task A_record_is_one_blob_whose_name_is_no_part_of_the_key()
    {
        BlobContainerClient container = await azurite.NewContainerAsync();
        await Open(container).WriteStateAsync(StateName, s_grain, new Held());
        Assert.Matches("^state/a%20cluster/[0-9a-f]{64}$", (await OnlyBlobAsync(container)).Name);
    }

    [Fact]
    public async Task Clusters_of_one_container_do_not_see_each_others_records()
    {
        BlobContainerClient container = await azurite.NewContainerAsync();
        await Open(container).WriteStateAsync(StateName, s_grain, new Held());
        Held read = new();
        await Open(container, "another").ReadStateAsync(StateName, s_grain, read);
        Assert.False(read.RecordExists);
    }

    /// <summary>The client repeats the request, which then meets the ETag of the first one.</summary>
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_write_whose_answer_was_lost_is_no_conflict_with_itself(bool isFirst)
    {
        RequestFault fault = new();
        BlobContainerClient container = await azurite.NewContainerAsync(options =>
        {
            options.Retry.MaxRetries = 1;
            fault.Attach(options);
        });
        AzureBlobGrainStorage storage = Open(container);
        Held held = new();
        if (!isFirst)
        {
            await storage.WriteStateAsync(StateName, s_grain, held);
        }

        fault.LosesNextAnswer = true;
        held.State = new Manifest { Name = "arrived" };
        await storage.WriteStateAsync(StateName, s_grain, held);
        Assert.False(fault.LosesNextAnswer);
        Held read = new();
        await storage.ReadStateAsync(StateName, s_grain, read);
        Assert.Equal(("arrived", held.ETag), (read.State.Name, read.ETag));
    }

    [Fact]
    public async Task A_damaged_blob_is_told_and_never_taken_for_a_missing_one()
    {
        BlobContainerClient container = await azurite.NewContainerAsync();
        AzureBlobGrainStorage storage = Open(container);
        await storage.WriteStateAsync(StateName, s_grain, new Held());
        BlobClient blob = await OnlyBlobAsync(container);
        byte[] bytes = (await blob.DownloadContentAsync(Cancelled)).Value.Content.ToArray();
        bytes[^1] ^= 1;
        await blob.UploadAsync(new BinaryData(bytes), overwrite: true, Cancelled);
        CorruptDataException exception = await Assert.ThrowsAsync<CorruptDataException>(
            () => storage.ReadStateAsync(StateName, s_grain, new Held()));
        Assert.Contains(blob.Name, Uri.UnescapeDataString(exception.Message), StringComparison.Ordinal);
        await Assert.ThrowsAsync<CorruptDataException>(() => storage.WriteStateAsync(StateName, s_grain, new Held()));
    }

    [Fact]
    public async Task A_blob_of_another_grain_is_refused()
    {
        BlobContainerClient container = await azurite.NewContainerAsync();
        AzureBlobGrainStorage storage = Open(container);
        await storage.WriteStateAsync(StateName, s_grain, new Held());
        BlobClient blob = await OnlyBlobAsync(container);
        GrainId other = GrainId.Create("segment", "another");
        string name = blob.Name[..^64] + new GrainStateKey(StateName, other).Hash;
        await container.GetBlobClient(name).UploadAsync((await blob.DownloadContentAsync(Cancelled)).Value.Content, Cancelled);
        await Assert.ThrowsAsync<CorruptDataException>(() => storage.ReadStateAsync(StateName, other, new Held()));
    }

    [Fact]
    public async Task A_missing_container_is_told_by_name_and_never_taken_for_a_missing_record()
    {
        AzureBlobGrainStorage storage = Open(azurite.Container("no-such-container"));
        Func<Task>[] calls =
        [
            () => storage.ReadStateAsync(StateName, s_grain, new Held()),
            () => storage.WriteStateAsync(StateName, s_grain, new Held()),
            () => storage.WriteStateAsync(StateName, s_grain, new Held(new Manifest(), "\"0x8D\"")),
            () => storage.ClearStateAsync(StateName, s_grain, new Held()),
            () => storage.ClearStateAsync(StateName, s_grain, new Held(new Manifest(), "\"0x8D\"")),
        ];
        foreach (Func<Task> call in calls)
        {
            GrainStateException exception = await Assert.ThrowsAsync<GrainStateException>(call);
            Assert.Contains("no-such-container", exception.Message, StringComparison.Ordinal);
            Assert.Contains("does not exist", exception.Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task A_key_that_does_not_fit_is_told_without_the_key()
    {
        BlobContainerClient container = azurite.Container("any", key: AzuriteServer.WrongKey);
        GrainStateException exception = await Assert.ThrowsAsync<GrainStateException>(
            () => Open(container).ReadStateAsync(StateName, s_grain, new Held()));
        Assert.Contains("Access was refused", exception.Message, StringComparison.Ordinal);
        Assert.DoesNotContain(AzuriteServer.WrongKey, exception.ToString(), StringComparison.Ordinal);

        AzureContainerException atStart = await Assert.ThrowsAsync<AzureContainerException>(() => AzureContainer.EnsureAsync(container, Cancelled));
        Assert.Contains("'any'", atStart.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_cancelled_call_is_no_failure_of_the_store()
    {
        BlobContainerClient container = await azurite.NewContainerAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(
            () => Open(container).ReadStateAsync(StateName, s_grain, new Held(), new CancellationToken(canceled: true)));
    }

    private static async Task<BlobClient> OnlyBlobAsync(BlobContainerClient container)
    {
        List<string> names = [];
        await foreach (global::Azure.Storage.Blobs.Models.BlobItem item in container.GetBlobsAsync(cancellationToken: Cancelled))
        {
            names.Add(item.Name);
        }

        return container.GetBlobClient(Assert.Single(names));
    }

    private AzureBlobGrainStorage Open(BlobContainerClient container, string cluster = "a cluster")
        => new(container, cluster, _services.GetRequiredService<GrainStateCodec>());
}
