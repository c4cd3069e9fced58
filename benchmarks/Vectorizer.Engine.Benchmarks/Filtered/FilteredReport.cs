using System.Globalization;
using System.Text;
using Vectorizer.Engine.Benchmarks.DataSets;
using Vectorizer.Engine.Benchmarks.Reports;

namespace Vectorizer.Engine.Benchmarks.Filtered;

/// <summary>What the benchmark found, as a section of a page.</summary>
internal static class FilteredReport
{
    /// <summary>The section.</summary>
    public static string Of(FilteredOptions options, DataSet data, IReadOnlyList<FilteredCase> cases, string? peer, string? missing)
    {
        FilteredCase[] filtered = [.. cases.Where(one => one.Labeling is not null)];
        FilteredCase plain = cases.Single(one => one.Labeling is null);
        StringBuilder text = new();
        text.Append("### Filtered searches\n\n")
            .Append(CultureInfo.InvariantCulture, $"{data.Title}: {data.RowCount:N0} rows of {data.Dimension} floats, ")
            .Append(CultureInfo.InvariantCulture, $"{data.Metric.ToString().ToLowerInvariant()}, {data.QueryCount:N0} queries, k={DataSet.Neighbors}, ")
            .Append(CultureInfo.InvariantCulture, $"M={options.M}, `ef_construction` {options.EfConstruction}, quantization {options.Quantization}; one thread; ")
            .Append(CultureInfo.InvariantCulture, $"rounds in turns: {options.Rounds}, medians, ranges in brackets. {peer ?? missing}.\n\n")
            .Append("Each query asks for rows that have its label. Labels are at random, or clusters by k-means: the query's own, or the one ")
            .Append("farthest from it. The engine finds the rows by an index over the payload; hnswlib's functor compares numbers in an array.\n\n")
            .Append(CultureInfo.InvariantCulture, $"**Recall@{DataSet.Neighbors}**, and the least difference to the recall without a filter at the same `ef`. ")
            .Append(CultureInfo.InvariantCulture, $"Queries that found fewer rows than {DataSet.Neighbors} or all matches: {filtered.Sum(one => one.Short)}.\n\n")
            .Append(Recalls(plain, filtered))
            .Append("\n\n**Queries a second.** \"x scan\" is the ratio to comparing with every match (`exact`), \"x\" that to hnswlib, in the same round.\n\n")
            .Append(Rates(filtered));
        return text.ToString();
    }

    private static MarkdownTable Recalls(FilteredCase plain, FilteredCase[] filtered)
    {
        MarkdownTable table = new(
            ["filter", "share", "matches", .. FilteredBenchmark.Efs.Select(ef => $"`ef` {ef}"), "least difference"]);
        table.Add(["none", "1", "", .. FilteredBenchmark.Efs.Select(ef => Recall(plain.Recall[ef])), ""]);
        foreach (FilteredCase one in filtered)
        {
            table.Add(
            [
                one.Labeling!.Name,
                Share(one),
                one.Matches!.Value.ToString("N0", CultureInfo.InvariantCulture),
                .. FilteredBenchmark.Efs.Select(ef => Recall(one.Recall[ef])),
                FilteredBenchmark.Efs.Min(ef => one.Recall[ef] - plain.Recall[ef]).ToString("+.0000;−.0000", CultureInfo.InvariantCulture),
            ]);
        }

        return table;
    }

    private static MarkdownTable Rates(FilteredCase[] filtered)
    {
        MarkdownTable table = new(
            ["filter", "share", "`ef`", "how", "QPS", "x scan", "recall", "hnswlib QPS", "its recall", "x"]);
        foreach (FilteredCase one in filtered)
        {
            foreach (int ef in FilteredBenchmark.MeasuredEfs)
            {
                bool hasPeer = one.PeerRecall.Count > 0;
                table.Add(
                [
                    one.Labeling!.Name,
                    Share(one),
                    ef.ToString(CultureInfo.InvariantCulture),
                    string.Join(", ", one.Strategies[ef].OrderByDescending(pair => pair.Value).Select(pair => $"{pair.Value} {pair.Key}")),
                    MarkdownTable.Text(Spread.Of(one.Rates(ef)), "N0"),
                    MarkdownTable.Text(Spread.Of(one.Rates(ef).Zip(one.ExactRates, (own, exact) => own / exact)), "0.00"),
                    Recall(one.Recall[ef]),
                    hasPeer ? MarkdownTable.Text(Spread.Of(one.PeerRates(ef)), "N0") : "–",
                    hasPeer ? Recall(one.PeerRecall[ef]) : "–",
                    hasPeer ? MarkdownTable.Text(Spread.Of(one.Rates(ef).Zip(one.PeerRates(ef), (own, its) => own / its)), "0.0") : "–",
                ]);
            }
        }

        return table;
    }

    private static string Share(FilteredCase one) => $"{(one.Labeling!.Share * 100).ToString(CultureInfo.InvariantCulture)} %";

    private static string Recall(double recall) => recall.ToString("0.0000", CultureInfo.InvariantCulture);
}
