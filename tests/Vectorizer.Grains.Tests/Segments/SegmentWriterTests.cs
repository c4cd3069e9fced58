using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Vectorizer.Abstractions.Errors;
using Vectorizer.Abstractions.Segments;
using Vectorizer.Engine.Hnsw;
using Vectorizer.Engine.Quantization;
using Vectorizer.Engine.Segments;
using Vectorizer.Engine.Vectors;
using Vectorizer.Grains.Memory;
using Vectorizer.Grains.Search;
using Vectorizer.Grains.Segments;
using Vectorizer.Grains.Storage;
using Vectorizer.Grains.Tests.Storage;
using Vectorizer.Storage.Files;
using Vectorizer.Storage.Formats.V1;
using Vectorizer.Storage.Log;
using Vectorizer.Storage.Rows;

namespace Vectorizer.Grains.Tests.Segments;

public sealed class SegmentWriterTests : IDisposable
{
    private static readonly ImmutableArray<VectorFieldSchema> s_fields =
        [new VectorFieldSchema(2, Metric.Euclidean, new HnswParameters())];

    private const long PoolBytes = 1024 * 1024;
    private const long LowWaterBytes = 1000;

    private readonly IndexOptions _options = new() { MaxThreads = 2, MaxPendingPoints = 4, MaxPendingBytes = 1024 };
    private readonly TestDirectory _directory = new();
    private readonly FaultyDisk _disk = new();
    private readonly NodeStorage _storage;
    private readonly MemoryBudget _budget = new(PoolBytes);
    private readonly LiveIndex _index;
    private readonly IndexExecutor _executor;
    private readonly SegmentWriter _writer;

    // Closed: the next sync of the log waits until it is set.
    private readonly ManualResetEventSlim _gate = new(initialState: true);
    private readonly TaskCompletionSource _atGate = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public SegmentWriterTests()
    {
        _index = new LiveIndex(s_fields, compression: null, new RowFiles(_disk, _directory.Of("data")), _budget);
        _executor = new IndexExecutor(Options.Create(_options));
        _storage = new NodeStorage(
            _disk,
            "node",
            new StorageOptions { DataDirectory = _directory.Of("data"), MinFreeBytes = LowWaterBytes, ReserveBytes = 0 },
            TimeProvider.System,
            NullLoggerFactory.Instance);
        _storage.Data.CreateLogDirectory(1, 7);
        SegmentLog log = SegmentLog.Create(
            _storage.Logs, LogIdentity.OfSegment(1, 7), _storage.Data.LogDirectory(1, 7));
        _writer = new SegmentWriter(
            new SegmentKey(1, 7),
            _index,
            log,
            _storage,
            _executor,
            _options,
            new IdempotencyWindow(),
            replayed: default,
            TimeProvider.System,
            NullLogger.Instance);
        _disk.BeforeSync = _ =>
        {
            _atGate.TrySetResult();
            _gate.Wait();
        };
    }

    /// <summary>Changes the segment, which is empty, over to rows on disk.</summary>
    private async Task OnDiskAsync()
    {
        IndexRows rows = new(_index.Files);
        MemoryAccount account = _budget.Open();
        using SegmentCompaction compaction = new(
            _index.Current,
            [s_fields[0] with { Quantization = new QuantizationParameters(QuantizationKind.Scalar, OnDisk: true) }],
            account.Use,
            rows.Create);
        await _writer.ReplaceIndexAsync(compaction, account, rows, TestContext.Current.CancellationToken);
    }

    public void Dispose()
    {
        _gate.Set();
        _writer.CloseAsync(() => new VectorizerException(VectorizerError.SegmentUnavailable, "closed")).GetAwaiter().GetResult();
        _executor.Dispose();
        _index.Dispose();
        _storage.Dispose();
        _directory.Dispose();
        _gate.Dispose();
    }

    [Fact]
    public async Task A_write_is_visible_when_it_is_acknowledged()
    {
        WriteResult result = await WriteAsync(Points("a", "b"), 10);

        Assert.Equal(new WriteResult(7, 1, Durability.Fsync, 2), result);
        using SegmentReader reader = _index.OpenReader();
        Assert.Equal((1, true), (reader.Sequence, reader.TryFind("b"u8, out _)));
    }

