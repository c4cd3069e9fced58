namespace Vectorizer.Engine.Benchmarks.Glove;

/// <summary>The recall of one contender over <c>ef</c>, and its queries per second in each round.</summary>
internal sealed class RecallTable(string name, IReadOnlyDictionary<int, double> recalls)
{
    private readonly Dictionary<(int Ef, int Threads), List<double>> _rates = [];

    public string Name => name;

    /// <summary>Enters a round's queries per second.</summary>
    public void Add(int ef, int threads, double rate)
    {
        if (!_rates.TryGetValue((ef, threads), out List<double>? rounds))
        {
            _rates[(ef, threads)] = rounds = [];
        }

        rounds.Add(rate);
    }

    /// <summary>
    /// Queries per second at a recall in each round, between the two neighbouring <c>ef</c> along a straight line of
    /// recall over the logarithm of the rate; empty when the recall lies outside.
    /// </summary>
    public double[] RatesAt(double recall, int threads)
    {
        int[] efs = [.. recalls.Keys.Order()];
        for (int i = 1; i < efs.Length; i++)
        {
            double low = recalls[efs[i - 1]];
            double high = recalls[efs[i]];
            if (low <= recall && recall <= high)
            {
                double share = (recall - low) / (high - low);
                return [.. _rates[(efs[i - 1], threads)].Zip(
                    _rates[(efs[i], threads)],
                    (slower, faster) => Math.Exp(((1 - share) * Math.Log(slower)) + (share * Math.Log(faster))))];
            }
        }

        return [];
    }

    public void Print(int[] threads)
    {
        Console.WriteLine();
        Console.WriteLine(name);
        Console.WriteLine(
            "  ef  recall@10" + string.Concat(threads.Select(count => $"{$"QPS, {Threads(count)} (range)",30}")));
        foreach ((int ef, double recall) in recalls.OrderBy(entry => entry.Key))
        {
            IEnumerable<string> rates = threads.Select(count => $"{Spread.Of(_rates[(ef, count)]),30:N0}");
            Console.WriteLine($"{ef,4}  {recall,9:0.0000}{string.Concat(rates)}");
        }
    }

    private static string Threads(int count) => count == 1 ? "1 thread" : $"{count} threads";
}
