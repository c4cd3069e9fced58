using System.Text;
using Vectorizer.Engine.PayloadIndexes;
using Vectorizer.Engine.Vectors;

namespace Vectorizer.Engine.Tests.PayloadIndexes;

/// <summary>Sorted values against a dictionary of sets: every value, and random bounds.</summary>
public sealed class SortedValuesTests(ITestOutputHelper output)
{
    private const int Writes = 20_000;

    // Several chunks, so that values with few ordinals lie in many.
    private const int Ordinals = 400_000;

    /// <summary>Different values: each point its own, a few points each, and hundreds of points each.</summary>
    [Theory]
    [InlineData(1_000_000)]
    [InlineData(3_000)]
    [InlineData(200)]
    [InlineData(12)]
    public void Values_agree_with_a_dictionary_while_ordinals_come_and_go(int different)
    {
        int seed = Random.Shared.Next();
        output.WriteLine($"seed {seed}");
        Random random = new(seed);
        SortedValues<NumberKey> values = new();
        SortedDictionary<long, HashSet<int>> expected = [];
        long empty = values.Bytes;
        for (int turn = 0; turn < 3; turn++)
        {
            long most = values.Bytes + PayloadIndex.FixedGrowth;

            // One after the other, in few batches so large that branches are divided, or in many.
            int batch = (turn + different) % 3 * random.Next(300, Writes);
            if (batch > 0)
            {
                values.BeginBatch();
            }

            for (int i = 0; i < Writes; i++)
            {
                (long value, int ordinal) = (Value(random, different), random.Next(Ordinals));
                bool isNew = (expected.TryGetValue(value, out HashSet<int>? ordinals) ? ordinals : expected[value] = []).Add(ordinal);
                most += SortedValues<NumberKey>.MostBytesOf(0);
                if (batch > 0)
                {
                    values.Add(new NumberKey(value), ordinal);
                    if ((i + 1) % batch == 0 || i == Writes - 1)
                    {
                        values.EndBatch();
                        Assert.InRange(values.Bytes, 0, most);
                        values.BeginBatch();
                    }

                    continue;
                }

                Assert.Equal(isNew, values.Add(new NumberKey(value), ordinal));
                Assert.InRange(values.Bytes, 0, most);
            }

            if (batch > 0)
            {
                values.EndBatch();
            }

            Compare(values, expected, random);
            foreach ((long value, HashSet<int> ordinals) in expected.ToArray())
            {
                foreach (int ordinal in ordinals.Where(_ => turn == 2 || random.Next(10) < 8).ToArray())
                {
                    ordinals.Remove(ordinal);
                    Assert.True(values.Remove(new NumberKey(value), ordinal));
                    Assert.False(values.Remove(new NumberKey(value), ordinal));
                }

                if (ordinals.Count == 0)
                {
                    expected.Remove(value);
                }
            }

            Compare(values, expected, random);
        }

        Assert.Equal(0, values.ValueCount);
        Assert.Equal(empty, values.Bytes);
    }

    [Fact]
    public void Values_that_come_in_their_order_fill_their_leaves()
    {
        SortedValues<NumberKey> values = new();
        for (int i = 0; i < 100_000; i++)
        {
            values.Add(new NumberKey(i), i);
        }

        Assert.Equal(100_000, values.CountWithin(new(0), new(long.MaxValue)));
        Assert.Equal(500, values.CountWithin(new(70_000), new(70_499)));
        Assert.InRange(values.Bytes, 0, 100_000 * (ValueLeaf<NumberKey>.KeyBytes + 2));
    }

    [Fact]
    public void Strings_are_ordered_by_their_bytes_and_kept()
    {
        SortedValues<TextKey> values = new();
        byte[] borrowed = new byte[8];
        string[] words = ["", "a", "ab", "b", "B", "ä", "zz"];
        for (int i = 0; i < words.Length; i++)
        {
            int length = Encoding.UTF8.GetBytes(words[i], borrowed);
            Assert.True(values.Add(new TextKey(borrowed.AsMemory(0, length)), i));
        }

        borrowed.AsSpan().Clear();
        Assert.Equal(
            ["", "B", "a", "ab", "b", "zz", "ä"],
            values.All().Select(value => Encoding.UTF8.GetString(value.Leaf.Key(value.Place).Utf8.Span)));
        Assert.Equal(1, values.CountOf(new TextKey("ä"u8.ToArray())));
        Assert.Equal(0, values.CountOf(new TextKey("ö"u8.ToArray())));
    }

