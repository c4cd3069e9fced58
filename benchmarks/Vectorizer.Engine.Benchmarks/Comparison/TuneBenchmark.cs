using System.Globalization;
using Vectorizer.Engine.Benchmarks.Contenders;
using Vectorizer.Engine.Benchmarks.DataSets;

namespace Vectorizer.Engine.Benchmarks.Comparison;

/// <summary>Finds with how many links each contender answers most queries per second at the data set's usual recall.</summary>
/// <remarks>Kept in <c>.cache</c>: a comparison that finds it there measures each contender with its best M as well.</remarks>
internal static class TuneBenchmark
{
    private static readonly int[] s_m = [8, 16, 24, 32];
    private static readonly int[] s_threads = [1];

    /// <summary>Tries every M of every contender, and prints and keeps the best.</summary>
    public static async Task RunAsync(CompareOptions options, CancellationToken cancellationToken)
    {
        Machine.Print();
        DataSet data = await DataSet.LoadAsync(options.Data, options.Rows, options.Queries, cancellationToken);
        Console.WriteLine($"{data.Title}, {data.RowCount:N0} rows, QPS on one thread at recall {data.UsualRecall}");
        foreach (Contender contender in Field.Of(options, data).Contenders)
        {
            IReadOnlyDictionary<int, double> rates = Try(contender, data, options, cancellationToken);
            if (rates.Count == 0)
            {
                Console.WriteLine($"{contender.Title}: no M reaches the recall");
                continue;
            }

            BestM best = new(rates.MaxBy(rate => rate.Value).Key, data.RowCount, rates);
            BestM.Save(data.Name, contender.Key, best);
            Console.WriteLine(
                $"{contender.Title}: M={best.M} ("
                + string.Join(", ", rates.Select(rate => string.Create(CultureInfo.InvariantCulture, $"M={rate.Key} {rate.Value:N0}"))) + ")");
        }
    }

    private static Dictionary<int, double> Try(
        Contender contender, DataSet data, CompareOptions options, CancellationToken cancellationToken)
    {
        List<Entrant> entrants = [];
        try
        {
            foreach (int m in s_m)
            {
                cancellationToken.ThrowIfCancellationRequested();
                entrants.Add(Entrant.Start(contender, data, m, options.EfConstruction, options.Threads));
            }

            for (int round = 0; round < options.Rounds; round++)
            {
                Entrant.MeasureRound(round, entrants, s_threads, cancellationToken);
            }

            Dictionary<int, double> rates = [];
            foreach (Entrant entrant in entrants)
            {
                if (entrant.Curve.At(data.UsualRecall, threads: 1) is { } found)
                {
                    rates[entrant.M] = Spread.Of(found.Rates).Median;
                }
            }

            return rates;
        }
        finally
        {
            entrants.ForEach(entrant => entrant.Dispose());
        }
    }
}
