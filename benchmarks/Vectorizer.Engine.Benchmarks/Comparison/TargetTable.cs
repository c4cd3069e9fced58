using System.Globalization;
using Vectorizer.Engine.Benchmarks.Contenders;
using Vectorizer.Engine.Benchmarks.Reports;

namespace Vectorizer.Engine.Benchmarks.Comparison;

/// <summary>What the engine wants to reach on GloVe-100, beside the best peer of the same run and what it has reached.</summary>
internal static class TargetTable
{
    private const double ComparedRecall = 0.95;
    private const double WantedRecall = 0.99;
    private const double WantedOfFloats = 1.3;
    private const double WantedOfCodes = 2;
    private const int WantedPointsPerSecond = 10_000;
    private const int WantedBytes = 400;

    /// <summary>The table.</summary>
    /// <param name="entrants">All contenders, with one M or several.</param>
    /// <param name="rowCount">Rows of each index.</param>
    /// <param name="threads">Threads that built.</param>
    public static MarkdownTable Of(IReadOnlyList<Entrant> entrants, int rowCount, int threads)
    {
        MarkdownTable table = new(["what", "best peer", "target", "Vectorizer", "of it"]);
        Entrant[] own = [.. entrants.Where(entrant => entrant.Contender.IsOwn)];
        Entrant[] peers = [.. entrants.Where(entrant => !entrant.Contender.IsOwn)];
        Entrant[] floats = [.. own.Where(entrant => entrant.Contender.Key == Contender.NoQuantization)];
        AddRates(table, "floats", WantedOfFloats, floats, peers);
        AddRates(table, "codes first, weighed again by floats", WantedOfCodes, [.. own.Except(floats)], peers);
        AddMost(
            table, $"build on {MarkdownTable.Threads(threads)}, points/s", own, peers, WantedPointsPerSecond,
            entrant => rowCount / entrant.Build.Duration.TotalSeconds);
        Entrant[] ownThatReach = [.. own.Where(Reaches)];
        Entrant? least = ownThatReach.MinBy(entrant => entrant.Build.Bytes);
        table.Add(
        [
            $"bytes a point, recall {Text(WantedRecall, "0.00")} reachable",
            peers.Where(Reaches).MinBy(entrant => entrant.Build.Bytes) is { } peer ? $"{Bytes(peer)} ({Name(peer)})" : "–",
            $"<= {WantedBytes}",
            least is null ? "–" : $"{Bytes(least)} ({Name(least)})",
            "",
        ]);
        return table;

        string Bytes(Entrant entrant) => Text((double)entrant.Build.Bytes / rowCount, "N0");
    }

    private static void AddRates(MarkdownTable table, string how, double wanted, Entrant[] own, Entrant[] peers)
    {
        (Entrant Entrant, double Rate)? best = Best(peers);
        (Entrant Entrant, double Rate)? reached = Best(own);
        table.Add(
        [
            $"QPS at recall {Text(ComparedRecall, "0.00")}, one thread, {how}",
            best is { } peer ? $"{Text(peer.Rate, "N0")} ({Name(peer.Entrant)})" : "–",
            best is null ? "–" : $"{Text(best.Value.Rate * wanted, "N0")} (x {Text(wanted, "0.0")})",
            reached is { } it ? $"{Text(it.Rate, "N0")} ({Name(it.Entrant)})" : "–",
            best is { } against && reached is { } ours ? $"x {Text(ours.Rate / against.Rate, "0.00")}" : "",
        ]);
    }

    private static void AddMost(
        MarkdownTable table, string what, Entrant[] own, Entrant[] peers, double wanted, Func<Entrant, double> measure)
    {
        Entrant? peer = peers.MaxBy(measure);
        Entrant? best = own.MaxBy(measure);
        table.Add(
        [
            what,
            peer is null ? "–" : $"{Text(measure(peer), "N0")} ({Name(peer)})",
            Text(wanted, "N0"),
            best is null ? "–" : $"{Text(measure(best), "N0")} ({Name(best)})",
            peer is null || best is null ? "" : $"x {Text(measure(best) / measure(peer), "0.00")}",
        ]);
    }

    private static (Entrant Entrant, double Rate)? Best(Entrant[] entrants) => entrants
        .Select(entrant => (Entrant: entrant, Found: entrant.Curve.At(ComparedRecall, threads: 1)))
        .Where(pair => pair.Found is not null)
        .Select(pair => ((Entrant, double)?)(pair.Entrant, Spread.Of(pair.Found!.Rates).Median))
        .MaxBy(pair => pair!.Value.Item2);

    private static bool Reaches(Entrant entrant) => entrant.Curve.BestRecall >= WantedRecall;

    private static string Name(Entrant entrant) => $"{entrant.Contender.Title}, M={entrant.M}";

    private static string Text(double value, string format) => value.ToString(format, CultureInfo.InvariantCulture);
}