    [Fact]
    public void A_reader_finds_all_that_stays_while_values_come_and_go()
    {
        int seed = Random.Shared.Next();
        output.WriteLine($"seed {seed}");
        Random random = new(seed);
        SortedValues<NumberKey> values = new();
        const int Staying = 3_000;
        for (int ordinal = 0; ordinal < Staying; ordinal++)
        {
            values.Add(new NumberKey(ordinal * 10L), ordinal);
        }

        bool stop = false;
        Exception? failure = null;
        Thread reader = new(() =>
        {
            try
            {
                Random bounds = new(seed);
                OrdinalBitmap set = new();
                while (!Volatile.Read(ref stop))
                {
                    int low = bounds.Next(Staying);
                    int high = bounds.Next(low, Staying);
                    set.Reset(Staying);
                    values.AddWithin(new(low * 10L), new(high * 10L), set);
                    for (int ordinal = low; ordinal <= high; ordinal++)
                    {
                        Assert.True(set.Contains(ordinal), $"{ordinal} of {low}..{high}");
                    }
                }
            }
            catch (Exception e)
            {
                failure = e;
            }
        });
        reader.Start();
        for (int turn = 0; turn < 15; turn++)
        {
            (long, int)[] passing =
                [.. Enumerable.Range(0, 4_000).Select(_ => ((long)random.Next(Staying * 10), random.Next(Staying, Staying + 50)))];
            foreach ((long value, int ordinal) in passing)
            {
                values.Add(new NumberKey(value), ordinal);
            }

            foreach ((long value, int ordinal) in passing)
            {
                values.Remove(new NumberKey(value), ordinal);
            }
        }

        Volatile.Write(ref stop, true);
        reader.Join();
        Assert.Null(failure);
        Assert.Equal(Staying, values.ValueCount);
    }

    private static long Value(Random random, int different) => (random.Next(different) - (different / 2)) * 7L;

    private static (long Key, int Count) KeyAndCount((ValueLeaf<NumberKey> Leaf, int Place) value)
        => (value.Leaf.Key(value.Place).Value, value.Leaf.CountOf(value.Place));

    private static void Compare(SortedValues<NumberKey> values, SortedDictionary<long, HashSet<int>> expected, Random random)
    {
        Assert.Equal(expected.Count, values.ValueCount);
        Assert.Equal(expected.Select(pair => (pair.Key, pair.Value.Count)), values.All().Select(KeyAndCount));
        OrdinalBitmap set = new();
        for (int i = 0; i < 50; i++)
        {
            long low = Value(random, 1_000_000);
            long high = low + random.Next(1_000_000);
            set.Reset(Ordinals);
            values.AddWithin(new(low), new(high), set);
            HashSet<int> within = [.. expected.Where(pair => pair.Key >= low && pair.Key <= high).SelectMany(pair => pair.Value)];
            Assert.Equal(within.Count, set.Cardinality);
            Assert.All(within, ordinal => Assert.True(set.Contains(ordinal)));
            Assert.Equal(
                expected.Where(pair => pair.Key >= low && pair.Key <= high).Sum(pair => pair.Value.Count),
                values.CountWithin(new(low), new(high)));
            IEnumerable<(long, int)> ascending = expected.Where(pair => pair.Key >= low && pair.Key <= high).Select(pair => (pair.Key, pair.Value.Count));
            Assert.Equal(ascending, values.Within(new(low), new(high), isDescending: false).Select(KeyAndCount));
            Assert.Equal(ascending.Reverse(), values.Within(new(low), new(high), isDescending: true).Select(KeyAndCount));
            foreach ((ValueLeaf<NumberKey> leaf, int place) in values.Within(new(low), new(high), isDescending: false).Take(100))
            {
                HashSet<int> ordinals = expected[leaf.Key(place).Value];
                Assert.Equal(ordinals.Count, leaf.CountIn(place, set));
                Assert.True(!leaf.TryGetFew(place, out ReadOnlySpan<int> few) || ordinals.SetEquals(few.ToArray()));
            }
        }

        foreach ((long value, HashSet<int> ordinals) in expected.Take(500))
        {
            set.Reset(Ordinals);
            values.AddTo(new NumberKey(value), set);
            Assert.Equal(ordinals.Count, set.Cardinality);
            Assert.Equal(ordinals.Count, values.CountOf(new NumberKey(value)));
        }

        set.Free();
    }
}