    [Fact]
    public async Task Answers_are_kept_neither_over_a_write_nor_over_a_repair_of_the_graph()
    {
        ResultGeneration empty = _index.Results.Current(0);
        await WriteAsync(Points("a", "b"), 1);
        Assert.True(empty.IsClosed);

        ResultGeneration before = _index.Results.Current(1);
        Assert.False(before.IsClosed);
        await _writer.RepairAsync();

        Assert.True(before.IsClosed);
        Assert.NotSame(before, _index.Results.Current(1));
    }

    /// <summary>Room is made before the log is written: what it has must apply.</summary>
    [Theory]
    [InlineData(DiskError.DiskFull, VectorizerError.InsufficientStorage)]
    [InlineData(DiskError.Other, VectorizerError.SegmentUnavailable)]
    public async Task A_write_whose_rows_find_no_room_on_the_disk_is_refused_before_it_is_logged(DiskError error, VectorizerError code)
    {
        await OnDiskAsync();
        long before = _budget.TakenBytes;
        _disk.BeforePreallocate = path =>
        {
            if (path.EndsWith(".rows", StringComparison.Ordinal))
            {
                throw FaultyDisk.Failure("preallocate", path, error);
            }
        };
        VectorizerException e = await Assert.ThrowsAsync<VectorizerException>(() => WriteAsync(Points("a"), 1));
        Assert.Equal(code, e.Code);
        Assert.Equal((0, before), (_index.Current.VisibleSequence, _budget.TakenBytes));
        Assert.Equal(1, (await WriteAsync(new[] { PointMutation.Delete("x"u8.ToArray()) }, 1)).Sequence);

        _disk.BeforePreallocate = _ => { };
        Assert.Equal(2, (await WriteAsync(Points("a"), 1)).Sequence);
        using SegmentReader reader = _index.OpenReader();
        Assert.True(reader.TryFind("a"u8, out _));
        Assert.True(_index.Files.Bytes > 0);
    }

    [Fact]
    public async Task Everything_that_waits_shares_one_sync_and_keeps_the_order_of_arrival()
    {
        _gate.Reset();
        Task<WriteResult> first = WriteAsync(Points("a"), 1);
        await _atGate.Task;
        Task<WriteResult>[] writes = [first, .. "bcd".Select(id => WriteAsync(Points($"{id}"), 1))];
        int syncs = _disk.Syncs;

        _gate.Set();

        Assert.Equal([1, 2, 3, 4], (await Task.WhenAll(writes)).Select(result => result.Sequence));
        Assert.Equal(syncs + 1, _disk.Syncs);
    }

    [Theory]
    [InlineData(Durability.Memory)]
    [InlineData(Durability.Os)]
    public async Task A_write_that_asks_for_less_does_not_wait_for_a_sync(Durability durability)
    {
        _gate.Reset();

        WriteResult result = await WriteAsync(Points("a"), 1, durability: durability);

        Assert.Equal(durability, result.Durability);
        Assert.Equal(1, _index.Current.PointCount);
    }

    [Fact]
    public async Task A_repeated_key_gets_the_first_answer_and_another_write_under_it_is_refused()
    {
        WriteResult first = await WriteAsync(Points("a"), 1, key: "k");
        await WriteAsync(Points("a"), 1);

        WriteResult again = await WriteAsync(Points("a"), 1, key: "k");

        Assert.Equal(first with { Replayed = true }, again);
        Assert.Equal(2, _index.Current.VisibleSequence);
        VectorizerException e = await Assert.ThrowsAsync<VectorizerException>(() => WriteAsync(Points("b"), 1, key: "k"));
        Assert.Equal(VectorizerError.IdempotencyKeyReused, e.Code);
        Assert.Equal(1, _index.Current.PointCount);
    }

    [Fact]
    public async Task A_key_that_comes_again_while_the_first_is_under_way_waits_for_it()
    {
        _gate.Reset();
        Task<WriteResult> first = WriteAsync(Points("a"), 1, key: "k");
        Task<WriteResult> again = WriteAsync(Points("a"), 1, key: "k");
        Assert.False(again.IsCompleted);

        _gate.Set();

        Assert.Equal(await first with { Replayed = true }, await again);
        Assert.Equal(1, _index.Current.VisibleSequence);
    }

