using Vectorizer.Engine.PayloadIndexes;
using Vectorizer.Engine.Vectors;

namespace Vectorizer.Engine.Tests.PayloadIndexes;

/// <summary>Postings against a set, through every form that a chunk takes, and read while they change.</summary>
public sealed class PostingsTests(ITestOutputHelper output)
{
    private const int Ordinals = 200_000;

    [Theory]
    [InlineData(10)]
    [InlineData(3_000)]
    [InlineData(30_000)]
    [InlineData(190_000)]
    public void Postings_agree_with_a_set_while_they_grow_and_shrink(int most)
    {
        int seed = Random.Shared.Next();
        output.WriteLine($"seed {seed}");
        Random random = new(seed);
        Postings postings = new();
        HashSet<int> expected = [];
        for (int turn = 0; turn < 4; turn++)
        {
            bool grows = turn % 2 == 0;
            while (grows ? expected.Count < most : expected.Count > most / 50)
            {
                // Runs too, which are appended, as a first build does.
                int first = random.Next(Ordinals);
                int end = Math.Min(Ordinals, first + (random.Next(3) == 0 ? random.Next(200) : 1));
                for (int ordinal = first; ordinal < end; ordinal++)
                {
                    Assert.Equal(
                        grows ? expected.Add(ordinal) : expected.Remove(ordinal),
                        grows ? postings.Add(ordinal) : postings.Remove(ordinal));
                }
            }

            Assert.Equal(expected.Count, postings.Count);
            Assert.Equal(expected.Order(), postings.ToArray());
            foreach (int count in (int[])[Ordinals, 65_536, 65_535, 100_001, 64, 1])
            {
                OrdinalBitmap set = new();
                set.Reset(count);
                postings.AddTo(set);
                Assert.Equal(expected.Count(ordinal => ordinal < count), set.Cardinality);
                Assert.All(expected, ordinal => Assert.Equal(ordinal < count, set.Contains(ordinal)));
                Assert.Equal(set.Cardinality, postings.CountIn(set));
                for (int ordinal = 0; ordinal < count; ordinal += 3)
                {
                    set.Remove(ordinal);
                }

                Assert.Equal(set.Cardinality, postings.CountIn(set));
                set.Fill();
                Assert.Equal(expected.Count(ordinal => ordinal < count), postings.CountIn(set));
                set.Free();
            }
        }

        foreach (int ordinal in expected)
        {
            Assert.True(postings.Contains(ordinal));
            Assert.True(postings.Remove(ordinal));
            Assert.False(postings.Contains(ordinal));
        }

        Assert.Equal(Postings.FixedBytes, postings.Bytes);
    }

    [Fact]
    public void A_reader_finds_all_that_stays_while_others_come_and_go()
    {
        int seed = Random.Shared.Next();
        output.WriteLine($"seed {seed}");
        Random random = new(seed);

        // Even ordinals stay; odd ones come and go in such numbers that each chunk changes its form again and again.
        Postings postings = new();
        int[] staying = [.. Enumerable.Range(0, 2_500).Select(i => i * 26 & ~1).Distinct()];
        foreach (int ordinal in staying)
        {
            postings.Add(ordinal);
        }

        bool stop = false;
        Exception? failure = null;
        Thread reader = new(() =>
        {
            try
            {
                OrdinalBitmap set = new();
                while (!Volatile.Read(ref stop))
                {
                    set.Reset(70_000);
                    postings.AddTo(set);
                    Assert.All(staying, ordinal => Assert.True(set.Contains(ordinal)));
                    Assert.All(staying, ordinal => Assert.True(postings.Contains(ordinal)));
                }
            }
            catch (Exception e)
            {
                failure = e;
            }
        });
        reader.Start();
        for (int turn = 0; turn < 20; turn++)
        {
            int[] passing = [.. Enumerable.Range(0, 3_000).Select(_ => random.Next(35_000) * 2 + 1).Distinct()];
            Array.ForEach(passing, ordinal => postings.Add(ordinal));
            Array.ForEach(passing, ordinal => postings.Remove(ordinal));
        }

        Volatile.Write(ref stop, true);
        reader.Join();
        Assert.Null(failure);
        Assert.Equal(staying.Order(), postings.ToArray());
    }
}
