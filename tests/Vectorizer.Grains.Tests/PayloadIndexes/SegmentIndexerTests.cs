using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;
using Vectorizer.Abstractions.Collections;
using Vectorizer.Abstractions.Errors;
using Vectorizer.Abstractions.Segments;
using Vectorizer.Engine.Hnsw;
using Vectorizer.Engine.PayloadIndexes;
using Vectorizer.Engine.Segments;
using Vectorizer.Engine.Vectors;
using Vectorizer.Grains.Memory;
using Vectorizer.Grains.PayloadIndexes;
using Vectorizer.Grains.Segments;
using Vectorizer.Grains.Storage;
using Vectorizer.Grains.Tests.Clusters;
using Vectorizer.Grains.Tests.Storage;
using Vectorizer.Storage.Formats.V1;
using Vectorizer.Storage.Log;
using Vectorizer.Storage.Rows;

namespace Vectorizer.Grains.Tests.PayloadIndexes;

/// <summary>When indexes over the payloads of a segment are built, on a clock of its own.</summary>
public sealed class SegmentIndexerTests : IDisposable
{
    // More than are looked at before the memory is.
    private const int Count = 3_000;
    private const int BatchPoints = 500;
    private const long PoolBytes = 64 * 1024 * 1024;

    private static readonly TimeSpan s_retryAfter = TimeSpan.FromSeconds(60);

    private readonly IndexOptions _options = new() { MaxThreads = 2 };
    private readonly TestDirectory _directory = new();
    private readonly FaultyDisk _disk = new();
    private readonly FakeTimeProvider _time = new();
    private readonly MemoryBudget _budget = new(PoolBytes);
    private readonly LiveIndex _index;
    private readonly IndexExecutor _executor;
    private readonly NodeStorage _storage;
    private readonly SegmentWriter _writer;
    private readonly SegmentIndexer _indexer;

    private ImmutableArray<PayloadIndexSchema> _wanted =
        PayloadIndexSchemas.Of([new PayloadIndexDefinition("n", PayloadIndexType.Integer)]);

    public SegmentIndexerTests()
    {
        SegmentKey key = new(1, 7);
        _index = new LiveIndex(
            [new VectorFieldSchema(2, Metric.Euclidean, new HnswParameters())],
            compression: null,
            new RowFiles(_disk, _directory.Of("data")),
            _budget);
        _executor = new IndexExecutor(Options.Create(_options));
        _storage = new NodeStorage(
            _disk,
            "node",
            new StorageOptions { DataDirectory = _directory.Of("data"), MinFreeBytes = 1, ReserveBytes = 0 },
            TimeProvider.System,
            NullLoggerFactory.Instance);
        _storage.Data.CreateLogDirectory(1, 7);
        SegmentLog log = SegmentLog.Create(_storage.Logs, LogIdentity.OfSegment(1, 7), _storage.Data.LogDirectory(1, 7));
        _writer = new SegmentWriter(
            key, _index, log, _storage, _executor, _options, new IdempotencyWindow(), replayed: default, TimeProvider.System, NullLogger.Instance);
        _indexer = new SegmentIndexer(
            key, _index, _writer, () => _wanted, new SegmentInstruments(null), _time, NullLogger.Instance);
    }

    public void Dispose()
    {
        _indexer.CloseAsync().GetAwaiter().GetResult();
        _writer.CloseAsync(() => new VectorizerException(VectorizerError.SegmentUnavailable, "closed")).GetAwaiter().GetResult();
        _executor.Dispose();
        _index.Dispose();
        _storage.Dispose();
        _directory.Dispose();
    }

    [Fact]
    public async Task An_index_that_was_given_up_is_tried_again_after_a_minute()
    {
        await WriteAsync();
        MemoryAccount other = _budget.Open();
        other.Claim(PoolBytes);
        await BuildAsync();

        PayloadIndexStatus failed = Assert.Single(_indexer.Status);
        Assert.Equal((false, 0, 0L), (failed.IsReady, failed.Points, failed.Bytes));
        Assert.StartsWith("The index does not fit into the memory for points", failed.Failure, StringComparison.Ordinal);
        Assert.Empty(_index.Current.PayloadIndexContents);
        Assert.Equal(_index.Current.MemoryUse.Total, _budget.UsedBytes);

        // There is room again, but it is not looked for all the time.
        other.Claim(0);
        _time.Advance(s_retryAfter - TimeSpan.FromTicks(1));
        Assert.False(_indexer.IsDue);
        _time.Advance(TimeSpan.FromTicks(1));
        Assert.True(_indexer.IsDue);
        await BuildAsync();

        PayloadIndexStatus built = Assert.Single(_indexer.Status);
        Assert.Equal((true, Count, null), (built.IsReady, built.Points, built.Failure));
        Assert.False(_indexer.IsDue);
    }

    [Fact]
    public async Task An_index_that_still_finds_no_room_waits_for_another_minute()
    {
        await WriteAsync();
        _budget.Open().Claim(PoolBytes);
        await BuildAsync();
        _time.Advance(s_retryAfter);
        await BuildAsync();

        Assert.False(_indexer.IsDue);
        Assert.NotNull(Assert.Single(_indexer.Status).Failure);
    }

    [Fact]
    public async Task Other_indexes_than_those_that_were_given_up_are_tried_at_once()
    {
        await WriteAsync();
        MemoryAccount other = _budget.Open();
        other.Claim(PoolBytes);
        await BuildAsync();
        Assert.False(_indexer.IsDue);

        other.Claim(0);
        _wanted = PayloadIndexSchemas.Of([new PayloadIndexDefinition("n", PayloadIndexType.Float)]);

        Assert.True(_indexer.IsDue);
        await BuildAsync();
        Assert.True(Assert.Single(_indexer.Status).IsReady);
    }

    /// <summary>What stands in the way is only what an index adds: one that is there stays, and goes on taking points.</summary>
    [Fact]
    public async Task An_index_that_is_ready_stays_when_another_one_finds_no_room()
    {
        await WriteAsync();
        await BuildAsync();
        _budget.Open().Claim(PoolBytes);
        _wanted = PayloadIndexSchemas.Of(
            [new PayloadIndexDefinition("n", PayloadIndexType.Integer), new PayloadIndexDefinition("kind", PayloadIndexType.Keyword)]);
        await BuildAsync();

        Assert.Equal([true, false], _indexer.Status.Select(status => status.IsReady));
        Assert.Equal(Count, _indexer.Status[0].Points);
        Assert.Equal([false, true], _indexer.Status.Select(status => status.Failure is not null));
    }

    private async Task BuildAsync()
    {
        _indexer.BeginIfDue();
        await Until.TrueAsync(() => !_indexer.IsRunning);
    }

    private async Task WriteAsync()
    {
        for (int first = 0; first < Count; first += BatchPoints)
        {
            PointMutation[] points =
            [
                .. Enumerable.Range(first, BatchPoints).Select(n => PointMutation.Upsert(
                    Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"p{n}")),
                    1,
                    new float[] { n, 0 },
                    Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{{\"n\":{n},\"kind\":\"k{n % 7}\"}}")))),
            ];
            await _writer.WriteAsync(points, 100 * BatchPoints, new WriteOptions(TimeSpan.FromSeconds(60)), Durability.Os);
        }
    }
}
