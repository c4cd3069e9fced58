using System.Collections.Immutable;
using System.Globalization;
using Vectorizer.Abstractions.Collections;
using Vectorizer.Abstractions.Errors;
using Vectorizer.Abstractions.Filters;
using Vectorizer.Abstractions.Points;
using Vectorizer.Abstractions.Segments;
using Vectorizer.Client.Orleans;
using Vectorizer.Grains.Memory;
using Vectorizer.Grains.Tests.Clusters;

namespace Vectorizer.Grains.Tests.PayloadIndexes;

/// <summary>The life of an index over payloads, on a silo of its own: memory is told of all segments together.</summary>
public sealed class PayloadIndexTests : IAsyncLifetime
{
    private const int Count = 3_000;
    private const int Kinds = 7;

    private readonly VectorizerCluster _cluster = new(1);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public ValueTask InitializeAsync() => _cluster.InitializeAsync();

    public ValueTask DisposeAsync() => _cluster.DisposeAsync();

    [Fact]
    public async Task An_index_is_built_over_the_points_that_there_are_and_takes_those_that_come()
    {
        await CreateAsync("a");
        await WriteAsync("a", 0, Count);
        await _cluster.Client.PutPayloadIndexAsync("a", new PayloadIndexDefinition("kind", PayloadIndexType.Keyword), Token);
        await _cluster.Client.PutPayloadIndexAsync("a", new PayloadIndexDefinition("n", PayloadIndexType.Integer), Token);
        await ReadyAsync("a", 2);
        await WriteAsync("a", Count, Count);

        (long points, long values, long bytes) = await SumAsync("a", "n");
        Assert.Equal((2 * Count, 2 * Count), (points, values));
        Assert.InRange(bytes, 2 * Count * sizeof(long), 2 * Count * 64);
        (points, values, _) = await SumAsync("a", "kind");
        Assert.Equal((2 * Count, Kinds * 3), (points, values));
        long total = (await StatusAsync("a")).Sum(segment => segment.Memory.Total);
        await Until.TrueAsync(() => _cluster.OnEverySilo<MemoryBudget>().Single().UsedBytes == total);
        Assert.Equal(0, _cluster.OnEverySilo<MemoryBudget>().Single().ReservedBytes);
    }

    [Fact]
    public async Task A_dropped_index_gives_its_memory_back()
    {
        await CreateAsync("a");
        await WriteAsync("a", 0, Count);
        long before = (await StatusAsync("a")).Sum(segment => segment.Memory.Total);
        await _cluster.Client.PutPayloadIndexAsync("a", new PayloadIndexDefinition("n", PayloadIndexType.Integer), Token);
        await ReadyAsync("a", 1);
        Assert.True((await StatusAsync("a")).Sum(segment => segment.Memory.Total) > before);

        await _cluster.Client.DropPayloadIndexAsync("a", "n", Token);

        while ((await StatusAsync("a")).Sum(segment => segment.Memory.Total) != before)
        {
            Token.ThrowIfCancellationRequested();
            await Task.Yield();
        }

        await Until.TrueAsync(() => _cluster.OnEverySilo<MemoryBudget>().Single().UsedBytes == before);
        VectorizerException e = await Assert.ThrowsAsync<VectorizerException>(() => _cluster.Client.DropPayloadIndexAsync("a", "n", Token));
        Assert.Equal(VectorizerError.PayloadIndexNotFound, e.Code);
    }

    [Fact]
    public async Task The_same_index_again_changes_nothing_and_another_type_takes_its_place()
    {
        await CreateAsync("a");
        await WriteAsync("a", 0, 100);
        PayloadIndexDefinition index = new("n", PayloadIndexType.Integer);
        CollectionRecord first = await _cluster.Client.PutPayloadIndexAsync("a", index, Token);
        Assert.Equal(first.Version, (await _cluster.Client.PutPayloadIndexAsync("a", index, Token)).Version);
        await ReadyAsync("a", 1);

        CollectionRecord other = await _cluster.Client.PutPayloadIndexAsync("a", index with { Type = PayloadIndexType.Keyword }, Token);

        Assert.Equal([new PayloadIndexDefinition("n", PayloadIndexType.Keyword)], other.Definition.PayloadIndexes);
        await ReadyAsync("a", 1);
        Assert.Equal((100, 0), ((await SumAsync("a", "n")).Points, (await SumAsync("a", "n")).Values));
    }

