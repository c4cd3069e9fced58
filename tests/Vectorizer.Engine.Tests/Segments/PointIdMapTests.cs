using System.IO.Hashing;
using System.Text;
using Vectorizer.Engine.Segments;

namespace Vectorizer.Engine.Tests.Segments;

public sealed class PointIdMapTests(ITestOutputHelper output)
{
    // Ids whose hashes begin with the same bits crowd into one run, at the end of the table above all.
    [Theory]
    [InlineData(0)]
    [InlineData(5)]
    [InlineData(9)]
    public void Crowded_ids_are_found_and_listed_in_order(int equalLeadingBits)
    {
        int seed = Random.Shared.Next();
        output.WriteLine($"seed {seed}");
        Random random = new(seed);
        using PointTable points = new(fieldCount: 1);
        PointIdMap map = new(points);
        List<string> ids = [];
        while (ids.Count < 300)
        {
            string id = $"{random.NextInt64():x}";
            if (~XxHash3.HashToUInt64(Encoding.UTF8.GetBytes(id)) >> (63 - equalLeadingBits) >> 1 == 0)
            {
                ids.Add(id);
                map.Set(Encoding.UTF8.GetBytes(id), Add(points, id));
            }
        }

        foreach (string id in ids.Take(100))
        {
            map.Remove(Encoding.UTF8.GetBytes(id));
        }

        Assert.Equal(200, map.Count);
        Assert.All(ids.Take(100), id => Assert.Equal(-1, map.Find(Encoding.UTF8.GetBytes(id))));
        Assert.All(ids.Skip(100), id => Assert.Equal(id, Encoding.UTF8.GetString(points.Id(map.Find(Encoding.UTF8.GetBytes(id))))));
        string[] sorted = [.. ids.Skip(100).OrderBy(id => XxHash3.HashToUInt64(Encoding.UTF8.GetBytes(id)))];
        foreach (string? after in sorted.Prepend(null))
        {
            List<int> page = [];
            map.List(after is null ? [] : Encoding.UTF8.GetBytes(after), 7, page);
            Assert.Equal(
                sorted.Skip(Array.IndexOf(sorted, after) + 1).Take(7),
                page.Select(ordinal => Encoding.UTF8.GetString(points.Id(ordinal))));
        }
    }

    [Fact]
    public void A_list_goes_on_behind_an_id_that_was_removed()
    {
        using PointTable points = new(fieldCount: 1);
        PointIdMap map = new(points);
        foreach (int i in Enumerable.Range(0, 50))
        {
            map.Set(Encoding.UTF8.GetBytes($"{i}"), Add(points, $"{i}"));
        }

        List<int> all = [];
        map.List([], 50, all);
        byte[] tenth = points.Id(all[9]).ToArray();
        map.Remove(tenth);
        List<int> rest = [];
        map.List(tenth, 50, rest);

        Assert.Equal(all.Skip(10), rest);
    }

    private static int Add(PointTable points, string id)
    {
        PointMutation point = PointMutation.Upsert(Encoding.UTF8.GetBytes(id), 1, default, default);
        points.EnsureCapacity(1, points.BlobBytes(point));
        return points.Add(1, point.Fields, point);
    }
}
