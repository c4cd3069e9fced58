using Vectorizer.Engine.Vectors;

namespace Vectorizer.Engine.Tests.Vectors;

/// <summary>Each operation against a <see cref="SortedSet{T}"/>, at sizes around the width of a word.</summary>
public sealed class OrdinalBitmapTests(ITestOutputHelper output)
{
    public static TheoryData<int> Counts => [1, 63, 64, 65, 127, 128, 129, 1_000, 70_001];

    [Theory]
    [MemberData(nameof(Counts))]
    public void Every_operation_agrees_with_a_set(int count)
    {
        int seed = Random.Shared.Next();
        output.WriteLine($"seed {seed}");
        Random random = new(seed);
        OrdinalBitmap one = new();
        OrdinalBitmap other = new();
        for (int round = 0; round < 20; round++)
        {
            SortedSet<int> expected = Fill(one, count, random);
            SortedSet<int> others = Fill(other, count, random);
            switch (round % 5)
            {
                case 0:
                    one.And(other);
                    expected.IntersectWith(others);
                    break;
                case 1:
                    one.Or(other);
                    expected.UnionWith(others);
                    break;
                case 2:
                    one.AndNot(other);
                    expected.ExceptWith(others);
                    break;
                case 3:
                    one.Complement();
                    expected = [.. Enumerable.Range(0, count).Except(expected)];
                    break;
                default:
                    one.CopyFrom(other);
                    expected = others;
                    break;
            }

            Assert.Equal(expected, Enumerate(one));
            Assert.Equal(expected.Count, one.Cardinality);
            Assert.All(Enumerable.Range(0, count), ordinal => Assert.Equal(expected.Contains(ordinal), one.Contains(ordinal)));
        }

        one.Fill();
        Assert.Equal(count, one.Cardinality);
        one.Free();
        other.Free();
    }

    [Fact]
    public void Ordinals_beyond_the_count_are_neither_added_nor_found()
    {
        OrdinalBitmap set = new();
        set.Reset(70);
        set.Fill();
        set.AddIfBelow(70);
        set.AddIfBelow(100);
        Assert.False(set.Contains(70));
        Assert.False(set.Contains(-1));
        Assert.Equal(70, set.Cardinality);
        Assert.Equal(-1, set.Next(70));
        set.Reset(130);
        Assert.Equal(0, set.Cardinality);
    }

    private static SortedSet<int> Fill(OrdinalBitmap set, int count, Random random)
    {
        set.Reset(count);
        SortedSet<int> expected = [];
        for (int i = random.Next(count + 1); i > 0; i--)
        {
            int ordinal = random.Next(count);
            set.Add(ordinal);
            expected.Add(ordinal);
        }

        foreach (int ordinal in expected.Where(_ => random.Next(8) == 0).ToArray())
        {
            set.Remove(ordinal);
            expected.Remove(ordinal);
        }

        return expected;
    }

    private static IEnumerable<int> Enumerate(OrdinalBitmap set)
    {
        for (int ordinal = set.Next(0); ordinal >= 0; ordinal = set.Next(ordinal + 1))
        {
            yield return ordinal;
        }
    }
}
