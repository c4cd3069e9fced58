using System.Text;
using Microsoft.Extensions.Logging.Abstractions;
using Vectorizer.Abstractions.Collections;
using Vectorizer.Abstractions.Errors;
using Vectorizer.Abstractions.Segments;
using Vectorizer.Engine.Segments;
using Vectorizer.Grains.Collections;
using Vectorizer.Grains.Segments;
using Vectorizer.Grains.Storage;
using Vectorizer.Grains.Tests.Clusters;
using Vectorizer.Grains.Tests.Storage;
using Vectorizer.Storage.Files;
using Vectorizer.Storage.Formats.V1;
using Vectorizer.Storage.Log;
using Vectorizer.Storage.Snapshots;

namespace Vectorizer.Grains.Tests.Collections;

/// <summary>What a start removes of the files that the catalog knows nothing of, and what it must not.</summary>
public sealed class CatalogStoreTests : IDisposable
{
    private readonly TestDirectory _directory = new();
    private readonly List<SegmentKey> _clearedManifests = [];
    private bool _areManifestsAway;

    public void Dispose() => _directory.Dispose();

    [Fact]
    public async Task A_collection_of_which_a_damaged_catalog_has_lost_the_record_keeps_its_points()
    {
        await WithStoreAsync(async (storage, store) =>
        {
            await store.CreateAsync(Record(1));
            WriteSegment(storage, 1, points: true);
        });
        FlipLastByteOfCatalog();

        await WithStoreAsync((storage, store) =>
        {
            Assert.False(store.State.TryFind(1, out _));
            Assert.Equal([1L], storage.Data.CollectionsOnDisk());
            return Task.CompletedTask;
        });
    }

    [Fact]
    public async Task What_was_dropped_or_never_wholly_created_is_removed()
    {
        await WithStoreAsync(async (storage, store) =>
        {
            await store.CreateAsync(Record(1));
            await store.CreateAsync(Record(2));
            await store.DropAsync(Record(2));
            WriteSegment(storage, 1, points: true);
            WriteSegment(storage, 2, points: true);
            WriteSegment(storage, 3, points: false);
        });

        await WithStoreAsync((storage, _) =>
        {
            Assert.Equal([1L], storage.Data.CollectionsOnDisk());
            return Task.CompletedTask;
        });
    }

    [Fact]
    public async Task The_manifests_of_what_is_removed_go_first_and_their_storage_may_be_away()
    {
        await WithStoreAsync(async (storage, store) =>
        {
            await store.CreateAsync(Record(1));
            await store.DropAsync(Record(1));
            WriteSegment(storage, 1, points: true);
        });

        _areManifestsAway = true;
        await WithStoreAsync((storage, _) =>
        {
            Assert.Equal([1L], storage.Data.CollectionsOnDisk());
            return Task.CompletedTask;
        });
        _areManifestsAway = false;
        await WithStoreAsync((storage, _) =>
        {
            Assert.Empty(storage.Data.CollectionsOnDisk());
            return Task.CompletedTask;
        });

        Assert.Equal([new SegmentKey(1, 0)], _clearedManifests);
    }

    [Fact]
    public async Task A_segment_that_was_saved_is_kept_even_if_its_log_has_no_record_left()
    {
        await WithStoreAsync((storage, _) =>
        {
            WriteSegment(storage, 1, points: false);
            storage.Data.Disk.CreateDirectory(storage.Data.SnapshotDirectory(1, 0));
            return Task.CompletedTask;
        });

        await WithStoreAsync((storage, _) =>
        {
            Assert.Equal([1L], storage.Data.CollectionsOnDisk());
            return Task.CompletedTask;
        });
    }

    [Fact]
    public async Task Names_and_aliases_are_after_a_start_what_they_were_before()
    {
        await WithStoreAsync(async (_, store) =>
        {
            await store.CreateAsync(Record(1));
            await store.CreateAsync(Record(2));
            await store.CreateAsync(Record(3));
            await store.ChangeAliasesAsync([("live", 1), ("next", 2), ("old", 3), ("gone", 2)]);
            await store.ChangeAliasesAsync([("live", 2), ("gone", 0)]);
            await store.RenameAsync(Record(2) with { Version = 2, Definition = Record(2).Definition with { Name = "renamed", DeletionProtection = true } });
            await store.DropAsync(Record(3));
        });

        await WithStoreAsync((storage, store) =>
        {
            CatalogState state = store.State;
            Assert.Equal([new CollectionAlias("live", "renamed"), new CollectionAlias("next", "renamed")], state.ListAliases(null, 10));
            Assert.Equal(["c1", "renamed"], state.List(null, 10).Select(record => record.Definition.Name));
            Assert.True(state.TryResolve("live", out CollectionRecord? record));
            Assert.Equal((2L, true), (record.Id, record.Definition.DeletionProtection));
            Assert.True(state.WasRenamed("c2", "renamed", out _));
            return Task.CompletedTask;
        });
    }

    private Task ClearManifestAsync(SegmentKey key)
    {
        if (_areManifestsAway)
        {
            throw new VectorizerException(VectorizerError.SegmentUnavailable, "The storage is away.");
        }

        _clearedManifests.Add(key);
        return Task.CompletedTask;
    }

    private static CollectionRecord Record(long id)
        => new(id, Definitions.Plain($"c{id}", dimension: 2, segments: 1), SlotMap.Even(1), Version: 1, DateTimeOffset.UnixEpoch);

    private static void WriteSegment(NodeStorage storage, long id, bool points)
    {
        storage.Data.CreateLogDirectory(id, 0);
        SegmentLog log = SegmentLog.Create(storage.Logs, LogIdentity.OfSegment(id, 0), storage.Data.LogDirectory(id, 0));
        if (points)
        {
            PointMutation point = PointMutation.Upsert(Encoding.UTF8.GetBytes("a"), 1, new float[] { 1, 2 }, default);
            log.Append([new SegmentWriteRecord(new[] { point })], commitPosition: 0);
        }

        log.Close();
    }

    private void FlipLastByteOfCatalog()
    {
        string file = Directory.EnumerateFiles(_directory.Of("data/catalog/log"), "*.log").Single();
        byte[] bytes = File.ReadAllBytes(file);
        bytes[Array.FindLastIndex(bytes, value => value != 0)] ^= 1;
        File.WriteAllBytes(file, bytes);
    }

    private async Task WithStoreAsync(Func<NodeStorage, CatalogStore, Task> action)
    {
        using NodeStorage storage = new(
            Disk.ForThisMachine(), "node", new StorageOptions { DataDirectory = _directory.Of("data") }, TimeProvider.System, NullLoggerFactory.Instance);
        CatalogStore store = new(storage, new FileSnapshotStore(storage.Data), ClearManifestAsync, new SegmentInstruments(null), NullLogger.Instance);
        await store.OpenAsync();
        Assert.Null(store.Damage);
        await action(storage, store);
        await store.CloseAsync();
    }
}