    [Fact]
    public async Task A_key_of_a_write_that_found_no_space_may_come_again()
    {
        _disk.BeforeWrite = path => throw FaultyDisk.Failure("write", path, DiskError.DiskFull);
        VectorizerException e = await Assert.ThrowsAsync<VectorizerException>(() => WriteAsync(Points("a"), 1, key: "k"));
        Assert.Equal(VectorizerError.InsufficientStorage, e.Code);
        Assert.Matches(@"[0-9]+ bytes free in '.*'\. Nothing was stored\.", e.Message);
        Assert.Null(_writer.SealReason);

        _disk.BeforeWrite = _ => { };

        Assert.Equal(new WriteResult(7, 1, Durability.Fsync, 1), await WriteAsync(Points("a"), 1, key: "k"));
    }

    [Fact]
    public async Task A_condition_is_checked_against_what_is_stored_and_what_is_on_its_way()
    {
        await WriteAsync(Points("a", "b"), 1);
        Assert.Equal(2, (await WriteAsync(Points("a"), 1, ifSequences: [1])).Sequence);
        await RefusedAsync(ifSequences: [1], "a");
        await RefusedAsync(ifSequences: [0], "a");
        await RefusedAsync(ifSequences: [2, 7], "a", "b");
        Assert.Equal(3, (await WriteAsync(Points("c", "b"), 1, ifSequences: [0, WriteOptions.AnySequence])).Sequence);

        _gate.Reset();
        Task<WriteResult> onItsWay = WriteAsync(Points("a"), 1);
        await RefusedAsync(ifSequences: [2], "a");
        Task<WriteResult> deleted = WriteAsync(new[] { PointMutation.Delete("c"u8.ToArray()) }, 1);
        await RefusedAsync(ifSequences: [0], "c");
        _gate.Set();

        Assert.Equal([4, 5], (await Task.WhenAll(onItsWay, deleted)).Select(result => result.Sequence));
        Assert.Equal(6, (await WriteAsync(Points("c"), 1, ifSequences: [0])).Sequence);
        VectorizerException twice = await Assert.ThrowsAsync<VectorizerException>(
            () => WriteAsync(Points("d", "d"), 1, ifSequences: [0, 0]));
        Assert.Equal(VectorizerError.InvalidArgument, twice.Code);
    }

    [Fact]
    public async Task Of_two_writes_in_one_group_each_is_told_what_it_did()
    {
        _gate.Reset();
        Task<WriteResult> first = WriteAsync(Points("a"), 1);
        Task<WriteResult> delete = WriteAsync(new[] { PointMutation.Delete("a"u8.ToArray()) }, 1);
        Task<WriteResult> again = WriteAsync(new[] { PointMutation.Delete("a"u8.ToArray()) }, 1);

        _gate.Set();

        Assert.Equal([1, 1, 0], (await Task.WhenAll(first, delete, again)).Select(result => result.Affected));
    }

    [Theory]
    [InlineData(4, 1)] // As many points as may wait.
    [InlineData(1, 1024)] // As many bytes.
    public async Task A_full_queue_refuses_grows_no_further_and_recovers(int points, long bytes)
    {
        _gate.Reset();
        Task<WriteResult> taken = WriteAsync(
            Points([.. Enumerable.Range(0, points).Select(i => i.ToString(CultureInfo.InvariantCulture))]), bytes);

        for (int i = 0; i < 100; i++)
        {
            VectorizerException e = await Assert.ThrowsAsync<VectorizerException>(() => WriteAsync(Points("x"), 1));
            Assert.Equal(VectorizerError.Overloaded, e.Code);
            Assert.True(e.RetryAfter > TimeSpan.Zero);
        }

        _gate.Set();
        await taken;

        // A refused write took no place in the order.
        Assert.Equal(2, (await WriteAsync(Points("x"), 1)).Sequence);
        Assert.Equal(points + 1, _index.Current.PointCount);
    }

    [Fact]
    public async Task A_write_larger_than_the_queue_is_taken_when_nothing_else_waits()
    {
        WriteResult result = await WriteAsync(Points("a", "b", "c", "d", "e", "f"), 100_000);

        Assert.Equal(6, result.Affected);
    }

