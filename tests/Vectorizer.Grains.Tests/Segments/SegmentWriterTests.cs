using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Vectorizer.Abstractions.Errors;
using Vectorizer.Abstractions.Segments;
using Vectorizer.Engine.Hnsw;
using Vectorizer.Engine.Segments;
using Vectorizer.Engine.Vectors;
using Vectorizer.Grains.Segments;

namespace Vectorizer.Grains.Tests.Segments;

public sealed class SegmentWriterTests : IDisposable
{
    private static readonly ImmutableArray<VectorFieldSchema> s_fields =
        [new VectorFieldSchema(2, Metric.Euclidean, new HnswParameters())];

    private readonly IndexOptions _options = new() { MaxThreads = 2, MaxPendingPoints = 4, MaxPendingBytes = 1024 };
    private readonly FaultyLog _log = new();
    private readonly SegmentIndex _index = new(s_fields);
    private readonly IndexExecutor _executor;
    private readonly SegmentWriter _writer;

    public SegmentWriterTests()
    {
        _executor = new IndexExecutor(Options.Create(_options));
        _writer = new SegmentWriter(
            new SegmentKey(1, 7), _index, _log, _executor, _options, TimeProvider.System, NullLogger.Instance);
    }

    public void Dispose()
    {
        _executor.Dispose();
        _index.Dispose();
    }

    [Fact]
    public async Task A_write_is_visible_when_it_is_acknowledged()
    {
        WriteResult result = await _writer.WriteAsync(Points("a", "b"), 10);

        Assert.Equal(new WriteResult(7, 1, Durability.Os, 2), result);
        using SegmentReader reader = _index.OpenReader();
        Assert.Equal((1, true), (reader.Sequence, reader.TryFind("b"u8, out _)));
    }

    [Fact]
    public async Task Everything_that_waits_becomes_one_group_in_the_order_of_arrival()
    {
        TaskCompletionSource gate = new();
        _log.Gate = gate.Task;
        Task<WriteResult>[] writes = [.. "abcd".Select(id => _writer.WriteAsync(Points($"{id}"), 1))];

        gate.SetResult();

        Assert.Equal([1, 2, 3, 4], (await Task.WhenAll(writes)).Select(result => result.Sequence));
        Assert.Equal<long[]>([[1], [2, 3, 4]], _log.Groups);
    }

    [Fact]
    public async Task Of_two_writes_in_one_group_each_is_told_what_it_did()
    {
        TaskCompletionSource gate = new();
        _log.Gate = gate.Task;
        Task<WriteResult> first = _writer.WriteAsync(Points("a"), 1);
        Task<WriteResult> delete = _writer.WriteAsync(new[] { PointMutation.Delete("a"u8.ToArray()) }, 1);
        Task<WriteResult> again = _writer.WriteAsync(new[] { PointMutation.Delete("a"u8.ToArray()) }, 1);

        gate.SetResult();

        Assert.Equal([1, 1, 0], (await Task.WhenAll(first, delete, again)).Select(result => result.Affected));
    }

    [Theory]
    [InlineData(4, 1)] // As many points as may wait.
    [InlineData(1, 1024)] // As many bytes.
    public async Task A_full_queue_refuses_grows_no_further_and_recovers(int points, long bytes)
    {
        TaskCompletionSource gate = new();
        _log.Gate = gate.Task;
        Task<WriteResult> taken = _writer.WriteAsync(
            Points([.. Enumerable.Range(0, points).Select(i => i.ToString(CultureInfo.InvariantCulture))]), bytes);

        for (int i = 0; i < 100; i++)
        {
            VectorizerException e = await Assert.ThrowsAsync<VectorizerException>(() => _writer.WriteAsync(Points("x"), 1));
            Assert.Equal(VectorizerError.Overloaded, e.Code);
            Assert.True(e.RetryAfter > TimeSpan.Zero);
        }

        gate.SetResult();
        await taken;

        // A refused write took no place in the order.
        Assert.Equal(2, (await _writer.WriteAsync(Points("x"), 1)).Sequence);
        Assert.Equal(points + 1, _index.PointCount);
    }

    [Fact]
    public async Task A_write_larger_than_the_queue_is_taken_when_nothing_else_waits()
    {
        WriteResult result = await _writer.WriteAsync(Points("a", "b", "c", "d", "e", "f"), 100_000);

        Assert.Equal(6, result.Affected);
    }

