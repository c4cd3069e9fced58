using System.Collections.Immutable;
using Vectorizer.Abstractions.Points;
using Vectorizer.Abstractions.Segments;
using Vectorizer.Grains.Memory;
using Vectorizer.Grains.Tests.Clusters;

namespace Vectorizer.Grains.Tests.Compaction;

/// <summary>A silo of its own: memory is told of all segments together.</summary>
public sealed class CompactionTests : IAsyncLifetime
{
    private const int Many = 6_000;
    private const int Left = 500;

    private readonly VectorizerCluster _cluster = new(1);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public ValueTask InitializeAsync() => _cluster.InitializeAsync();

    public ValueTask DisposeAsync() => _cluster.DisposeAsync();

    [Fact]
    public async Task Dead_points_are_gone_after_a_while_and_their_memory_is_given_back()
    {
        await FillAndDeleteAsync("a");
        long before = (await StatusAsync("a")).Memory.Total;

        await CompactedAsync("a");

        SegmentStatus compacted = await StatusAsync("a");
        Assert.Equal((Left, 0), (compacted.Points, compacted.DeletedPoints));
        Assert.InRange(compacted.Memory.Total, 1, before / 4);
        await Until.TrueAsync(() => _cluster.OnEverySilo<MemoryBudget>().Single().UsedBytes == compacted.Memory.Total);
        Assert.Equal(0, _cluster.OnEverySilo<MemoryBudget>().Single().ReservedBytes);
    }

    [Fact]
    public async Task Points_keep_their_sequences_and_writes_meanwhile_are_in_the_new_index()
    {
        await FillAndDeleteAsync("a");
        long sequence = (await StatusAsync("a")).Sequence;
        int written = 0;
        while ((await StatusAsync("a")).DeletedPoints >= Many - Left)
        {
            // Each is a new point, and replaces the one of the round before.
            (await _cluster.Client.UpsertAsync("a", Named($"new-{written / 2}", written), null, Token)).ThrowIfFailed();
            written++;
        }

        (await _cluster.Client.UpsertAsync("a", Named("after", 1), null, Token)).ThrowIfFailed();

        PointBatch kept = await _cluster.Client.GetAsync("a", Points.Ids("p0", "p1"), PointParts.Vectors, cancellationToken: Token);
        Assert.Equal(["p0", "p1"], Points.IdsOf(kept));
        Assert.Equal(sequence + written + 1, (await StatusAsync("a")).Sequence);
        Assert.Equal(Left + ((written + 1) / 2) + 1, (await StatusAsync("a")).Points);
    }

    [Fact]
    public async Task Where_points_are_replaced_steadily_their_memory_is_used_again()
    {
        const int Replaced = Many / 5;
        const int Slack = 128 * 1024;
        await _cluster.Client.CreateCollectionAsync(Definitions.Plain("a", segments: 1), Token);
        (await _cluster.Client.UpsertAsync("a", Points.OnALine(Many), null, Token)).ThrowIfFailed();
        long before = 0;
        for (int round = 0; round < 6; round++)
        {
            (await _cluster.Client.UpsertAsync("a", Points.OnALine(Replaced), null, Token)).ThrowIfFailed();
            while ((await StatusAsync("a")).DeletedPoints > 0)
            {
                await Task.Yield();
            }

            // The first ones take memory besides: nothing was free before.
            before = round == 0 ? (await StatusAsync("a")).Memory.Total : before;
        }

        SegmentStatus status = await StatusAsync("a");
        Assert.Equal(Many, status.Points);
        Assert.InRange(status.Memory.Total, 1, before + Slack);
        await Until.TrueAsync(() => _cluster.OnEverySilo<MemoryBudget>().Single().UsedBytes == status.Memory.Total);
    }

    private static PointBatch Named(string id, float value)
    {
        PointBatchBuilder batch = new(1);
        batch.Add(id, [value, value, value, value], null);
        return batch.Build();
    }

    private async Task FillAndDeleteAsync(string name)
    {
        await _cluster.Client.CreateCollectionAsync(Definitions.Plain(name, segments: 1), Token);
        (await _cluster.Client.UpsertAsync(name, Points.OnALine(Many), null, Token)).ThrowIfFailed();
        ByteStrings dead = Points.Ids(Enumerable.Range(Left, Many - Left).Select(number => $"p{number}"));
        (await _cluster.Client.DeleteAsync(name, dead, null, Token)).ThrowIfFailed();
    }

    private async Task<SegmentStatus> StatusAsync(string name)
    {
        ImmutableArray<SegmentStatus> segments = await _cluster.Client.GetSegmentsAsync(name, Token);
        return Assert.Single(segments);
    }

    private async Task CompactedAsync(string name)
    {
        while ((await StatusAsync(name)).DeletedPoints > 0)
        {
            await Task.Yield();
        }
    }
}