    [Fact]
    public async Task A_sync_that_fails_seals_the_segment_for_writes()
    {
        await WriteAsync(Points("before"), 1);
        _disk.BeforeSync = path => throw FaultyDisk.Failure("sync", path);

        // Logged perhaps, but never acknowledged.
        VectorizerException failed = await Assert.ThrowsAsync<VectorizerException>(() => WriteAsync(Points("a"), 1));
        Assert.Equal(VectorizerError.Indeterminate, failed.Code);

        _disk.BeforeSync = _ => { };
        VectorizerException refused = await Assert.ThrowsAsync<VectorizerException>(() => WriteAsync(Points("c"), 1));
        Assert.Equal(VectorizerError.SegmentUnavailable, refused.Code);
        Assert.Contains("EIO", _writer.SealReason);
        using SegmentReader reader = _index.OpenReader();
        Assert.Equal((true, false), (reader.TryFind("before"u8, out _), reader.TryFind("a"u8, out _)));
    }

    [Fact]
    public async Task Closing_waits_for_what_is_on_its_way_and_refuses_the_rest()
    {
        _gate.Reset();
        Task<WriteResult> first = WriteAsync(Points("a"), 1);
        Task<WriteResult> second = WriteAsync(Points("b"), 1);

        Task closed = _writer.CloseAsync(() => new VectorizerException(VectorizerError.CollectionNotFound, "gone"));

        Assert.False(closed.IsCompleted, "Two writes are on their way.");
        VectorizerException refused = await Assert.ThrowsAsync<VectorizerException>(() => WriteAsync(Points("c"), 1));
        Assert.Equal(VectorizerError.CollectionNotFound, refused.Code);
        _gate.Set();
        Assert.Equal([1, 2], (await Task.WhenAll(first, second)).Select(result => result.Sequence));
        await closed;
        Assert.Equal(2, _index.Current.PointCount);
    }

    [Fact]
    public async Task A_logged_write_that_cannot_be_applied_is_indeterminate_and_seals()
    {
        _executor.Dispose();

        _gate.Reset();
        Task<WriteResult> first = WriteAsync(Points("a"), 1);
        await _atGate.Task;
        Task<WriteResult> behind = WriteAsync(Points("b"), 1);
        _gate.Set();

        Assert.Equal(VectorizerError.Indeterminate, (await Assert.ThrowsAsync<VectorizerException>(() => first)).Code);
        Assert.Equal(VectorizerError.Indeterminate, (await Assert.ThrowsAsync<VectorizerException>(() => behind)).Code);
        Assert.NotNull(_writer.SealReason);
        Assert.Equal(0, _index.Current.VisibleSequence);
    }

    /// <summary>Many writers at once: sequences without gaps, and in the end the last write of each id is what is there.</summary>
    [Fact]
    public async Task Concurrent_writers_get_every_sequence_once()
    {
        _options.MaxPendingPoints = 100_000;
        _options.MaxPendingBytes = 1024 * 1024;
        long[] sequences = new long[1_000];

        await Parallel.ForAsync(0, sequences.Length, async (i, _) =>
            sequences[i] = (await WriteAsync(Points($"id-{i % 50}"), 1)).Sequence);

        Array.Sort(sequences);
        Assert.Equal(Enumerable.Range(1, 1_000).Select(i => (long)i), sequences);
        Assert.Equal(50, _index.Current.PointCount);
        Assert.Equal(1_000, _index.Current.VisibleSequence);
    }

    [Fact]
    public async Task A_write_without_memory_is_refused_leaves_nothing_and_its_key_may_come_again()
    {
        await WriteAsync(Points("a"), 1);
        long used = _budget.UsedBytes;
        MemoryAccount other = _budget.Open();
        other.Use(PoolBytes - used - 100);

        VectorizerException e = await Assert.ThrowsAsync<VectorizerException>(() => WriteAsync(Points("b"), 101, key: "k"));

        Assert.Equal(VectorizerError.InsufficientMemory, e.Code);
        Assert.True(e.RetryAfter > TimeSpan.Zero);
        Assert.Matches($"{PoolBytes - 100} bytes used, 0 reserved.*limit {PoolBytes}.*memory_pool_size_mb", e.Message);
        Assert.Equal((PoolBytes - 100, 0), (_budget.UsedBytes, _budget.ReservedBytes));
        Assert.Equal((1, 1), (_index.Current.PointCount, _index.Current.VisibleSequence));

        other.Use(0);
        Assert.Equal(new WriteResult(7, 2, Durability.Fsync, 1), await WriteAsync(Points("b"), 101, key: "k"));
    }

