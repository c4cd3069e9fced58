namespace Vectorizer.Engine.Benchmarks.Glove;

/// <summary>Prints how many times as many queries per second one contender answers as another at equal recall.</summary>
internal static class Comparison
{
    public static void Print(RecallTable own, RecallTable peer, int[] threads, double[] recalls)
    {
        Console.WriteLine();
        Console.WriteLine($"{own.Name} / {peer.Name} at equal recall, by round: median (range)");
        foreach (double recall in recalls)
        {
            foreach (int count in threads)
            {
                double[] ownRates = own.RatesAt(recall, count);
                double[] peerRates = peer.RatesAt(recall, count);
                Console.WriteLine(
                    ownRates.Length == 0 || peerRates.Length == 0
                        ? $"recall {recall:0.00}: not reached by both"
                        : $"recall {recall:0.00}, threads {count}: {Spread.Of(ownRates).Median:N0} / "
                            + $"{Spread.Of(peerRates).Median:N0} QPS, "
                            + $"ratio {Spread.Of(ownRates.Zip(peerRates, (x, y) => x / y)):0.00}");
            }
        }
    }
}
