using System.Text;
using Vectorizer.Abstractions.Points;
using Vectorizer.Abstractions.Search;
using Vectorizer.Client.Orleans.Routing;

namespace Vectorizer.Client.Orleans.Tests.Routing;

public sealed class HitRankingTests
{
    public static TheoryData<int> Seeds => [.. Enumerable.Range(0, 20).Select(_ => Random.Shared.Next())];

    /// <summary>Against a sort of everything but what is left out. Few distances, so that most are equal to another.</summary>
    [Theory]
    [MemberData(nameof(Seeds))]
    public void Merging_sorted_lists_is_sorting_all_of_them(int seed)
    {
        TestContext.Current.TestOutputHelper?.WriteLine($"seed {seed}");
        Random random = new(seed);
        int next = 0;
        (float Distance, string Id)[][] lists = [.. Enumerable.Range(0, random.Next(1, 6)).Select(_ => Enumerable
            .Range(0, random.Next(20))
            .Select(_ => ((float)random.Next(5), $"{random.Next(100)}-{next++}"))
            .OrderBy(hit => hit.Item1)
            .ThenBy(hit => hit.Item2, StringComparer.Ordinal)
            .ToArray())];
        int offset = random.Next(10);
        int limit = random.Next(1, 30);

        string[] without = [.. lists.SelectMany(list => list).Select(hit => hit.Id).Where(_ => random.Next(8) == 0), "absent"];
        ByteStringsBuilder ids = new();
        Array.ForEach(without, id => ids.Add(Encoding.UTF8.GetBytes(id)));

        RankedHit[] merged = HitRanking.Merge([.. lists.Select(Hits)], offset, limit, ids.Build());

        Assert.Equal(
            lists.SelectMany(list => list).Where(hit => !without.Contains(hit.Id)).OrderBy(hit => hit.Distance).ThenBy(hit => hit.Id, StringComparer.Ordinal)
                .Skip(offset).Take(limit),
            merged.Select(hit => lists[hit.List][hit.Index]));
    }

    [Fact]
    public void No_lists_have_no_hits() => Assert.Empty(HitRanking.Merge([SearchHits.Empty, SearchHits.Empty], 0, 10, ByteStrings.Empty));

    private static SearchHits Hits((float Distance, string Id)[] hits)
    {
        PointBatchBuilder points = new();
        foreach ((_, string id) in hits)
        {
            points.Add(Encoding.UTF8.GetBytes(id), 1, default, default);
        }

        return new SearchHits(points.Build(), new VectorBlock([.. hits.Select(hit => hit.Distance)]), PointParts.None);
    }
}
