using System.Diagnostics;

namespace Vectorizer.Grains.Benchmarks;

/// <summary>Searches a second of both silos, in turns, from closed loops.</summary>
internal sealed class CacheGain(SearchedSilo with, SearchedSilo without)
{
    private const int Loops = 8;
    private const int Turns = 9;

    private static readonly TimeSpan s_length = TimeSpan.FromSeconds(2);

    /// <summary>Runs a stream of queries and prints a line.</summary>
    public async Task RunAsync(string name, QueryStream queries)
    {
        List<double> rates = [];
        List<double> ratesWithout = [];
        List<double> ratios = [];
        await RateAsync(with, queries, 0);
        await RateAsync(without, queries, 0);
        for (int turn = 1; turn <= Turns; turn++)
        {
            // Who goes first changes: the machine's clock rate and neighbours drift.
            double[] both = turn % 2 == 0
                ? [await RateAsync(with, queries, turn), await RateAsync(without, queries, turn)]
                : [.. new[] { await RateAsync(without, queries, turn), await RateAsync(with, queries, turn) }.Reverse()];
            rates.Add(both[0]);
            ratesWithout.Add(both[1]);
            ratios.Add(both[0] / both[1]);
        }

        Console.WriteLine(
            $"{name}: {Loops} callers, {Environment.ProcessorCount} cores, {Turns} turns of {s_length.TotalSeconds} s; searches a second "
            + $"with the cache {Spread(rates, "F0")}, without {Spread(ratesWithout, "F0")}; ratio {Spread(ratios, "F3")}");
    }

    private static async Task<double> RateAsync(SearchedSilo silo, QueryStream queries, int turn)
    {
        long started = Stopwatch.GetTimestamp();
        int[] counts = await Task.WhenAll(Enumerable.Range(0, Loops).Select(loop => Task.Run(async () =>
        {
            Random random = new((turn * Loops) + loop);
            int count = 0;
            while (Stopwatch.GetElapsedTime(started) < s_length)
            {
                await silo.SearchAsync(queries.Next(random));
                count++;
            }

            return count;
        })));
        return counts.Sum() / Stopwatch.GetElapsedTime(started).TotalSeconds;
    }

    private static string Spread(List<double> values, string format)
    {
        double[] sorted = [.. values.Order()];
        return $"{sorted[sorted.Length / 2].ToString(format)} ({sorted[0].ToString(format)}..{sorted[^1].ToString(format)})";
    }
}