    [Theory]
    [InlineData("", PayloadIndexType.Keyword, "key")]
    [InlineData("a..b", PayloadIndexType.Keyword, "key")]
    [InlineData("\"a\"", PayloadIndexType.Keyword, "key")]
    [InlineData("a", (PayloadIndexType)0, "type")]
    [InlineData("a", (PayloadIndexType)9, "type")]
    public async Task An_index_that_cannot_be_is_refused(string key, PayloadIndexType type, string argument)
    {
        await CreateAsync("a");
        VectorizerException e = await Assert.ThrowsAsync<VectorizerException>(
            () => _cluster.Client.PutPayloadIndexAsync("a", new PayloadIndexDefinition(key, type), Token));
        Assert.Equal((VectorizerError.InvalidArgument, argument), (e.Code, e.Argument));
        Assert.Empty((await _cluster.Client.FindCollectionAsync("a", Token))!.Definition.PayloadIndexes);
    }

    [Fact]
    public async Task Indexes_beyond_the_most_are_refused()
    {
        await CreateAsync("a");
        for (int i = 0; i < CollectionRules.MaxPayloadIndexes; i++)
        {
            await _cluster.Client.PutPayloadIndexAsync("a", new PayloadIndexDefinition($"k{i}", PayloadIndexType.Bool), Token);
        }

        VectorizerException e = await Assert.ThrowsAsync<VectorizerException>(
            () => _cluster.Client.PutPayloadIndexAsync("a", new PayloadIndexDefinition("one.more", PayloadIndexType.Bool), Token));
        Assert.Equal((VectorizerError.InvalidArgument, "key"), (e.Code, e.Argument));
        await _cluster.Client.PutPayloadIndexAsync("a", new PayloadIndexDefinition("k1", PayloadIndexType.Float), Token);
    }

    /// <summary>Its memory is counted while it is built, batch by batch, so a node that is full gives it up and not more.</summary>
    [Fact]
    public async Task An_index_without_room_is_given_up_and_says_why_and_is_built_when_there_is_room()
    {
        await _cluster.Client.CreateCollectionAsync(Definitions.Plain("a", segments: 1), Token);
        await WriteAsync("a", 0, Count);
        await _cluster.Client.PutPayloadIndexAsync("a", new PayloadIndexDefinition("kind", PayloadIndexType.Keyword), Token);
        await ReadyAsync("a", 1);
        MemoryBudget budget = _cluster.OnEverySilo<MemoryBudget>().Single();
        long before = budget.UsedBytes;
        MemoryAccount other = budget.Open();
        other.Claim(budget.LimitBytes);

        await _cluster.Client.PutPayloadIndexAsync("a", new PayloadIndexDefinition("n", PayloadIndexType.Integer), Token);
        PayloadIndexStatus failed = await FailedAsync("a", "n");

        Assert.Equal((false, 0, 0L), (failed.IsReady, failed.Points, failed.Bytes));
        Assert.Contains($"limit {budget.LimitBytes}. It was given up, and is tried again.", failed.Failure, StringComparison.Ordinal);
        PayloadIndexStatus kind = (await StatusAsync("a"))[0].PayloadIndexes.Single(index => index.Definition.Key == "kind");
        Assert.Equal((true, Count, null), (kind.IsReady, kind.Points, kind.Failure));
        await Until.TrueAsync(() => budget.UsedBytes == before);
        await FindAsync(0, 3);

        // Not before a minute has passed, but at once where other indexes are asked for.
        other.Claim(0);
        await _cluster.Client.DropPayloadIndexAsync("a", "kind", Token);
        await ReadyAsync("a", 1);

        PayloadIndexStatus built = (await StatusAsync("a"))[0].PayloadIndexes.Single();
        Assert.Equal(("n", Count, null), (built.Definition.Key, built.Points, built.Failure));
        await FindAsync(0, 3);
    }