    [Fact]
    public async Task Deletes_pass_when_there_is_no_memory()
    {
        await WriteAsync(Points("a"), 1);
        _budget.Open().Use(2 * PoolBytes);

        WriteResult result = await WriteAsync(new[] { PointMutation.Delete("a"u8.ToArray()) }, 100);

        Assert.Equal(1, result.Affected);
        Assert.Equal(0, _budget.ReservedBytes);
    }

    [Fact]
    public async Task What_is_on_its_way_is_reserved_and_becomes_use()
    {
        _gate.Reset();
        Task<WriteResult> write = WriteAsync(Points("a", "b"), 100);
        long reserved = _budget.ReservedBytes;
        Assert.Equal(100, _writer.PendingBytes);

        _gate.Set();
        await write;

        Assert.InRange(_budget.UsedBytes, 1, _index.Current.MemoryUse.Total);
        Assert.Equal(_index.Current.MemoryUse.Total, _budget.UsedBytes);
        Assert.InRange(_budget.UsedBytes, 0, reserved);
        Assert.Equal((0, 0), (_budget.ReservedBytes, _writer.PendingBytes));
    }

    [Theory]
    [InlineData("full")]
    [InlineData("sealed")]
    [InlineData("not applied")]
    [InlineData("refused when sealed")]
    public async Task A_failed_write_gives_its_memory_back(string failure)
    {
        await WriteAsync(Points("a"), 1);
        long used = _budget.UsedBytes;
        if (failure == "full")
        {
            _disk.BeforeWrite = path => throw FaultyDisk.Failure("write", path, DiskError.DiskFull);
        }
        else if (failure == "not applied")
        {
            _executor.Dispose();
        }
        else
        {
            _disk.BeforeSync = path => throw FaultyDisk.Failure("sync", path);
        }

        if (failure == "refused when sealed")
        {
            await Assert.ThrowsAsync<VectorizerException>(() => WriteAsync(Points("b"), 1));
        }

        await Assert.ThrowsAsync<VectorizerException>(() => WriteAsync(Points("b", "c"), 100));

        Assert.Equal((used, 0), (_budget.UsedBytes, _budget.ReservedBytes));
    }

    [Fact]
    public async Task Closing_gives_back_all_memory_when_the_last_reader_is_gone()
    {
        await WriteAsync(Points("a"), 1);
        SegmentReader reader = _index.OpenReader();

        await _writer.CloseAsync(() => new VectorizerException(VectorizerError.CollectionNotFound, "gone"));
        _index.Dispose();
        Assert.True(_budget.UsedBytes > 0, "A reader still reads.");
        reader.Dispose();

        Assert.Equal((0, 0), (_budget.UsedBytes, _budget.ReservedBytes));
    }

    [Fact]
    public async Task Below_the_mark_of_the_disk_points_are_refused_and_deletes_are_not()
    {
        await WriteAsync(Points("a"), 1, key: "first");
        _disk.Volume = new VolumeInfo("disk", IsVolatile: false, FreeBytes: LowWaterBytes - 1, TotalBytes: 1_000_000);
        _storage.Space.MetFullDisk();

        VectorizerException e = await Assert.ThrowsAsync<VectorizerException>(() => WriteAsync(Points("b"), 1));

        Assert.Equal(VectorizerError.InsufficientStorage, e.Code);
        Assert.Matches($"{LowWaterBytes - 1} bytes free.*{LowWaterBytes} are kept free.*min_free_mb", e.Message);
        Assert.Equal(0, _budget.ReservedBytes);
        Assert.Equal(1, (await WriteAsync(new[] { PointMutation.Delete("a"u8.ToArray()) }, 1)).Affected);

        // What has been stored before is answered as before.
        Assert.True((await WriteAsync(Points("a"), 1, key: "first")).Replayed);
        _disk.Volume = null;
        Assert.Equal(3, (await WriteAsync(Points("b"), 1)).Sequence);
    }