    [Fact]
    public async Task A_log_that_fails_seals_the_segment_for_writes()
    {
        await _writer.WriteAsync(Points("before"), 1);
        TaskCompletionSource gate = new();
        _log.Gate = gate.Task;
        _log.Failure = new InvalidOperationException("disk on fire");
        Task<WriteResult> failed = _writer.WriteAsync(Points("a"), 1);
        Task<WriteResult> queued = _writer.WriteAsync(Points("b"), 1);

        gate.SetResult();

        // Logged perhaps, but never acknowledged.
        Assert.Equal(VectorizerError.Indeterminate, (await Assert.ThrowsAsync<VectorizerException>(() => failed)).Code);

        // Never logged.
        Assert.Equal(VectorizerError.SegmentUnavailable, (await Assert.ThrowsAsync<VectorizerException>(() => queued)).Code);

        _log.Failure = null;
        VectorizerException refused = await Assert.ThrowsAsync<VectorizerException>(() => _writer.WriteAsync(Points("c"), 1));
        Assert.Equal(VectorizerError.SegmentUnavailable, refused.Code);
        Assert.Contains("disk on fire", _writer.SealReason);
        using SegmentReader reader = _index.OpenReader();
        Assert.Equal((true, false), (reader.TryFind("before"u8, out _), reader.TryFind("a"u8, out _)));
    }

    [Fact]
    public async Task A_group_for_which_there_is_no_memory_is_refused_and_the_next_is_taken()
    {
        _log.Failure = new OutOfMemoryException();

        VectorizerException e = await Assert.ThrowsAsync<VectorizerException>(() => _writer.WriteAsync(Points("a"), 1));

        Assert.Equal(VectorizerError.InsufficientStorage, e.Code);
        _log.Failure = null;
        Assert.Equal(1, (await _writer.WriteAsync(Points("a"), 1)).Affected);
    }

    [Fact]
    public async Task Closing_fails_what_is_queued_and_waits_for_the_group_under_way()
    {
        TaskCompletionSource gate = new();
        _log.Gate = gate.Task;
        Task<WriteResult> underWay = _writer.WriteAsync(Points("a"), 1);
        Task<WriteResult> queued = _writer.WriteAsync(Points("b"), 1);

        Task closed = _writer.CloseAsync(() => new VectorizerException(VectorizerError.CollectionNotFound, "gone"));

        Assert.Equal(VectorizerError.CollectionNotFound, (await Assert.ThrowsAsync<VectorizerException>(() => queued)).Code);
        Assert.False(closed.IsCompleted, "A group is under way.");
        gate.SetResult();
        Assert.Equal(1, (await underWay).Sequence);
        await closed;
        await Assert.ThrowsAsync<VectorizerException>(() => _writer.WriteAsync(Points("c"), 1));
        Assert.Equal(1, _index.PointCount);
    }

    [Fact]
    public async Task Writes_that_the_stopping_silo_no_longer_applies_are_unavailable_and_do_not_seal()
    {
        _executor.Dispose();

        VectorizerException e = await Assert.ThrowsAsync<VectorizerException>(() => _writer.WriteAsync(Points("a"), 1));

        Assert.Equal(VectorizerError.SegmentUnavailable, e.Code);
        Assert.Null(_writer.SealReason);
    }

    /// <summary>Many writers at once: sequences without gaps, and in the end the last write of each id is what is there.</summary>
    [Fact]
    public async Task Concurrent_writers_get_every_sequence_once()
    {
        _options.MaxPendingPoints = 100_000;
        _options.MaxPendingBytes = 1024 * 1024;
        long[] sequences = new long[1_000];

        await Parallel.ForAsync(0, sequences.Length, async (i, _) =>
            sequences[i] = (await _writer.WriteAsync(Points($"id-{i % 50}"), 1)).Sequence);

        Array.Sort(sequences);
        Assert.Equal(Enumerable.Range(1, 1_000).Select(i => (long)i), sequences);
        Assert.Equal(50, _index.PointCount);
        Assert.Equal(1_000, _index.VisibleSequence);
    }

    private static PointMutation[] Points(params string[] ids) => [.. ids.Select(id => PointMutation.Upsert(
        Encoding.UTF8.GetBytes(id), 1, new float[] { id[0], id.Length }, default))];
}
