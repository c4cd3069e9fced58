using System.Collections.Immutable;
using Orleans.TestingHost;
using Vectorizer.Abstractions.Collections;
using Vectorizer.Abstractions.Segments;
using Vectorizer.Clustering.Placement;
using Vectorizer.Grains.Tests.Clusters;

namespace Vectorizer.Grains.Tests.Placement;

public sealed class SegmentPlacementTests
{
    private const int Segments = 60;

    [Fact]
    public async Task Segments_spread_over_the_silos_and_a_restarted_silo_gets_the_same_ones()
    {
        await using VectorizerCluster cluster = new(3);
        await cluster.InitializeAsync();
        CancellationToken token = TestContext.Current.CancellationToken;
        CollectionRecord record = await cluster.Client.CreateCollectionAsync(
            Definitions.Plain("spread", segments: Segments), token);

        string[] before = await NodesAsync(cluster);

        string[] names = [.. cluster.Cluster.Silos.Select(silo => silo.Name)];
        Assert.Equal(Enumerable.Range(0, Segments).Select(number => First(record, number, names)), before);
        Assert.Equal(3, before.Distinct().Count());

        // Not the silo of the catalog, whose memory holds the collection.
        InProcessSiloHandle restarted = cluster.Cluster.Silos.First(silo => !HoldsCatalog(cluster, silo));
        InProcessSiloHandle? again = await cluster.Cluster.RestartSiloAsync(restarted);
        await cluster.Cluster.WaitForLivenessToStabilizeAsync();

        Assert.Equal(restarted.Name, again?.Name);
        Assert.NotEqual(restarted.SiloAddress, again?.SiloAddress);
        Assert.Equal(before, await NodesAsync(cluster));
    }

    private static async Task<string[]> NodesAsync(VectorizerCluster cluster)
    {
        ImmutableArray<SegmentStatus> segments = await cluster.Client.GetSegmentsAsync(
            "spread", TestContext.Current.CancellationToken);
        return [.. segments.Select(segment => segment.Node)];
    }

    private static string First(CollectionRecord record, int number, string[] names)
        => names.MaxBy(name => RendezvousHash.Weight(new SegmentKey(record.Id, number).ToString(), name))!;

    private static bool HoldsCatalog(VectorizerCluster cluster, InProcessSiloHandle silo)
        => cluster.Cluster.TryGetGrainContext(
            cluster.Grains.GetGrain<ICatalogGrain>(0).GetGrainId(), out IGrainContext? context)
            && context.Address.SiloAddress!.Equals(silo.SiloAddress);
}
