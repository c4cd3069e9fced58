using Vectorizer.Engine.Hnsw;
using Vectorizer.Engine.Vectors;

namespace Vectorizer.Engine.Tests.Hnsw;

public sealed class CandidatePoolTests(ITestOutputHelper output)
{
    [Fact]
    public void It_keeps_the_nearest_in_order_whatever_their_sign()
    {
        int seed = Random.Shared.Next();
        output.WriteLine($"seed {seed}");
        Random random = new(seed);
        CandidatePool pool = new();
        for (int round = 0; round < 50; round++)
        {
            int capacity = random.Next(1, 40);
            pool.Reset(capacity);
            List<Neighbor> all = [];
            for (int ordinal = 0; ordinal < 200; ordinal++)
            {
                float distance = (random.NextSingle() - 0.5f) * MathF.Pow(10, random.Next(-38, 38));
                all.Add(new Neighbor(distance, ordinal));
                if (distance < pool.Bound)
                {
                    pool.Add(distance, ordinal);
                }
            }

            Assert.Equal(
                all.OrderBy(neighbor => neighbor.Distance).Take(capacity),
                Enumerable.Range(0, pool.Count).Select(rank => pool[rank]));
        }
    }

    [Fact]
    public void Each_entry_is_expanded_once_and_the_nearest_first()
    {
        CandidatePool pool = new();
        pool.Reset(4);
        pool.Add(3, 30);
        pool.Add(2, 20);
        Assert.Equal([20], Expand(pool, 1));
        pool.Add(1, 10);
        Assert.Equal([10, 30], Expand(pool, 5));
        pool.Add(-1, 5);
        pool.Add(0, 6);
        Assert.Equal([5, 6], Expand(pool, 5));
        Assert.Equal([5, 6, 10, 20], Enumerable.Range(0, 4).Select(rank => pool[rank].Ordinal));
    }

    private static List<int> Expand(CandidatePool pool, int times)
    {
        List<int> expanded = [];
        while (times-- > 0 && pool.TryExpandNearest(out int ordinal))
        {
            expanded.Add(ordinal);
        }

        return expanded;
    }
}