    [Fact]
    public async Task A_computed_write_is_taken_only_while_its_points_are_as_they_were_read()
    {
        await WriteAsync(Points("a", "b"), 1);
        PointMutation[] revisions = [PointMutation.Revise("a"u8.ToArray(), "1"u8.ToArray()), PointMutation.Revise("b"u8.ToArray(), "2"u8.ToArray())];

        Assert.Equal([1], TryWrite(revisions, [1, 0], out _)!.Numbers);
        Assert.Null(TryWrite(revisions, [1, 1], out Task<WriteResult> result));
        Assert.Equal((2, 2), ((await result).Sequence, (await result).Affected));

        // They have another sequence now.
        Assert.Equal([0, 1], TryWrite(revisions, [1, 1], out _)!.Numbers);
        Assert.Null(TryWrite(revisions, [2, 2], out result));
        Assert.Equal(3, (await result).Sequence);
    }

    // What a write on its way will make of the point is not known: the disk may still refuse it.
    [Fact]
    public async Task A_computed_write_waits_for_those_on_their_way_to_its_points()
    {
        await WriteAsync(Points("a", "b", "c"), 1);
        _gate.Reset();
        Task<WriteResult> replacing = WriteAsync(Points("b"), 1);
        Task<WriteResult> deleting = WriteAsync(new[] { PointMutation.Delete("c"u8.ToArray()) }, 1);
        PointMutation[] revisions = [.. new[] { "a", "b", "c" }.Select(id => PointMutation.Revise(Encoding.UTF8.GetBytes(id), default))];

        ChangedPoints changed = TryWrite(revisions, [1, 1, 1], out _)!;

        Assert.Equal([1, 2], changed.Numbers);
        Assert.Equal(2, changed.Settling.Count);
        Assert.All(changed.Settling, settling => Assert.False(settling.IsCompleted));
        _gate.Set();
        await Task.WhenAll(changed.Settling);
        using SegmentReader reader = _index.OpenReader();
        Assert.Equal((true, false), (reader.TryFind("b"u8, out int b), reader.TryFind("c"u8, out _)));
        Assert.Equal((await replacing).Sequence, reader.SequenceOf(b));
        await deleting;
        Assert.Null(TryWrite(revisions[..2], [1, reader.SequenceOf(b)], out Task<WriteResult> result));
        Assert.Equal(2, (await result).Affected);
    }

    [Fact]
    public async Task Who_waits_for_a_write_that_fails_is_told_as_well()
    {
        await WriteAsync(Points("a"), 1);
        _gate.Reset();
        _disk.BeforeWrite = path =>
        {
            _gate.Wait();
            throw FaultyDisk.Failure("write", path, DiskError.DiskFull);
        };
        Task<WriteResult> failing = WriteAsync(Points("a"), 1);
        ChangedPoints changed = TryWrite([PointMutation.Revise("a"u8.ToArray(), default)], [1], out _)!;
        _gate.Set();

        await Assert.ThrowsAsync<VectorizerException>(() => failing);
        await Task.WhenAll(changed.Settling);
    }

    private ChangedPoints? TryWrite(PointMutation[] mutations, long[] sequences, out Task<WriteResult> result)
        => _writer.TryWrite(mutations, sequences, 1, (null, 0), Durability.Fsync, out result);

    private async Task RefusedAsync(long[] ifSequences, params string[] ids)
    {
        VectorizerException e = await Assert.ThrowsAsync<VectorizerException>(
            () => WriteAsync(Points(ids), 1, ifSequences: ifSequences));
        Assert.Equal(VectorizerError.SequenceMismatch, e.Code);
    }

    private async Task<WriteResult> WriteAsync(
        ReadOnlyMemory<PointMutation> mutations,
        long bytes,
        string? key = null,
        long[]? ifSequences = null,
        Durability durability = Durability.Fsync)
        => await _writer.WriteAsync(
            mutations,
            bytes,
            new WriteOptions(TimeSpan.FromMinutes(1), null, key, [.. ifSequences ?? []]),
            durability);

    private static PointMutation[] Points(params string[] ids) => [.. ids.Select(id => PointMutation.Upsert(
        Encoding.UTF8.GetBytes(id), 1, new float[] { id[0], id.Length }, default))];
}
