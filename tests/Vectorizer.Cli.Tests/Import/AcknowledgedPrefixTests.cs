using Vectorizer.Cli.Files;
using Vectorizer.Cli.Import;

namespace Vectorizer.Cli.Tests.Import;

public sealed class AcknowledgedPrefixTests
{
    [Fact]
    public void Batches_behind_a_gap_do_not_count_until_it_is_closed()
    {
        AcknowledgedPrefix prefix = new(default);

        prefix.Acknowledge(Batch(1, points: 2));
        prefix.Acknowledge(Batch(2, points: 3));
        Assert.Equal(default, prefix.Progress);

        prefix.Acknowledge(Batch(0, points: 1));
        Assert.Equal(new ImportProgress(new FilePosition(30, 300), Points: 6, Skipped: 3), prefix.Progress);
    }

    // Invariant: whatever the order of acknowledgements, the prefix is that of the first batch that is missing.
    [Fact]
    public void In_any_order_the_prefix_ends_before_the_first_missing_batch()
    {
        int seed = Environment.TickCount;
        TestContext.Current.TestOutputHelper!.WriteLine($"seed {seed}");
        int[] order = [.. Enumerable.Range(0, 200)];
        new Random(seed).Shuffle(order);
        ImportProgress start = new(new FilePosition(0, 77), Points: 5, Skipped: 1);
        AcknowledgedPrefix prefix = new(start);
        HashSet<int> acknowledged = [];

        foreach (int number in order)
        {
            prefix.Acknowledge(Batch(number, points: 1));
            acknowledged.Add(number);
            int whole = Enumerable.Range(0, 201).First(i => !acknowledged.Contains(i));
            FilePosition position = whole == 0 ? start.Position : Batch(whole - 1, 1).End;
            Assert.Equal(new ImportProgress(position, 5 + whole, 1 + whole), prefix.Progress);
        }
    }

    private static ImportBatch Batch(int number, int points)
    {
        ImportBatch batch = new(dimension: 1, field: null)
        {
            Number = number,
            Skipped = 1,
            End = new FilePosition((number + 1) * 10, (number + 1) * 100),
        };
        for (int i = 0; i < points; i++)
        {
            batch.Points.Add("p", [0f]);
        }

        return batch;
    }
}