    /// <summary>Each write is counted once in the end, whenever the index came and went in between.</summary>
    [Fact]
    public async Task Indexes_come_and_go_while_points_are_written_replaced_and_deleted()
    {
        await CreateAsync("a");
        await WriteAsync("a", 0, Count);
        using CancellationTokenSource enough = CancellationTokenSource.CreateLinkedTokenSource(Token);
        Task<int> writing = Task.Run(async () =>
        {
            int next = Count;
            while (!enough.IsCancellationRequested)
            {
                await WriteAsync("a", next, 50);
                await WriteAsync("a", next - 100, 50);
                (await _cluster.Client.DeleteAsync("a", Points.Ids($"p{next - 200}"), null, Token)).ThrowIfFailed();
                next += 50;
            }

            return next;
        });
        int asked = 0;
        Task asking = Task.Run(async () =>
        {
            while (!enough.IsCancellationRequested)
            {
                // Of the points that nobody touches.
                int kind = asked++ % Kinds;
                await FindAsync(kind, 20);
            }
        });
        for (int round = 0; round < 8; round++)
        {
            await _cluster.Client.PutPayloadIndexAsync("a", new PayloadIndexDefinition("n", PayloadIndexType.Integer), Token);
            await _cluster.Client.PutPayloadIndexAsync("a", new PayloadIndexDefinition("kind", PayloadIndexType.Text), Token);
            await ReadyAsync("a", 2);
            await _cluster.Client.DropPayloadIndexAsync("a", "n", Token);
            await ReadyAsync("a", 1);
        }

        await _cluster.Client.PutPayloadIndexAsync("a", new PayloadIndexDefinition("n", PayloadIndexType.Integer), Token);
        await enough.CancelAsync();
        int written = await writing;
        await asking;
        Assert.InRange(asked, Kinds, int.MaxValue);
        await ReadyAsync("a", 2);

        // Replaced and deleted points are in an index until their memory is used again.
        ImmutableArray<SegmentStatus> segments = await StatusAsync("a");
        Assert.Equal(segments.Sum(segment => segment.Points + segment.DeletedPoints), (await SumAsync("a", "n")).Points);
        Assert.InRange((await SumAsync("a", "n")).Values, written - 1_000, written);
    }

    private async Task CreateAsync(string name) => await _cluster.Client.CreateCollectionAsync(Definitions.Plain(name), Token);

    private async Task WriteAsync(string name, int first, int count)
    {
        PointBatchBuilder batch = new(count);
        for (int i = first; i < first + count; i++)
        {
            string payload = string.Create(CultureInfo.InvariantCulture, $"{{\"n\":{i},\"kind\":\"k{i % Kinds}\"}}");
            batch.Add($"p{i}", [i, i, i, i], payload);
        }

        (await _cluster.Client.UpsertAsync(name, batch.Build(), null, Token)).ThrowIfFailed();
    }

    /// <summary>The points of a kind that were written first are found by filters on both of their members.</summary>
    private async Task FindAsync(int kind, int count)
    {
        SearchQuery query = new()
        {
            Vectors = new VectorBlock([kind, 0, 0, 0]),
            Limit = count + 1,
            Filter = new Filter([new MatchAnyCondition("kind", [$"k{kind}"]), new NumberRangeCondition("n", Lt: count * Kinds)]),
        };
        SearchResult result = await _cluster.Client.SearchAsync("a", query, Token);
        Assert.Equal(
            Enumerable.Range(0, count).Select(i => $"p{(i * Kinds) + kind}").Order(),
            Points.IdsOf(result.Hits[0].Points).Order());
    }

    private Task<ImmutableArray<SegmentStatus>> StatusAsync(string name) => _cluster.Client.GetSegmentsAsync(name, Token);

    private async Task ReadyAsync(string name, int indexes)
    {
        while (!(await StatusAsync(name)).All(segment => segment.PayloadIndexes.Length == indexes && segment.PayloadIndexes.All(index => index.IsReady)))
        {
            Token.ThrowIfCancellationRequested();
            await Task.Yield();
        }
    }

    private async Task<PayloadIndexStatus> FailedAsync(string name, string key)
    {
        while (true)
        {
            PayloadIndexStatus? failed = (await StatusAsync(name))
                .SelectMany(segment => segment.PayloadIndexes)
                .FirstOrDefault(index => index.Definition.Key == key && index.Failure is not null);
            if (failed is not null)
            {
                return failed;
            }

            Token.ThrowIfCancellationRequested();
            await Task.Yield();
        }
    }

    private async Task<(long Points, long Values, long Bytes)> SumAsync(string name, string key)
    {
        PayloadIndexStatus[] parts = [.. (await StatusAsync(name)).Select(segment => segment.PayloadIndexes.Single(index => index.Definition.Key == key))];
        return (parts.Sum(part => part.Points), parts.Sum(part => part.Values), parts.Sum(part => part.Bytes));
    }
}
