using Vectorizer.Abstractions.Segments;
using Vectorizer.Clustering.Placement;

namespace Vectorizer.Grains.Tests.Placement;

public sealed class RendezvousHashTests
{
    private static readonly string[] s_nodes = ["node-a", "node-b", "node-c"];

    /// <summary>Nodes of two versions must agree on where a segment is.</summary>
    [Theory]
    [InlineData("1/0", "node-a", 12191179826021188151UL)]
    [InlineData("1763837000123/255", "nöde", 12159285603767560422UL)]
    public void The_weight_of_a_node_never_changes(string key, string node, ulong weight)
        => Assert.Equal(weight, RendezvousHash.Weight(key, node));

    [Fact]
    public void Keys_spread_evenly_over_the_nodes()
    {
        int[] counts = [.. s_nodes.Select(node => Keys().Count(key => First(key, s_nodes) == node))];

        // 3,000 keys: a share of 1,000 has a standard deviation of 26, and this allows six of them.
        Assert.All(counts, count => Assert.InRange(count, 1_000 - 156, 1_000 + 156));
    }

    [Fact]
    public void A_node_that_goes_moves_its_own_keys_and_no_others()
    {
        string[] rest = ["node-a", "node-c"];

        Assert.All(Keys(), key => Assert.True(First(key, s_nodes) == "node-b" || First(key, s_nodes) == First(key, rest)));
    }

    private static IEnumerable<string> Keys() => Enumerable.Range(0, 3_000).Select(i => new SegmentKey(i / 16, i % 16).ToString());

    private static string First(string key, string[] nodes) => nodes.MaxBy(node => RendezvousHash.Weight(key, node))!;
}
